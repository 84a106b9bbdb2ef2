"""A reminder goes out by itself once before a deadline, to those alone who still owe something."""

from datetime import datetime, timedelta

import pytest
import time_machine
from celery import current_app

from audit.models import AuditEntry
from config.schedule import BEAT_SCHEDULE
from core.periods import SHANGHAI
from district.collection.models import Campaign, EntryEvent, EntryState, EventKind
from district.collection.services import decisions, entries
from district.collection.tasks import remind_before_deadlines
from tenants import figures
from tenants.models import School, SchoolState, Setting
from tenants.tasks import DISTRICT
from tests.factories.collection import SYSTEM, entry_of, make_bare_school, make_campaign, submit

pytestmark = pytest.mark.usefixtures("district")
OPENED = datetime(2026, 11, 30, 8, tzinfo=SHANGHAI)
DUE = datetime(2026, 12, 12, tzinfo=SHANGHAI)  # 「12月11日24:00」, a Friday
CLOSE = datetime(2026, 12, 19, tzinfo=SHANGHAI)


@pytest.fixture
def campaign() -> Campaign:
    with time_machine.travel(OPENED):
        return make_campaign(open_at=OPENED, due_at=DUE, close_at=CLOSE)


def morning(day: int) -> int:
    with time_machine.travel(datetime(2026, 12, day, 9, 2, tzinfo=SHANGHAI)):
        return int(remind_before_deadlines.apply(kwargs={"place": DISTRICT}).get())


def reminded(campaign: Campaign) -> list[tuple[str, str]]:
    events = EntryEvent.objects.filter(entry__campaign=campaign, kind=EventKind.REMINDED).order_by("at", "pk")
    return [(event.entry.school.code, event.actor_name) for event in events.select_related("entry__school")]


def test_it_runs_every_morning() -> None:
    assert "district.collection.tasks.remind_before_deadlines" in {one["task"] for one in BEAT_SCHEDULE.values()}
    assert remind_before_deadlines.name in current_app.tasks


def test_who_has_sent_nothing_is_reminded_once(tb: School) -> None:
    missing = make_bare_school()
    with time_machine.travel(OPENED):
        campaign = make_campaign(open_at=OPENED, due_at=DUE, close_at=CLOSE)
        submit(campaign, tb)
        for entry in campaign.entries.exclude(school__in=[tb, missing]):
            entries.exempt(entry, reason="新校", actor=SYSTEM)

    assert [morning(day) for day in (8, 9, 10, 11)] == [0, 1, 0, 0]
    assert reminded(campaign) == [(missing.code, "系统")]
    told = AuditEntry.objects.filter(verb="campaign.remind").latest("pk")
    assert (told.actor_name, told.after) == ("系统", {"schools": [missing.short_name]})


def test_who_was_reminded_by_hand_in_those_days_is_not_reminded_again(tb: School, campaign: Campaign) -> None:
    campaign.entries.exclude(school=tb).update(is_exempt=True, exempt_reason="新校")
    with time_machine.travel(datetime(2026, 12, 9, 8, tzinfo=SHANGHAI)):
        entries.remind(campaign, [entry_of(campaign, tb).uid], actor=SYSTEM)

    assert [morning(day) for day in (9, 10, 11)] == [0, 0, 0]


def test_a_school_with_a_later_deadline_is_reminded_before_that(tb: School, campaign: Campaign) -> None:
    campaign.entries.exclude(school=tb).update(is_exempt=True, exempt_reason="新校")
    with time_machine.travel(OPENED):
        entries.extend(
            campaign, [entry_of(campaign, tb).uid], due_at=DUE + timedelta(days=5), close_at=CLOSE, reason="停电",
            actor=SYSTEM,
        )  # fmt: skip

    assert [morning(day) for day in (9, 10, 11, 14, 15)] == [0, 0, 0, 1, 0]


def test_a_school_that_was_sent_back_is_reminded_before_the_closing(tb: School, campaign: Campaign) -> None:
    campaign.entries.exclude(school=tb).update(is_exempt=True, exempt_reason="新校")
    with time_machine.travel(OPENED):
        entry = submit(campaign, tb)
        decisions.begin(entry, by="苏雨棠")
        campaign.entries.filter(pk=entry.pk).update(state=EntryState.RETURNED)

    assert [morning(day) for day in (9, 10, 11, 15, 16, 17)] == [0, 0, 0, 0, 1, 0]


def test_nobody_is_reminded_on_a_day_off(tb: School, campaign: Campaign) -> None:
    campaign.entries.exclude(school=tb).update(is_exempt=True, exempt_reason="新校")
    campaign.entries.update(due_override=DUE + timedelta(days=4), override_reason="停电")  # Tuesday

    assert [morning(day) for day in (12, 13, 14)] == [0, 0, 1]


def test_a_paused_school_is_left_alone(tb: School, campaign: Campaign) -> None:
    campaign.entries.exclude(school=tb).update(is_exempt=True, exempt_reason="新校")
    School.objects.filter(pk=tb.pk).update(state=SchoolState.SUSPENDED)

    assert [morning(day) for day in (9, 10, 11)] == [0, 0, 0]


def test_the_district_may_do_without(tb: School, campaign: Campaign) -> None:
    Setting.objects.create(key="collection.remind_days", value=0, source="区工会〔2026〕9号", valid_from="2026-01-01")
    figures.values_in_force.forget()

    assert [morning(day) for day in (9, 10, 11)] == [0, 0, 0]
