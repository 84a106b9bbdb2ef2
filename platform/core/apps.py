"""App entry of the common ground."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """No tables of its own."""

    name = "core"
    verbose_name = "公共"
