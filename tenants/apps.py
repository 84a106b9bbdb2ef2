"""App entry of the school registry."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Lives in the public schema."""

    name = "tenants"
    verbose_name = "学校"

    def ready(self) -> None:
        """Tell the ground floor where the district's own figures are."""
        from core import figures  # noqa: PLC0415 -- models are loaded by now
        from tenants.figures import values_in_force  # noqa: PLC0415

        figures.provide(values_in_force)
