"""App entry."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Work plans: import, editing, submission."""

    name = "schools.plans"
    label = "schools_plans"
    verbose_name = "计划"

    def ready(self) -> None:
        """Listen to the district, tell the register which members own tasks, and say who may fetch which file."""
        from files.holders import Holder, register  # noqa: PLC0415 -- models must be loaded first
        from schools.members import facade as members  # noqa: PLC0415
        from schools.plans import receivers, selectors  # noqa: F401, PLC0415
        from schools.plans.models import ImportDraft, Plan  # noqa: PLC0415

        members.declare_use(selectors.owners_among)
        register(Holder(Plan, "source_file", selectors.plans_with_open_source))
        register(Holder(ImportDraft, "file", selectors.imports_visible_to))
