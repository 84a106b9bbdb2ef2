"""PostgreSQL itself denies what is not one's own (scale.md §5.2, §5.3 no. 6)."""

import pytest
from django.db import DatabaseError, transaction

from core.database import connection
from tenants.models import School
from tenants.schemas import in_public, in_schema_as_owner, in_school

Pair = tuple[School, School]


def tables_of(schema: str) -> list[str]:
    """All tables of a schema, as its owner sees them."""
    with in_schema_as_owner(schema), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        return [name for (name,) in cursor.fetchall()]


def may(privilege: str, schema: str, table: str) -> bool:
    """Whether the role of the moment has a privilege on a table and may use its schema."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_schema_privilege(%s, 'USAGE') AND has_table_privilege((%s || '.' || %s), %s)",
            [schema, schema, table, privilege],
        )
        return bool(cursor.fetchone()[0])


PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE")


def test_a_school_has_no_right_on_any_table_of_another_school_or_of_the_district(committed: Pair) -> None:
    ta, tb = committed
    foreign = [(place, table) for place in (tb.schema_name, "public") for table in tables_of(place)]

    with in_school(ta):
        allowed = [(p, t, verb) for p, t in foreign for verb in PRIVILEGES if may(verb, p, t)]

    assert (len(foreign) > 40, allowed) == (True, [])


def test_the_district_has_no_right_on_any_table_of_a_school(committed: Pair) -> None:
    places = [(school.schema_name, table) for school in committed for table in tables_of(school.schema_name)]

    with in_public():
        allowed = [(p, t, verb) for p, t in places for verb in PRIVILEGES if may(verb, p, t)]

    assert allowed == []


def test_a_school_may_work_on_its_own_tables(committed: Pair) -> None:
    ta, _ = committed
    tables = set(tables_of(ta.schema_name)) - {"audit_auditentry"}

    with in_school(ta):
        refused = [(t, verb) for t in tables for verb in PRIVILEGES if not may(verb, ta.schema_name, t)]

    assert refused == []


ENTRY = (
    "INSERT INTO audit_auditentry (uid, at, verb, actor_name, subject_kind, subject_label, before, after) "
    "VALUES (gen_random_uuid(), now(), 'x', 'x', 'x', 'x', '{}', '{}')"
)


def run(*statements: str) -> None:
    """Run statements in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET actor_name = 'x'", "DELETE FROM audit_auditentry"])
def test_the_audit_trail_refuses_change_even_for_the_owner(committed: Pair, statement: str) -> None:
    for place in ("public", committed[0].schema_name):
        with in_schema_as_owner(place), pytest.raises(DatabaseError, match="append-only"):
            run(ENTRY, statement)


def test_a_school_cannot_change_its_audit_trail(committed: Pair) -> None:
    with in_school(committed[0]):
        rights = [verb for verb in PRIVILEGES if may(verb, committed[0].schema_name, "audit_auditentry")]

    assert rights == ["SELECT", "INSERT"]


def test_nothing_in_one_schema_depends_on_another(committed: Pair) -> None:
    """No foreign key crosses schemas, so a school can be dumped, moved or restored alone."""
    with in_schema_as_owner("public"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conname FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid "
            "JOIN pg_class b ON b.oid = c.confrelid WHERE c.contype = 'f' AND a.relnamespace <> b.relnamespace"
        )
        crossing = cursor.fetchall()

    assert crossing == []


def test_the_tables_of_the_district_cannot_be_named_in_a_school(committed: Pair) -> None:
    """The search path of a school holds its schema alone: what is missing there is missing (I-10)."""
    with in_school(committed[0]), pytest.raises(DatabaseError, match="does not exist"):
        run("SELECT * FROM tenants_school")


def test_a_switch_that_fails_is_heard_of(committed: Pair) -> None:
    """Nothing is read in the place before, as if nothing had happened (I-22)."""
    gone = School(schema_name="s_gone", code="gone")

    with in_school(gone), pytest.raises(DatabaseError, match="s_gone"):
        run("SELECT 1")


def test_the_login_reads_nothing_without_a_role(committed: Pair) -> None:
    schemas = ["public", *(school.schema_name for school in committed)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname FROM pg_namespace n WHERE n.nspname = ANY(%s) "
            "AND has_schema_privilege(session_user, n.nspname, 'USAGE')",
            [schemas],
        )
        usable = cursor.fetchall()

    assert usable == []


def test_the_login_itself_has_no_rights(committed: Pair) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolinherit, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = session_user")
        rights = cursor.fetchone()

    assert rights == (False, False, False)
