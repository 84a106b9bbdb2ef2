"""App entry."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Work plans: import, editing, submission."""

    name = "schools.plans"
    label = "schools_plans"
    verbose_name = "计划"

    def ready(self) -> None:
        """Listen to the district, and tell the register which members own tasks."""
        from schools.members import facade as members  # noqa: PLC0415 -- models must be loaded first
        from schools.plans import receivers, selectors  # noqa: F401, PLC0415

        members.declare_use(selectors.owners_among)
