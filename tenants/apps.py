"""App entry of the school registry."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Lives in the public schema."""

    name = "tenants"
    verbose_name = "学校"
