"""App entry of long work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Lives in the public schema and in every school's."""

    name = "jobs"
    verbose_name = "后台任务"
