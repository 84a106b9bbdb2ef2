"""App entry."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Work records and completion."""

    name = "schools.records"
    label = "schools_records"
    verbose_name = "工作记录"

    def ready(self) -> None:
        """Make work records the first kind of record that carries out tasks."""
        from schools.records import kinds  # noqa: PLC0415 -- models must be loaded first

        kinds.register(kinds.WORK)
