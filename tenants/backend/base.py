"""A connection that changes schema and PostgreSQL role together, in one statement, and never silently.

Differs from django-tenants' backend (scale.md D3, D4, I-10, I-22): a school's search path holds its schema alone, so
nothing falls through to public; the role is set with it, so PostgreSQL itself denies other schools; switching back and
forth costs a statement only when something is asked; an error while switching is raised.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantDatabaseWrapper
from psycopg.pq import TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

PUBLIC = "public"


def role_of(database: str, schema: str) -> str:
    """The PostgreSQL role for `schema` in `database`: roles are the cluster's, so the database is in the name."""
    return f"{database}_{'district' if schema == PUBLIC else schema}"


def owner_of(database: str) -> str:
    """The role that owns all tables of `database`: migrations and the opening of schools only."""
    return f"{database}_owner"


class DatabaseWrapper(TenantDatabaseWrapper):  # type: ignore[misc]  # the library is untyped
    """The connection of one thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin in the district."""
        self.acts_as_owner = False
        self._setting_search_path: bool = False
        self.search_path_set_schemas: tuple[str, str] | None = None
        super().__init__(*args, **kwargs)

    def create_cursor(self, name: str | None = None) -> Any:
        """Moments are read by psycopg in C; Django's Python around that gives the same in twice the time."""
        cursor = super().create_cursor(name)
        if self.timezone == UTC:
            cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        return cursor

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Act with the rights of the owner of all tables; for tenants.* only."""
        before, self.acts_as_owner = self.acts_as_owner, True
        try:
            yield
        finally:
            self.acts_as_owner = before

    def set_tenant(self, tenant: Any, include_public: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 -- the library's signature
        """Turn to `tenant`; the database hears of it with the next statement."""
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.include_public_schema = False
        self.set_settings_schema(self.schema_name)
        ContentType.objects.clear_cache()

    def _handle_search_path(self, cursor: Any = None) -> None:
        wanted = (self._wanted_role(), self.schema_name)
        if self._setting_search_path or self.search_path_set_schemas == wanted:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # only a rollback can follow, and it makes us set everything anew
        self._setting_search_path = True
        switching = self.connection.cursor() if cursor is None else cursor
        try:
            switching.execute(
                "SELECT set_config('role', %s, false), set_config('search_path', quote_ident(%s), false)", wanted
            )
            self.search_path_set_schemas = wanted
        finally:
            self._setting_search_path = False
            if cursor is None:
                switching.close()

    def _wanted_role(self) -> str:
        database = self.settings_dict["NAME"]
        return owner_of(database) if self.acts_as_owner else role_of(database, self.schema_name)
