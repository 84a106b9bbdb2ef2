"""Addresses of the district's settings, below /settings/."""

from datetime import date

from django.urls import path, register_converter

from tenants.views import settings


class DayConverter:
    """A day in an address: 2027-02-07."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day; ValueError (404) when there is none such."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The ISO text."""
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "settings"
urlpatterns = [
    path("", settings.figure_list, name="figures"),
    path("workdays/", settings.workday_list, name="workdays"),
    path("workdays/<day:day>/remove/", settings.workday_remove, name="workday_remove"),
    path("<str:key>/", settings.figure_change, name="figure"),
]
