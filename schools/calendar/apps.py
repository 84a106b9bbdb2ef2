"""App entry."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """When tasks are to be done."""

    name = "schools.calendar"
    label = "schools_calendar"
    verbose_name = "行事历"

    def ready(self) -> None:
        """Hear of changed tasks, terms and working days."""
        from schools.calendar import receivers  # noqa: F401, PLC0415 -- models must be loaded first
