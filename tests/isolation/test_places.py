"""Sessions, files and tasks belong to one place."""

import pytest
from celery.exceptions import Reject
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import get_script_prefix

from core.actors import Role
from core.database import connection
from files.models import StoredFile
from files.services import content_of, store
from jobs.models import JobState
from jobs.work import Progress, create_job, job
from tenants import directory
from tenants.middleware import mount_school
from tenants.models import School, SchoolState
from tenants.schemas import in_public, in_school
from tenants.tasks import DISTRICT, run_job
from tests.factories.people import client_of, make_actor


def test_a_session_of_one_school_is_nothing_in_another(ta: School, tb: School) -> None:
    client = client_of(Role.CHAIR, school=ta)

    own, other = client.get(f"{ta.prefix}accounts/own/"), client.get(f"{tb.prefix}accounts/own/")

    assert (own.status_code, other.status_code) == (200, 302)
    assert other["Location"].startswith(f"{tb.prefix}accounts/")


def test_a_session_of_a_school_is_nothing_in_the_district(ta: School) -> None:
    client = client_of(Role.CHAIR, school=ta)
    client.cookies["union_district"] = client.cookies["union_school"].value

    response = client.get("/accounts/own/")

    assert response.status_code == 302


def test_the_cookie_of_a_school_is_limited_to_its_prefix(ta: School) -> None:
    client = client_of(Role.CHAIR, school=ta)

    client.get(f"{ta.prefix}accounts/own/")

    assert client.cookies["union_school"]["path"] == ta.prefix


def test_a_file_of_one_school_is_not_found_in_another(ta: School, tb: School) -> None:
    stored = store("名单.txt", "甲校".encode(), "txt", actor=make_actor(Role.CHAIR, school=ta))

    with in_school(tb):
        assert not StoredFile.objects.filter(uid=stored.uid).exists()
        with pytest.raises(FileNotFoundError):
            content_of(stored)
    assert content_of(stored) == "甲校".encode()


def test_a_stored_name_cannot_leave_its_folder(ta: School) -> None:
    stored = store("a.txt", b"x", "txt", actor=make_actor(Role.CHAIR, school=ta))
    stored.content.name = "../public/secret"

    with pytest.raises(SuspiciousFileOperation):
        content_of(stored)


@job
def note_place(progress: Progress) -> dict[str, str]:
    """A job for these tests: reports the schema that it ran in."""
    progress.begin(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return {"schema": cursor.fetchone()[0]}


def test_a_task_runs_in_the_place_that_its_message_names(ta: School) -> None:
    row = create_job(note_place, {}, title="试", actor=make_actor(Role.CHAIR, school=ta))

    with in_public():
        run_job(str(row.uid), place="ta")

    row.refresh_from_db()
    assert (row.state, row.report) == (JobState.DONE, {"schema": ta.schema_name})


@pytest.mark.parametrize("place", [None, "nowhere"])
def test_a_task_without_a_known_place_is_refused(place: str | None, ta: School) -> None:
    row = create_job(note_place, {}, title="试", actor=make_actor(Role.CHAIR, school=ta))

    with pytest.raises(Reject):
        run_job(str(row.uid), place=place)

    row.refresh_from_db()
    assert row.state == JobState.WAITING


def test_a_task_of_a_suspended_school_is_refused(ta: School) -> None:
    with in_public():
        School.objects.filter(code="ta").update(state=SchoolState.SUSPENDED)

    with pytest.raises(Reject):
        run_job("00000000-0000-0000-0000-000000000000", place="ta")


def test_a_district_job_is_not_found_in_a_school(district: None, ta: School) -> None:
    with in_public():
        row = create_job(note_place, {}, title="试", actor=make_actor(Role.DISTRICT_ADMIN))
        with pytest.raises(type(row).DoesNotExist):
            run_job(str(row.uid), place="ta")
        run_job(str(row.uid), place=DISTRICT)
        row.refresh_from_db()

    assert row.report == {"schema": "public"}


def test_a_request_leaves_its_school_behind(ta: School) -> None:
    client_of(Role.CHAIR, school=ta).get(f"{ta.prefix}plans/")

    assert (connection.schema_name, get_script_prefix()) == ("public", "/")


def test_a_request_that_breaks_down_leaves_its_school_behind(ta: School) -> None:
    def break_down(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mount_school(break_down)(RequestFactory().get(f"{ta.prefix}plans/"))

    assert (connection.schema_name, get_script_prefix()) == ("public", "/")


def test_a_task_asks_for_its_school_anew(ta: School) -> None:
    """A worker lives long: what it remembers of a school that was suspended elsewhere counts for nothing."""
    directory.school_by_code("ta")
    with in_public():
        School.objects.filter(code="ta").update(state=SchoolState.SUSPENDED)

    with pytest.raises(Reject):
        run_job("00000000-0000-0000-0000-000000000000", place="ta")


def test_a_suspended_school_answers_404(ta: School, tb: School) -> None:
    client = client_of(Role.CHAIR, school=tb)
    with in_public():
        School.objects.filter(code="tb").update(state=SchoolState.SUSPENDED)

    assert client.get(f"{tb.prefix}accounts/own/").status_code == 404
