"""A school opens whole or not at all, and is what a migrated school would be."""

import re

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import User
from core.actors import NOBODY
from core.errors import InvalidInputError, NotAllowedError
from tenants.models import School
from tenants.opening import NewSchool, open_school
from tenants.schemas import in_public, in_school
from tenants.template import dump_schema
from tests.factories.schools import open_test_school


@pytest.mark.usefixtures("district")
def test_a_school_opens_with_its_first_account() -> None:
    opened = open_test_school("tc", "丙校")

    with in_school(opened.school):
        user = User.objects.get()
    assert (user.username, user.must_change_password, user.check_password(opened.password)) == ("admin", True, True)


@pytest.mark.usefixtures("district")
def test_a_taken_code_opens_nothing() -> None:
    before = School.objects.count()

    with pytest.raises(InvalidInputError, match="代码"):
        open_test_school("ta", "丁校")

    assert School.objects.count() == before


@pytest.mark.usefixtures("district")
def test_only_a_district_administrator_opens_schools() -> None:
    with pytest.raises(NotAllowedError):
        open_school(NewSchool("td", "丁校", "丁校", "primary", "东片", 10, "管理员", "admin"), actor=NOBODY)


@pytest.mark.django_db(transaction=False)
def test_a_replayed_school_equals_a_migrated_one(ta: School) -> None:
    """Compared by pg_dump: the committed school `ta` against a schema that Django migrated.

    Rows and counters apart: a counter goes on even where another test was rolled back.
    """

    def normal(schema: str) -> str:
        return re.sub(r"(?m)^(INSERT INTO|SELECT pg_catalog.setval).*$", "", dump_schema(schema)).replace(schema, "x")

    assert normal(ta.schema_name) == normal("tpl_7f3a9c1e")


def test_a_school_sees_no_other_school(ta: School, tb: School) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'SELECT * FROM "{tb.schema_name}".accounts_user')


def test_the_district_sees_no_school(ta: School) -> None:
    with in_public(), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f'SELECT * FROM "{ta.schema_name}".accounts_user')


@pytest.mark.usefixtures("district")
def test_a_school_opened_inside_a_failing_transaction_leaves_nothing() -> None:
    def left() -> list[int]:
        with connection.cursor() as cursor:
            counts = []
            for table in ("pg_namespace", "pg_roles", "tenants_school", "audit_auditentry"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                counts.append(cursor.fetchone()[0])
        return counts

    before = left()
    during: list[int] = []

    def open_and_fail() -> None:
        open_test_school("tz", "丁校")
        during.extend(left())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        open_and_fail()

    assert [now - then for now, then in zip(during, before, strict=True)] == [1, 1, 1, 1]
    assert left() == before
