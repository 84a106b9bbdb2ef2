"""Rights and triggers of a schema: who may read and write, and which tables are written once.

Applied after every migration, idempotent. A school's role has its schema and nothing else; the district's role has
public and no school's schema; append-only tables refuse UPDATE and DELETE for everyone, the owner included.
"""

from collections.abc import Iterator

from django.apps import apps
from psycopg import sql

from core.database import connection
from tenants.backend.base import PUBLIC, role_of

_GUARD = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only_tables() -> set[str]:
    """Names of the tables of all models that are written once."""
    return {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)}


def guard_append_only() -> None:
    """Give each append-only table of the current schema its trigger; run as owner inside `in_schema_as_owner`."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        cursor.execute(_GUARD)
        for table in sorted(append_only_tables() & present):
            cursor.execute(
                sql.SQL(
                    "CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                ).format(table=sql.Identifier(table))
            )


def grant_rights(schema: str) -> None:
    """Give the schema's role its rights on what is in the schema now; run as owner."""
    role = sql.Identifier(role_of(connection.settings_dict["NAME"], schema))
    place = sql.Identifier(schema)
    with connection.cursor() as cursor:
        for statement in _grants(schema):
            cursor.execute(sql.SQL(statement).format(role=role, schema=place))
        present = set(connection.introspection.table_names(cursor))
        for table in sorted(append_only_tables() & present):
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE ON {schema}.{table} FROM {role}").format(
                    role=role, schema=place, table=sql.Identifier(table)
                )
            )


def _grants(schema: str) -> Iterator[str]:
    if schema == PUBLIC:
        yield "REVOKE ALL ON SCHEMA {schema} FROM PUBLIC"
    yield "GRANT USAGE ON SCHEMA {schema} TO {role}"
    yield "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}"
    yield "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"
