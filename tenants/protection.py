"""Rights and triggers of a schema: who may read and write, and which tables are written once.

Applied whenever tables were made, idempotent. A school's role has its schema and nothing else; the district's role has
public and no school's schema; append-only tables refuse UPDATE and DELETE for everyone, the owner included.

What is missing is found by the database itself, through indexes of the catalogue: PostgreSQL's `GRANT … ON ALL TABLES`
reads all tables of all schools and rewrites the row of each table of one.
"""

from django.apps import apps
from psycopg import sql

from core.database import connection
from tenants.backend.base import PUBLIC, role_of

_FUNCTION = """
CREATE OR REPLACE FUNCTION {schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""
_MISSING_GUARDS = """
SELECT format(
  'CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s.refuse_change()',
  oid::regclass, relnamespace::regnamespace)
FROM pg_class
WHERE relnamespace = {place}::regnamespace AND relname = ANY ({written_once}) AND relkind = 'r'
  AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname = 'written_once')
"""
_MISSING_RIGHTS = """
SELECT format(
  CASE WHEN is_due THEN 'GRANT %s ON %s TO %I' ELSE 'REVOKE %s ON %s FROM %I' END,
  string_agg(privilege, ', '), oid::regclass, {name})
FROM (
  SELECT oid, privilege, privilege IN ('SELECT', 'INSERT') OR relname <> ALL ({written_once}) AS is_due
  FROM pg_depend JOIN pg_class ON oid = objid AND classid = 'pg_class'::regclass,
    unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
  WHERE refclassid = 'pg_namespace'::regclass AND refobjid = {place}::regnamespace
    AND relkind IN ('r', 'p', 'v', 'm', 'f')
) AS right_of_table
WHERE has_table_privilege({name}, oid, privilege) <> is_due
GROUP BY oid, is_due
UNION ALL
SELECT format('GRANT USAGE ON SEQUENCE %s TO %I', oid::regclass, {name})
FROM pg_depend JOIN pg_class ON oid = objid AND classid = 'pg_class'::regclass
WHERE refclassid = 'pg_namespace'::regclass AND refobjid = {place}::regnamespace
  AND CASE WHEN relkind = 'S' THEN NOT has_sequence_privilege({name}, oid, 'USAGE') ELSE false END
"""
_ADD = """
DO $add$
DECLARE addition text;
BEGIN
  FOR addition IN {missing} LOOP
    EXECUTE addition;
  END LOOP;
END $add$;
"""


def append_only_tables() -> set[str]:
    """Names of the tables of all models that are written once."""
    return {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)}


def guards_of(schema: str) -> str:
    """SQL that gives each append-only table of `schema` its trigger; to be run as owner."""
    return _filled_in(_FUNCTION + _ADD.replace("{missing}", _MISSING_GUARDS), schema)


def rights_of(schema: str) -> str:
    """SQL that gives the role of `schema` its rights on what is there, and takes what it has too much; as owner."""
    closed = "REVOKE ALL ON SCHEMA public FROM PUBLIC;" if schema == PUBLIC else ""
    usage = "GRANT USAGE ON SCHEMA {schema} TO {role};"
    return _filled_in(closed + usage + _ADD.replace("{missing}", _MISSING_RIGHTS), schema)


def guard_append_only(schema: str) -> None:
    """Give each append-only table of `schema` its trigger; run as owner inside `in_schema_as_owner`."""
    with connection.cursor() as cursor:
        cursor.execute(guards_of(schema))


def grant_rights(schema: str) -> None:
    """Give the role of `schema` its rights on what is in the schema now; run as owner."""
    with connection.cursor() as cursor:
        cursor.execute(rights_of(schema))


def is_protected(schema: str) -> bool:
    """Whether no trigger and no right on a table or sequence is missing; run as owner."""
    with connection.cursor() as cursor:
        cursor.execute(_filled_in(f"{_MISSING_GUARDS} UNION ALL {_MISSING_RIGHTS} LIMIT 1", schema))
        return cursor.fetchone() is None


def _filled_in(text: str, schema: str) -> str:
    role, place = role_of(connection.settings_dict["NAME"], schema), sql.Identifier(schema)
    filled = sql.SQL(text).format(
        schema=place, place=sql.Literal(place.as_string()), role=sql.Identifier(role), name=sql.Literal(role),
        written_once=sql.Literal(sorted(append_only_tables())),
    )  # fmt: skip
    return filled.as_string()
