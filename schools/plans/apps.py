"""App entry."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Work plans: import, editing, submission."""

    name = "schools.plans"
    label = "schools_plans"
    verbose_name = "计划"

    def ready(self) -> None:
        """Listen to the district."""
        from schools.plans import receivers  # noqa: F401, PLC0415 -- models must be loaded first
