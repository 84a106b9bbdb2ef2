"""App entry of the project's settings: gives it management commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds commands that touch every floor (demo data, database set-up)."""

    name = "config"
    verbose_name = "平台"
