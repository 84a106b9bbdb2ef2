"""Long work on its pages: progress, stopping, report."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from core.actors import Role
from core.errors import InvalidInputError
from jobs.models import Job, JobState
from jobs.selectors import progress_label
from jobs.services import stop_job
from jobs.work import Progress, create_job, job, run_job
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.people import make_actor, make_user

SignInAs = Callable[..., Client]


@job
def count_to(progress: Progress, *, last: int) -> dict[str, Any]:
    """A job of this test."""
    progress.begin(last, "正在数")
    for _ in range(last):
        progress.advance()
    return {"summary": f"数到{last}", "counts": [["数过", last]], "lines": ["<b>顺利</b>"]}


@job
def refuse(_progress: Progress) -> dict[str, Any]:
    """A job that a rule stops."""
    message = "这个文件不能导入。"
    raise InvalidInputError(message)


@job
def break_down(_progress: Progress) -> dict[str, Any]:
    """A job that breaks."""
    return {"x": 1 / 0}


def start(user: Any, function: Any = count_to, **arguments: Any) -> Job:
    return create_job(function, arguments, title="数数", actor=user.as_actor("ta"))


def test_a_job_reports_what_it_did(ta: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)
    row = run_job(str(start(user, last=3).uid))

    page = sign_in(school=ta, user=user).get(f"{ta.prefix}jobs/{row.uid}/").content.decode()

    assert (row.state, row.percent) == (JobState.DONE, 100)
    assert ["数到3" in page, "<dt>数过</dt><dd>3</dd>" in page, "&lt;b&gt;顺利" in page, "hx-get" in page] == [
        True,
        True,
        True,
        False,
    ]


def test_a_waiting_job_asks_for_itself_and_can_be_stopped(ta: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)
    row, client = start(user, last=3), sign_in(school=ta, user=user)
    address = f"{ta.prefix}jobs/{row.uid}/"

    page = client.get(address).content.decode()
    client.post(f"{address}stop/")

    assert (f'hx-get="{address}progress/"' in page, "排队中" in page) == (True, True)
    with in_school(ta):
        assert run_job(str(row.uid)).state == JobState.STOPPED


def test_a_running_job_stops_at_its_next_step(ta: School) -> None:
    user = make_user(Role.MEMBER, school=ta)
    row = start(user, last=3)
    Job.objects.filter(pk=row.pk).update(stop_asked=True)

    stopped = run_job(str(row.uid))

    assert (stopped.state, stopped.done) == (JobState.STOPPED, 1)


def test_a_finished_job_is_not_stopped(ta: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)
    row = run_job(str(start(user, last=1).uid))
    client = sign_in(school=ta, user=user)

    page = client.post(f"{ta.prefix}jobs/{row.uid}/stop/", follow=True).content.decode()

    assert ("已经结束" in page, row.state) == (True, JobState.DONE)


def test_the_fragment_tells_the_page_to_refresh_once_over(ta: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)
    waiting, over = start(user, last=1), run_job(str(start(user, last=1).uid))
    client = sign_in(school=ta, user=user)

    answers = [client.get(f"{ta.prefix}jobs/{row.uid}/progress/").headers.get("HX-Refresh") for row in (waiting, over)]

    assert answers == [None, "true"]


@pytest.mark.parametrize(
    ("function", "message"),
    [(refuse, "这个文件不能导入。"), (break_down, "出错了，没有完成；管理员可在日志中查到原因。")],
)
def test_a_failed_job_says_why(ta: School, function: Any, message: str) -> None:
    row = run_job(str(start(make_user(Role.MEMBER, school=ta), function).uid))

    assert (row.state, row.message) == (JobState.FAILED, message)


def test_a_job_runs_once(ta: School) -> None:
    row = start(make_user(Role.MEMBER, school=ta), last=2)

    assert [run_job(str(row.uid)).finished_at for _ in range(2)] == [Job.objects.get(pk=row.pk).finished_at] * 2


def test_the_label_guesses_what_is_left(ta: School) -> None:
    now = timezone.now()
    row = Job(state=JobState.RUNNING, total=240, done=186, started_at=now - timedelta(seconds=62))

    assert progress_label(row, now=now) == "已处理186，共240，约剩18秒"


def test_people_see_their_own_jobs_and_the_administrator_all(ta: School, sign_in: SignInAs) -> None:
    first, second, admin = (make_user(role, school=ta) for role in (Role.MEMBER, Role.MEMBER, Role.SCHOOL_ADMIN))
    row = start(first, last=1)

    statuses = [
        sign_in(school=ta, user=user).get(f"{ta.prefix}jobs/{row.uid}/").status_code for user in (first, second, admin)
    ]

    assert statuses == [200, 404, 200]


def test_a_job_of_another_school_is_not_found(ta: School, tb: School, sign_in: SignInAs) -> None:
    row = start(make_user(Role.MEMBER, school=ta), last=1)

    client = sign_in(Role.SCHOOL_ADMIN, school=tb)

    assert [client.get(f"{tb.prefix}jobs/{row.uid}/{page}").status_code for page in ("", "progress/")] == [404, 404]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    ta: School, sign_in: SignInAs, django_assert_num_queries: Any, rows: int
) -> None:
    user = make_user(Role.MEMBER, school=ta)
    for _ in range(rows):
        start(user, last=1)
    client = sign_in(school=ta, user=user)
    client.get(f"{ta.prefix}jobs/")

    with django_assert_num_queries(6):  # search path, session, user, count, page, reminders
        client.get(f"{ta.prefix}jobs/")
    file = openpyxl.load_workbook(io.BytesIO(client.get(f"{ta.prefix}jobs/?export=xlsx").content)).active
    assert file.max_row == rows + 1


def test_the_district_has_its_own_jobs(district: None, sign_in: SignInAs) -> None:
    actor = make_actor(Role.DISTRICT_ADMIN)
    row = create_job(count_to, {"last": 1}, title="数数", actor=actor)

    assert sign_in(Role.DISTRICT_ADMIN).get(f"/jobs/{row.uid}/").status_code == 200


def test_stopping_is_noted(ta: School) -> None:
    user = make_user(Role.MEMBER, school=ta)

    assert stop_job(start(user, last=1), actor=user.as_actor("ta")).stop_asked is True


def test_a_job_whose_worker_died_is_closed_and_not_run_again(ta: School) -> None:
    row = start(make_user(Role.MEMBER, school=ta), last=2)
    Job.objects.filter(pk=row.pk).update(state=JobState.RUNNING, done=1)

    again = run_job(str(row.uid))

    assert (again.state, again.done, again.message[:5]) == (JobState.FAILED, 1, "处理中断了")
