"""App entry."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Facts pushed by schools, figures drawn from them, pages that compare fairly."""

    name = "dashboards"
    label = "dashboards"
    verbose_name = "看板"

    def ready(self) -> None:
        """Put the dashboards' things on the desk."""
        from dashboards.desk import from_dashboards  # noqa: PLC0415 -- needs the models
        from district.home.desk import add_source  # noqa: PLC0415

        add_source(from_dashboards)
