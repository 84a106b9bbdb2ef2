"""App entry of the audit trail."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Lives in the public schema and in every school's."""

    name = "audit"
    verbose_name = "操作记录"
