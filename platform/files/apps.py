"""App entry of private files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Lives in the public schema and in every school's."""

    name = "files"
    verbose_name = "文件"
