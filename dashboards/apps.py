"""App entry."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Facts pushed by schools, figures drawn from them, pages that compare fairly."""

    name = "dashboards"
    label = "dashboards"
    verbose_name = "看板"
