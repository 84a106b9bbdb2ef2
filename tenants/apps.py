"""App entry of the school registry."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Lives in the public schema."""

    name = "tenants"
    verbose_name = "学校"

    def ready(self) -> None:
        """Tell the lower floors where the district's own figures and the names of its schools are."""
        from accounts.forms import offer_schools  # noqa: PLC0415 -- models are loaded by now
        from core import figures  # noqa: PLC0415
        from tenants.figures import values_in_force  # noqa: PLC0415
        from tenants.selectors import school_choices  # noqa: PLC0415

        figures.provide(values_in_force)
        offer_schools(school_choices)
