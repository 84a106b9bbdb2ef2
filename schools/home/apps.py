"""App entry."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The school's desk: what waits for whom."""

    name = "schools.home"
    label = "schools_home"
    verbose_name = "工作台"
