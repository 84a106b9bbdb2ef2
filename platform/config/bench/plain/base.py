"""Django's own PostgreSQL backend; turning to a school or to the district does nothing, since both lie in the path."""

from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from django_tenants.postgresql_backend.base import FakeTenant


class DatabaseWrapper(PostgresWrapper):
    """The connection of one thread, always where the settings' search path says."""

    tenant: Any = FakeTenant("public")
    schema_name = "public"

    def set_tenant(self, tenant: Any) -> None:
        """Stay."""

    def set_schema_to_public(self) -> None:
        """Stay."""
