"""The tracker: what is said of each school, whose turn it is and since when, where the numbers lead."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actors import Role
from dashboards.tracking import line_of, tracked
from district.collection.models import Campaign, Decision, Entry, EntryEvent, EventKind, Submission
from tests.factories.comparison import add_entry, fill, make_campaign, make_schools
from tests.factories.people import make_actor, make_user

SignIn = Callable[..., Client]
TRACKER = "/dashboards/plans/tracker/"
pytestmark = pytest.mark.usefixtures("district")


def happen(entry: Entry, kind: EventKind, at: datetime, copy: Submission | None = None) -> None:
    EntryEvent.objects.create(entry=entry, kind=kind, at=at, submission=copy or entry.current, actor_name="某人")


def copy_of(entry: Entry, version: int, sent_at: datetime) -> Submission:
    return Submission.objects.create(
        campaign=entry.campaign, school=entry.school, version=version, receipt_number=f"R{entry.pk}-{version}",
        payload={}, schema_number=1, sha256="0" * 64, submitted_at=sent_at, submitted_by="主席",
        due_at=entry.campaign.due_at, is_on_time=True,
    )  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def campaign() -> Campaign:
    """Open from 25 August to 1 October 2026, due on 15 September at 24:00."""
    made = make_campaign(year=2026)
    Campaign.objects.filter(pk=made.pk).update(
        open_at=at("2026-08-25T08:00"), due_at=at("2026-09-16T00:00"), close_at=at("2026-10-02T00:00")
    )
    made.refresh_from_db()
    return made


def turn(campaign: Campaign, now: datetime) -> tuple[str, int | None]:
    line = line_of(tracked(campaign, make_actor(Role.DISTRICT_ADMIN), now).get(), now, {})
    return line.turn, line.days


def test_it_is_the_schools_turn_from_the_opening_until_its_closing(campaign: Campaign) -> None:
    add_entry(campaign, make_schools(1)[0])

    moments = ["2026-08-24T08:00", "2026-08-27T09:00", "2026-10-01T23:59", "2026-10-02T00:00"]

    found = [turn(campaign, at(moment)) for moment in moments]
    assert [who for who, _ in found] == ["", "学校", "学校", ""]
    assert (found[1][1], found[3][1]) == (2, None)


def test_an_extension_keeps_the_turn_with_the_school(campaign: Campaign) -> None:
    add_entry(campaign, make_schools(1)[0], due_override=at("2026-10-16T00:00"))

    assert [turn(campaign, at(moment))[0] for moment in ("2026-10-15T10:00", "2026-10-16T00:00")] == ["学校", ""]


def test_a_copy_waits_for_a_reviewer_and_then_with_the_reviewer(campaign: Campaign) -> None:
    entry = add_entry(campaign, make_schools(1)[0], "submitted", sent_days=-2)  # Sunday 13 September, 21:00
    now = at("2026-09-16T10:00")
    unassigned = turn(campaign, now)

    uid = make_user(Role.REVIEWER).uid
    entry.assignments.create(reviewer_uid=uid, reviewer_name="苏语棠", assigned_at=at("2026-09-15T09:00"))

    assert (unassigned, turn(campaign, now)) == (("区里", 3), ("苏语棠", 1))


def test_after_a_return_the_school_has_the_turn_from_that_day(campaign: Campaign) -> None:
    entry = add_entry(campaign, make_schools(1)[0], "returned", return_count=2)
    happen(entry, EventKind.RETURNED, at("2026-09-01T10:00"))
    happen(entry, EventKind.RETURNED, at("2026-09-17T10:00"))

    assert turn(campaign, at("2026-09-18T10:00")) == ("学校", 1)


def test_copies_accepted_after_the_first_acceptance_are_changes(campaign: Campaign) -> None:
    once, twice, never = make_schools(3)
    add_entry(campaign, once, "accepted")
    changed = add_entry(campaign, twice, "reviewing")
    second = copy_of(changed, 2, at("2026-09-20T10:00"))
    happen(changed, EventKind.ACCEPTED, at("2026-09-12T10:00"))
    happen(changed, EventKind.UNLOCKED, at("2026-09-19T10:00"))
    happen(changed, EventKind.ACCEPTED, at("2026-09-21T10:00"), second)
    add_entry(campaign, never, "returned")
    decision = Decision.objects.create(
        submission=second, outcome="accepted", proposers=[uuid4()], decided_by_name="审核员",
        decided_at=at("2026-09-21T10:00"),
    )  # fmt: skip
    Entry.objects.filter(pk=changed.pk).update(state="accepted", current=second, accepted=second, decision=decision)

    now = timezone.now()
    rows = {row.school.code: row for row in tracked(campaign, make_actor(Role.DISTRICT_ADMIN), now)}
    line = line_of(rows[twice.code], now, {})

    assert {code: row.changes for code, row in rows.items()} == {once.code: 0, twice.code: 1, never.code: None}
    assert (line.entry.passed_at, line.entry.first_version) == (at("2026-09-12T10:00"), 1)
    assert line.changes_url == f"/campaigns/entries/{changed.uid}/compare/?old=1&new=2"
    assert (line.passed_url[-12:], line.version_url[-12:]) == ("/versions/1/", "/versions/2/")


def test_amendments_in_force_are_changes_and_one_that_waits_is_the_districts_turn(campaign: Campaign) -> None:
    entry = add_entry(campaign, make_schools(1)[0], "accepted")
    amended, waiting = copy_of(entry, 2, at("2026-10-12T10:00")), copy_of(entry, 3, at("2026-10-19T10:00"))
    happen(entry, EventKind.AMENDED, at("2026-10-13T10:00"), amended)
    Entry.objects.update(amended=amended, amendments_count=1, pending=waiting)

    row = tracked(campaign, make_actor(Role.DISTRICT_ADMIN), at("2026-10-21T10:00")).get()

    assert (row.changes, row.passed_version, row.last_version, row.newest_version) == (1, 1, 2, 2)
    assert line_of(row, at("2026-10-21T10:00"), {}).version_url.endswith("/versions/2/")
    assert turn(campaign, at("2026-10-21T10:00")) == ("区里", 2)


def test_of_a_school_to_keep_away_from_the_numbers_are_told_and_nothing_opens(campaign: Campaign) -> None:
    entry = add_entry(campaign, make_schools(1)[0], "accepted")
    user = make_user(Role.REVIEWER, home_school=entry.school.code)

    now = timezone.now()
    line = line_of(tracked(campaign, user.as_actor(None), now).get(), now, {})

    assert (line.entry_url, line.first_url, line.passed_url, line.version_url) == ("", "", "", "")
    assert line.entry.passed_at is not None


def test_the_address_filters_sorts_and_searches(sign_in: SignIn) -> None:
    campaign = make_campaign()
    fill(campaign, make_schools(14))
    client = sign_in(Role.OFFICIAL)

    def names(**asked: str) -> list[str]:
        answer = client.get(TRACKER, {"campaign": str(campaign.uid), **asked})
        return [line.entry.school.short_name for line in answer.context["lines"]]

    assert names(kind="primary", size="small") == []
    assert names(kind="primary", area="东片", sort="school") == ["稻香里小学", "柳堤小学", "松涧小学", "望溪小学"]
    assert names(q="wx") == ["望溪小学"]
    assert set(names(state="missing")) == {"星桥幼儿园", "槐序中学"}
    assert set(names(turn="school")) == {"星桥幼儿园", "槐序中学", "青禾一中"}
    assert names(sort="first")[:2] == ["望溪小学", "云洲职校"]
    assert len(names(size="20")) == 14


def test_excel_has_exactly_what_is_filtered(sign_in: SignIn) -> None:
    campaign = make_campaign()
    fill(campaign, make_schools(14))

    answer = sign_in(Role.OFFICIAL).get(TRACKER, {"kind": "junior", "sort": "school", "export": "xlsx"})

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows] == ["学校", "青禾区槐序中学", "青禾区青禾四中", "青禾区砚池中学"]
    assert (rows[0][9], rows[1][4], rows[1][11]) == ("通过后改动", "填写中", "学校")


def test_the_number_of_queries_does_not_grow(sign_in: SignIn) -> None:
    campaign = make_campaign()
    client = sign_in(Role.OFFICIAL)

    def queries_with(number: int, first: int) -> int:
        fill(campaign, make_schools(number, first=first))
        client.get(TRACKER)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(TRACKER).status_code == 200
        return len(asked)

    assert queries_with(1, 0) == queries_with(12, 1) <= 10


@pytest.mark.parametrize("address", [TRACKER, "/dashboards/plans/"])
def test_a_page_opens_on_the_newest_campaign_with_something_to_show(sign_in: SignIn, address: str) -> None:
    schools = make_schools(4)
    last = make_campaign(year=timezone.now().year - 1)
    fill(last, schools)
    coming = make_campaign(due_in_days=20)
    for place, school in enumerate(schools):
        add_entry(coming, school, "submitted" if place == 0 else "missing", sent_days=-25)
    client = sign_in(Role.OFFICIAL)

    def opened() -> str:
        content = client.get(address).content.decode()
        return next(str(one.uid) for one in (last, coming) if f'value="{one.uid}" selected' in content)

    nearly_empty = opened()
    Entry.objects.filter(campaign=coming, school=schools[1]).update(first_submitted_at=timezone.now())

    assert (nearly_empty, opened()) == (str(last.uid), str(coming.uid))


def test_without_a_campaign_that_tells_something_the_newest_is_opened(sign_in: SignIn) -> None:
    campaign = make_campaign(due_in_days=20)
    add_entry(campaign, make_schools(1)[0])

    assert sign_in(Role.OFFICIAL).get(TRACKER).context["campaign"] == campaign
    assert timedelta(0) < campaign.due_at - timezone.now()
