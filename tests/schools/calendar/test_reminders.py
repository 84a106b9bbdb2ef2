"""Reminders: a ladder over working days, quiet hours, each rung once, nothing for what is done or cancelled."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from celery import current_app
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from core.actors import Role
from core.periods import Period, is_working_day
from schools.calendar.ladder import rung_of
from schools.calendar.models import Reminder
from schools.calendar.tasks import rebuild, remind
from schools.mail.hours import is_quiet
from schools.mail.tasks import send_letters
from schools.plans.models import Plan
from schools.plans.services import tasks
from tenants.models import School
from tests.factories.people import make_user
from tests.factories.plans import chair_of, complete, first_task, make_plan
from tests.factories.records import make_deed, make_record

SignIn = Callable[..., Client]


@pytest.mark.parametrize(
    ("due_on", "today", "recurrence", "rung"),
    [
        ("2026-11-30", "2026-11-20", "", None),
        ("2026-11-30", "2026-11-23", "", 7),
        ("2026-11-30", "2026-11-25", "", 7),
        ("2026-11-30", "2026-11-27", "", 1),  # the third day is Friday itself, the last one is Sunday
        ("2026-11-28", "2026-11-27", "", 0),  # Saturday
        ("2026-11-29", "2026-11-26", "", 3),
        ("2026-11-24", "2026-11-24", "", 0),
        ("2026-11-23", "2026-11-24", "", -1),
        ("2026-11-16", "2026-11-24", "", None),
        ("2026-10-08", "2026-09-30", "", 1),  # the whole of National Day lies between
        ("2026-11-27", "2026-11-24", "weekly", None),
        ("2026-11-27", "2026-11-26", "weekly", 1),
        ("2026-11-27", "2026-11-27", "biweekly", 0),
    ],
)
def test_the_ladder_goes_by_working_days(due_on: str, today: str, recurrence: str, rung: int | None) -> None:
    found = rung_of(
        date.fromisoformat(due_on), date.fromisoformat(today), (7, 3, 1), recurrence=recurrence, works_on=is_working_day
    )

    assert found == rung


def test_quiet_hours_go_over_midnight() -> None:
    assert [hour for hour in range(24) if is_quiet(hour, 20, 7)] == [0, 1, 2, 3, 4, 5, 6, 20, 21, 22, 23]


@pytest.fixture
def owner(ta: School) -> User:
    """A committee member who has a task due on Friday, 27 November."""
    user, plan = make_user(Role.COMMITTEE, school=ta, name="何青云"), make_plan(ta)
    fields = {"months": [11], "dates": "11月27日", "owner_name": "何青云"}
    tasks.add_task(plan, complete("心理讲座", **fields), actor=chair_of(ta))
    return user


def told(moment: str) -> list[int]:
    """Run the task twice at a moment; all rungs that were told so far."""
    with time_machine.travel(moment, tick=False):
        remind.run()
        assert remind.run() == 0
    return list(Reminder.objects.order_by("pk").values_list("rung", flat=True))


def test_each_rung_is_told_once(ta: School, owner: User) -> None:
    assert told("2026-11-20T06:30+08:00") == []
    assert told("2026-11-20T20:10+08:00") == []
    assert told("2026-11-20T08:52+08:00") == [7]
    assert told("2026-11-21T09:00+08:00") == [7]  # Saturday
    assert told("2026-11-23T09:00+08:00") == [7]
    assert told("2026-11-26T09:00+08:00") == [7, 1]  # the worker was away on the day of the second rung
    assert told("2026-11-27T09:00+08:00") == [7, 1, 0]
    assert told("2026-11-30T09:00+08:00") == [7, 1, 0, -1]
    assert told("2026-12-01T09:00+08:00") == [7, 1, 0, -1]


def test_what_is_done_moved_or_stopped_is_not_told(ta: School, owner: User) -> None:
    plan, chair = Plan.objects.get(), chair_of(ta)
    task = first_task(plan)
    make_deed(make_record("心理讲座", day=date(2026, 11, 20), actor=chair), task, actor=chair)
    assert told("2026-11-24T09:00+08:00") == []

    other = tasks.add_task(plan, complete("座谈", months=[], dates="11月27日", owner_name="何青云"), actor=chair)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert told("2026-11-24T09:00+08:00") == []

    User.objects.filter(pk=owner.pk).update(is_active=True)
    assert told("2026-11-24T09:00+08:00") == [3]

    tasks.amend_task(other, {"dates": "12月4日"}, actor=chair)
    assert told("2026-11-27T09:00+08:00") == [3, 7]

    Plan.objects.update(year=2020)
    assert told("2026-12-04T09:00+08:00") == [3, 7]


def test_members_are_told_only_of_plans_that_they_may_open(ta: School) -> None:
    make_user(Role.MEMBER, school=ta, name="何青云")
    plan = make_plan(ta, period=Period(2026, "first"))
    fields = {"months": [], "dates": "11月27日", "owner_name": "何青云"}
    tasks.add_task(plan, complete("心理讲座", **fields), actor=chair_of(ta))
    assert told("2026-11-24T09:00+08:00") == []

    Plan.objects.update(state="accepted", receipt_number="R", submitted_at="2026-09-10T08:00+08:00")
    assert told("2026-11-24T09:00+08:00") == [3]


def test_the_top_bar_counts_and_reading_ends_it(ta: School, owner: User, sign_in: SignIn) -> None:
    told("2026-11-24T09:00+08:00")
    client = sign_in(user=owner, school=ta)
    assert "收件箱，1条未读" in client.get(f"{ta.prefix}calendar/").content.decode()
    [row] = client.get(f"{ta.prefix}calendar/reminders/").context["page"].object_list

    stranger = sign_in(Role.CHAIR, school=ta)
    assert stranger.post(f"{ta.prefix}calendar/reminders/{row.uid}/open/").status_code == 404

    answer = client.post(f"{ta.prefix}calendar/reminders/{row.uid}/open/")
    assert answer["Location"] == f"{ta.prefix}progress/tasks/{row.occurrence.task.uid}/"
    assert "条未读" not in client.get(f"{ta.prefix}calendar/").content.decode()
    assert list(client.get(f"{ta.prefix}calendar/reminders/").context["page"]) == []
    assert len(client.get(f"{ta.prefix}calendar/reminders/?all=1").context["page"].object_list) == 1


def test_the_page_says_where_reminders_go(ta: School, owner: User, sign_in: SignIn, settings: Settings) -> None:
    client, found = sign_in(user=owner, school=ta), []
    for settings.SENDS_MAIL, email in ((False, "he@example.com"), (True, "he@example.com"), (True, "")):
        User.objects.filter(pk=owner.pk).update(email=email)
        page = client.get(f"{ta.prefix}calendar/reminders/").content.decode()
        found.append([words in page for words in ("没有配置邮件", "同时发到您的邮箱", "要同时收邮件")])

    assert found == [[True, False, False], [False, True, False], [False, False, True]]


def test_beat_asks_every_school_for_tasks_that_exist() -> None:
    from config.schedule import BEAT_SCHEDULE

    asked = {entry["kwargs"].get("task_name") for entry in BEAT_SCHEDULE.values()}
    assert {rebuild.name, remind.name, send_letters.name} <= asked & set(current_app.tasks)
