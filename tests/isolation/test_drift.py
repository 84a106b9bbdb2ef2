"""All schools are built alike, and like what Django itself would build (scale.md §5.3 no. 6 and 7)."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from pytest_django import DjangoDbBlocker

from tenants.models import School
from tenants.template import dump_schema, migrate_schema
from tests.isolation.world import as_superuser

Pair = tuple[School, School]
SCRATCH = "scratch_5d1c"
_ROWS = re.compile(r"(?m)^(INSERT INTO|SELECT pg_catalog\.setval).*\n?")


def structure(schema: str) -> str:
    """pg_dump's account of a schema's structure, its own name taken out."""
    return _ROWS.sub("", dump_schema(schema)).replace(schema, "x")


@pytest.fixture(scope="module")
def migrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The structure of a schema that Django migrated from nothing; neither template nor replay had a part in it."""
    with django_db_blocker.unblock():
        migrate_schema(SCRATCH)
        yield structure(SCRATCH)
        with as_superuser() as link:
            link.execute(f"DROP SCHEMA {SCRATCH} CASCADE")


def schemas() -> list[str]:
    """The schemas of all schools that are open at the moment of the test, and the template."""
    with as_superuser() as link:
        rows = link.execute("SELECT schema_name FROM tenants_school ORDER BY 1").fetchall()
    return [settings.TEMPLATE_SCHEMA, *(name for (name,) in rows)]


def test_every_school_is_what_django_would_build_from_nothing(committed: Pair, migrated: str) -> None:
    differing = [schema for schema in schemas() if structure(schema) != migrated]

    assert (len(schemas()) > 2, differing) == (True, [])


HARM = {
    "column": ("ALTER TABLE {s}.jobs_job ADD by_hand integer", "ALTER TABLE {s}.jobs_job DROP by_hand"),
    "trigger": (
        "DROP TRIGGER written_once ON {s}.audit_auditentry",
        (
            "CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {s}.audit_auditentry "
            "FOR EACH ROW EXECUTE FUNCTION {s}.refuse_change()"
        ),
    ),
    "index": ("CREATE INDEX by_hand ON {s}.jobs_job (title)", "DROP INDEX {s}.by_hand"),
    "length": (
        "ALTER TABLE {s}.jobs_job ALTER title TYPE text",
        "ALTER TABLE {s}.jobs_job ALTER title TYPE varchar(120)",
    ),
}


@pytest.mark.parametrize(("harm", "repair"), HARM.values(), ids=HARM)
def test_a_change_by_hand_is_seen(harm: str, repair: str, committed: Pair, migrated: str) -> None:
    """Mutants of the test above."""
    schema = committed[1].schema_name
    with as_superuser() as link:
        link.execute(harm.format(s=schema))
        try:
            harmed = structure(schema)
        finally:
            link.execute(repair.format(s=schema))

    assert (harmed != migrated, structure(schema) == migrated) == (True, True)


def tables_of(schema: str) -> set[str]:
    """Names of the tables of a schema."""
    with as_superuser() as link:
        rows = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]).fetchall()
    return {name for (name,) in rows}


def tables_for(labels: list[str]) -> set[str]:
    """Tables of all models of these apps, with those of many-to-many fields."""
    return {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name in labels
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def test_a_school_has_the_tables_of_its_apps_and_no_other(committed: Pair) -> None:
    wanted = tables_for(settings.TENANT_APPS) | {"django_migrations"}

    assert [tables_of(school.schema_name) ^ wanted for school in committed] == [set(), set()]


def test_the_district_has_no_table_of_a_school_only_app(committed: Pair) -> None:
    only_schools = tables_for([app for app in settings.TENANT_APPS if app not in settings.BOTH_APPS])

    assert (tables_of("public") & only_schools, len(only_schools) > 5) == (set(), True)


def test_content_types_live_in_the_district_alone(committed: Pair) -> None:
    """Ids of content types would differ between schools while Django keeps them for the whole process (I-14)."""
    with as_superuser() as link:
        rows = link.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename IN ('django_content_type', 'auth_permission')"
        ).fetchall()

    assert {schema for (schema,) in rows} <= {"public"}


def test_nothing_of_a_schema_hangs_on_another(committed: Pair) -> None:
    """No view, default, trigger or function of a schema refers to a table of another (pg_depend)."""
    with as_superuser() as link:
        crossing = link.execute(
            "SELECT d.classid::regclass, a.relnamespace::regnamespace, b.relnamespace::regnamespace "
            "FROM pg_depend d JOIN pg_class a ON a.oid = d.objid AND d.classid = 'pg_class'::regclass "
            "JOIN pg_class b ON b.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass "
            "WHERE a.relnamespace <> b.relnamespace AND a.relkind <> 't' AND a.relname NOT LIKE 'pg_toast%%' "
            "AND a.relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace, "
            "'information_schema'::regnamespace) AND b.relnamespace <> 'pg_catalog'::regnamespace"
        ).fetchall()
        functions = link.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND p.pronamespace <> c.relnamespace"
        ).fetchall()

    assert (crossing, functions) == ([], [])


def test_every_append_only_table_has_its_trigger_in_every_schema(committed: Pair) -> None:
    with as_superuser() as link:
        guarded = link.execute(
            "SELECT c.relnamespace::regnamespace::text || '.' || c.relname FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'written_once' AND t.tgenabled = 'O'"
        ).fetchall()
    append_only = {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)}
    wanted = {f"{schema}.{table}" for schema in [*schemas(), "public"] for table in append_only & tables_of(schema)}

    found = {name for (name,) in guarded if not name.startswith(SCRATCH)}
    assert (found, len(append_only) >= 3) == (wanted, True)
