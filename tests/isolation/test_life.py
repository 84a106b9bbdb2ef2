"""The life of a school: suspended, closed, gone and opened anew (scale.md §5.3 no. 9)."""

from types import SimpleNamespace

import pytest

from core.actors import Role
from core.database import connection
from tenants import directory
from tenants.models import School, SchoolState
from tenants.schemas import in_public, in_school
from tenants.services import close_school, reopen_school, suspend_school
from tests.factories.collection import SYSTEM
from tests.factories.members import make_member
from tests.factories.people import client_of
from tests.factories.schools import open_test_school

AS_SHIPPED = directory.SECONDS_UNKNOWN_KEPT  # other tests run with a longer one


def hours_later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Move the clock of the directory's memory."""
    now = directory.time.monotonic() + seconds
    monkeypatch.setattr(directory, "time", SimpleNamespace(monotonic=lambda: now))


def test_a_school_suspended_by_another_process_is_shut_within_half_a_minute(
    tb: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process knows nothing of the change: only time tells it."""
    client = client_of(Role.CHAIR, school=tb)
    address = f"{tb.prefix}accounts/own/"
    assert client.get(address).status_code == 200
    with in_public():
        School.objects.filter(pk=tb.pk).update(state=SchoolState.SUSPENDED)

    still = client.get(address).status_code
    hours_later(monkeypatch, 30.1)
    then = client.get(address).status_code

    assert (still, then, directory.SECONDS_KEPT) == (200, 404, 30.0)


def test_a_school_opened_by_another_process_is_found_within_seconds(
    tb: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "SECONDS_UNKNOWN_KEPT", AS_SHIPPED)
    client = client_of(Role.CHAIR, school=tb)
    with in_public():
        School.objects.filter(pk=tb.pk).update(code="hidden")
    assert client.get(f"{tb.prefix}accounts/own/").status_code == 404
    with in_public():
        School.objects.filter(pk=tb.pk).update(code="tb")

    hours_later(monkeypatch, 5.1)

    assert client.get(f"{tb.prefix}accounts/own/").status_code == 200


def test_a_suspended_school_is_shut_at_once_in_the_process_that_did_it(tb: School) -> None:
    client = client_of(Role.CHAIR, school=tb)
    assert client.get(f"{tb.prefix}plans/").status_code == 200

    with in_public():
        suspend_school(tb, reason="调查", actor=SYSTEM)

    answers = [getattr(client, method)(f"{tb.prefix}plans/new/") for method in ("get", "post")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_closing_keeps_everything_and_reopening_gives_it_back(tb: School) -> None:
    client = client_of(Role.CHAIR, school=tb)
    with in_school(tb):
        make_member("留存人")
    before = rows_of(tb)

    with in_public():
        close_school(tb, reason="撤并", typed_name=tb.short_name, actor=SYSTEM)
    closed = client.get(f"{tb.prefix}members/").status_code
    kept = rows_of(tb)
    with in_public():
        reopen_school(School.objects.get(pk=tb.pk), reason="恢复", actor=SYSTEM)

    assert (closed, kept) == (404, before)
    assert "留存人" in client.get(f"{tb.prefix}members/").content.decode()


def rows_of(school: School) -> dict[str, int]:
    """Rows of each table of a school."""
    with in_school(school), connection.cursor() as cursor:
        return {
            table: _count(cursor, table)
            for table in connection.introspection.table_names(cursor)
            if table != "django_session"
        }


def _count(cursor: "Cursor", table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')
    return int(cursor.fetchone()[0])


def test_a_new_school_never_gets_the_schema_or_the_role_of_an_old_one(db: None) -> None:
    """Even when the old one's row was deleted by hand, with its code and name given anew."""
    with in_public():
        old = open_test_school("xa", "戊校").school
        School.objects.filter(pk=old.pk)._raw_delete("default")

        new = open_test_school("xa", "戊校").school

    with in_school(new), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_user")
        place = cursor.fetchone()
    database = connection.settings_dict["NAME"]
    assert (new.schema_name > old.schema_name, place) == (True, (new.schema_name, f"{database}_{new.schema_name}"))


def test_a_session_of_an_old_school_opens_nothing_in_its_successor(db: None) -> None:
    with in_public():
        old = open_test_school("xa", "戊校").school
    client = client_of(Role.CHAIR, school=old)
    with in_public():
        School.objects.filter(pk=old.pk)._raw_delete("default")
        new = open_test_school("xa", "戊校").school

    answer = client.get(f"{new.prefix}accounts/own/")

    assert (answer.status_code, answer["Location"].startswith(f"{new.prefix}accounts/sign-in/")) == (302, True)
