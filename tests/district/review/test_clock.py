"""The reviewer's clock runs in working days from when the copy came; it never touches the school's timeliness."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client

from core.actors import Role
from district.collection.models import Entry
from district.collection.services import decisions
from district.collection.services.entries import assign_reviewer
from district.review import selectors
from district.review.clock import days_used, is_overdue
from tenants.models import School
from tests.factories.collection import SYSTEM, entry_of, make_campaign, moment, submit, verdict
from tests.factories.people import make_user

SignIn = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("district")
FRIDAY, MONDAY = moment("2026-09-11 16:00"), moment("2026-09-14 09:00")


def told(entry: Entry) -> Entry:
    return selectors.with_progress(Entry.objects.filter(pk=entry.pk).select_related("current", "school")).get()


def waiting(tb: School, *, assigned: str | None = "2026-09-10 09:00") -> Entry:
    """Handed in on a Friday; assigned before or after."""
    School.objects.update(opened_on="2026-01-01")
    reviewer = make_user(Role.REVIEWER, name="苏雨棠")
    clocks = {"open_at": moment("2026-09-01 00:00"), "due_at": moment("2026-09-30 00:00")}
    with time_machine.travel(moment("2026-09-01 08:00"), tick=False):
        campaign = make_campaign(**clocks, close_at=moment("2026-10-10 00:00"))
    steps = [(FRIDAY, lambda: submit(campaign, tb))]
    if assigned:
        uid = entry_of(campaign, tb).uid
        steps.append((moment(assigned), lambda: assign_reviewer(campaign, [uid], reviewer.uid, actor=SYSTEM)))
    for at, happen in sorted(steps, key=lambda step: step[0]):
        with time_machine.travel(at, tick=False):
            happen()
    return entry_of(campaign, tb)


@pytest.mark.parametrize(
    ("assigned", "now", "days"),
    [
        ("2026-09-10 09:00", "2026-09-11 23:00", 0),
        ("2026-09-10 09:00", "2026-09-13 12:00", 0),  # a weekend
        ("2026-09-10 09:00", "2026-09-14 09:00", 1),
        ("2026-09-14 08:00", "2026-09-15 09:00", 1),  # assigned late: the clock began then
        ("2026-09-10 09:00", "2026-09-20 12:00", 6),  # a Sunday worked for the holiday (调休)
        (None, "2026-09-20 12:00", None),
    ],
)
def test_days_are_working_days_since_the_copy_came(
    tb: School, assigned: str | None, now: str, days: int | None
) -> None:
    assert days_used(told(waiting(tb, assigned=assigned)), moment(now)) == days


def test_days_that_the_district_took_off_do_not_count(tb: School) -> None:
    entry = told(waiting(tb))

    assert days_used(entry, moment("2026-09-15 09:00"), {date(2026, 9, 14): False}) == 1


def test_the_clock_stops_with_the_decision(tb: School) -> None:
    entry = waiting(tb)
    with time_machine.travel(moment("2026-09-18 09:00"), tick=False):
        decisions.begin(entry, by="苏雨棠")
        decisions.accept(entry, verdict(), score=None)

    decided = told(entry)

    assert days_used(decided, moment("2026-09-25 09:00")) is None
    assert decided.first_on_time is True


def test_overdue_is_what_the_district_says() -> None:
    assert [is_overdue(days) for days in (None, 5, 6)] == [False, False, True]


def test_the_queue_says_how_long(tb: School, sign_in: SignIn) -> None:
    entry = waiting(tb)
    with time_machine.travel(moment("2026-09-21 12:00"), tick=False):
        page = sign_in(Role.APPROVER).get("/reviews/?who=all").content.decode()

    assert entry.state == "submitted"
    assert "审核超时，" in page
    assert "已用7个工作日" in page
