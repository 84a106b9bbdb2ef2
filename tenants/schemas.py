"""The only door between schemas. Never `with school:` and never `@schema_context`: both mix up threads.

A queryset is lazy and reads whatever schema is current when it is evaluated: evaluate it inside the block.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django_tenants.postgresql_backend.base import FakeTenant

from core.database import connection
from tenants.models import School


@contextmanager
def in_school(school: School) -> Iterator[School]:
    """Work in the schema and with the PostgreSQL role of `school`; come back afterwards, also after an error."""
    before = connection.tenant
    connection.set_tenant(school)
    try:
        yield school
    finally:
        connection.set_tenant(before)


@contextmanager
def in_public() -> Iterator[None]:
    """Work in the district's schema; come back afterwards, also after an error."""
    before = connection.tenant
    connection.set_schema_to_public()
    try:
        yield
    finally:
        connection.set_tenant(before)


@contextmanager
def in_schema_as_owner(schema_name: str) -> Iterator[None]:
    """Work on the structure of a schema, as the owner of its tables; for the opening and the upgrade of schools."""
    before = connection.tenant
    with connection.as_owner():
        connection.set_tenant(FakeTenant(schema_name))
        try:
            yield
        finally:
            connection.set_tenant(before)


def current_school() -> School | None:
    """The school whose schema is current, None in the district."""
    return connection.tenant if isinstance(connection.tenant, School) else None


def mount(school: School | None) -> None:
    """Turn this thread's connection to `school` (None: the district) until told otherwise; for the request's start."""
    if school is None:
        connection.set_schema_to_public()
    else:
        connection.set_tenant(school)
