"""App entry."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Work records and completion."""

    name = "schools.records"
    label = "schools_records"
    verbose_name = "工作记录"

    def ready(self) -> None:
        """Make work records the first kind of record that carries out tasks, say who may fetch their files.

        The plans and the calendar ask on which days tasks were carried out.
        """
        from files.holders import Holder, register  # noqa: PLC0415 -- models must be loaded first
        from schools.plans import facade as plans  # noqa: PLC0415
        from schools.records import kinds, receivers, selectors  # noqa: F401, PLC0415
        from schools.records.models import RecordFile  # noqa: PLC0415

        kinds.register(kinds.WORK)
        register(Holder(RecordFile, "file", selectors.attachments_visible_to))
        plans.declare_records(selectors.days_done)
