"""App entry."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The district's desk: what waits for whom."""

    name = "district.home"
    label = "district_home"
    verbose_name = "区级工作台"
