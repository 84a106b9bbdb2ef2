"""Opening many schools: each whole or not at all, the others go on, passwords for a day and for one person."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.actors import Role
from core.errors import InvalidInputError, NotAllowedError
from files.services import store
from jobs.models import Job, JobState
from jobs.work import run_job
from tenants import opening_many, selectors
from tenants.models import FirstPassword, School
from tenants.opening_many import PASSWORDS_KEPT, purge_first_passwords, start_opening
from tenants.schemas import in_public, in_schema_as_owner, in_school
from tests.factories.people import make_actor, make_user
from tests.tenants.test_school_list import book

pytestmark = pytest.mark.usefixtures("district")


def line(number: int, **other: object) -> list[object]:
    row = {
        "name": f"青禾区第{number}小学", "short": f"第{number}小学", "kind": "小学", "area": "东片",
        "staff": 30 + number, "code": f"di{number}", "admin": "管理员", "username": "",
    }  # fmt: skip
    return list((row | other).values())


def upload(actor: "Actor", *lines: list[object]) -> "StoredFile":
    return store("名单.xlsx", book(*lines), "xlsx", actor=actor)


def test_six_schools_open_with_their_accounts() -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)
    before = School.objects.count()
    row = start_opening(upload(admin, *(line(n) for n in range(1, 7))), only_good=False, actor=admin)

    done = run_job(str(row.uid))

    passwords = list(selectors.first_passwords(row.uid, admin))
    assert (done.state, done.done, done.total, School.objects.count() - before) == (JobState.DONE, 6, 6, 6)
    assert [item["code"] for item in done.report["opened"]] == [f"di{n}" for n in range(1, 7)]
    assert [slip.school.code for slip in passwords] == [f"di{n}" for n in range(1, 7)]
    with in_school(passwords[5].school):
        user = User.objects.get(username="admin")
        assert (user.check_password(passwords[5].password), user.must_change_password) == (True, True)


def test_the_report_holds_no_password() -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)
    row = start_opening(upload(admin, line(1)), only_good=False, actor=admin)

    run_job(str(row.uid))

    [slip] = selectors.first_passwords(row.uid, admin)
    assert slip.password not in repr(Job.objects.get(uid=row.uid).report)


def test_one_failing_school_leaves_nothing_and_the_others_open() -> None:
    """Between preview and job somebody else takes the second name."""
    admin = make_actor(Role.DISTRICT_ADMIN)
    row = start_opening(upload(admin, line(1), line(2), line(3)), only_good=False, actor=admin)
    School.objects.filter(code="tb").update(name="青禾区第2小学")

    done = run_job(str(row.uid))

    assert [item["code"] for item in done.report["opened"]] == ["di1", "di3"]
    assert done.report["failed"] == [{"row": 3, "name": "第2小学", "reason": "学校全称“青禾区第2小学”已在学校名册中。"}]
    assert not School.objects.filter(code="di2").exists()


def test_a_school_that_fails_while_opening_is_undone_whole() -> None:
    """The last step, keeping the password, fails for one school: schema, role, row and entry go as well."""
    admin = make_actor(Role.DISTRICT_ADMIN)
    row = start_opening(upload(admin, line(1), line(2, username="a" * 32)), only_good=False, actor=admin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace")
        schemas = cursor.fetchone()[0]
    with in_schema_as_owner("public"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tenants_firstpassword ADD CHECK (length(username) < 32)")

    done = run_job(str(row.uid))

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace")
        assert cursor.fetchone()[0] == schemas + 1
    assert [item["code"] for item in done.report["opened"]] == ["di1"]
    assert [item["row"] for item in done.report["failed"]] == [3]


def test_a_wrong_row_stops_all_unless_the_good_ones_were_chosen() -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)
    stored = upload(admin, line(1), line(2, kind="大学"))

    with pytest.raises(InvalidInputError, match="有1行需要改"):
        start_opening(stored, only_good=False, actor=admin)
    row = start_opening(stored, only_good=True, actor=admin)

    done = run_job(str(row.uid))
    assert ([item["row"] for item in done.report["opened"]], [item["row"] for item in done.report["failed"]]) == (
        [2],
        [3],
    )


def test_nothing_good_starts_nothing() -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)

    with pytest.raises(InvalidInputError, match="没有可以开通的学校"):
        start_opening(upload(admin, line(1, kind="大学")), only_good=True, actor=admin)

    assert Job.objects.count() == 0


def test_only_an_administrator_starts_it_and_must_still_be_one_when_it_runs() -> None:
    reviewer = make_actor(Role.REVIEWER)
    with pytest.raises(NotAllowedError):
        start_opening(upload(reviewer, line(1)), only_good=False, actor=reviewer)
    user = make_user(Role.DISTRICT_ADMIN)
    row = start_opening(upload(user.as_actor(None), line(1)), only_good=False, actor=user.as_actor(None))
    User.objects.filter(pk=user.pk).update(roles=[Role.REVIEWER.value])

    done = run_job(str(row.uid))

    assert (done.report["opened"], done.report["failed"][0]["reason"]) == ([], "只有区工会管理员可以开通学校。")


def test_a_stopped_job_keeps_what_is_open_and_its_passwords() -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)
    row = start_opening(upload(admin, line(1), line(2)), only_good=False, actor=admin)
    Job.objects.filter(pk=row.pk).update(stop_asked=True)

    done = run_job(str(row.uid))

    assert (done.state, [item["code"] for item in done.report["opened"]]) == (JobState.STOPPED, ["di1"])
    assert [slip.school.code for slip in selectors.first_passwords(row.uid, admin)] == ["di1"]


def test_passwords_are_for_the_starter_and_for_a_day() -> None:
    admin, other = make_actor(Role.DISTRICT_ADMIN), make_actor(Role.DISTRICT_ADMIN)
    row = start_opening(upload(admin, line(1)), only_good=False, actor=admin)
    run_job(str(row.uid))

    assert [len(selectors.first_passwords(row.uid, actor)) for actor in (admin, other)] == [1, 0]
    assert purge_first_passwords() == 0
    FirstPassword.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert len(selectors.first_passwords(row.uid, admin)) == 0
    assert (purge_first_passwords(), FirstPassword.objects.count()) == (1, 0)
    assert timedelta(hours=24) == PASSWORDS_KEPT


def test_the_workbook_lists_addresses_and_passwords() -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)
    row = start_opening(upload(admin, line(1)), only_good=False, actor=admin)
    run_job(str(row.uid))
    [slip] = selectors.first_passwords(row.uid, admin)
    slip.holder = "=顾"

    content = opening_many.passwords_workbook([slip], "https://union.cn")

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell.value for cell in sheet[2]]
    assert cells[:5] == ["第1小学", "https://union.cn/s/di1/", "=顾", "admin", slip.password]
    assert sheet["C2"].data_type == "s"


def test_a_job_reads_the_district_only(ta: School) -> None:
    with in_public():
        admin = make_actor(Role.DISTRICT_ADMIN)
        row = start_opening(upload(admin, line(1)), only_good=False, actor=admin)

    with pytest.raises(Job.DoesNotExist):
        run_job(str(row.uid))
