"""The numbers of the board."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.actors import Role
from core.periods import SHANGHAI
from district.collection import selectors
from district.collection.models import Campaign, Entry, EntryEvent, EventKind
from district.collection.services import decisions
from district.collection.services.entries import assign_reviewer, exempt
from district.collection.words import deadline_label, phase_of, tile_of
from tenants.models import School
from tenants.schemas import mount
from tests.factories.collection import SYSTEM, entry_of, make_bare_school, make_campaign, moment, submit, verdict
from tests.factories.people import make_actor, make_user

pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture(autouse=True)
def _opened_long_ago(district: None) -> None:
    School.objects.update(opened_on="2025-01-01")


def only_expect(campaign: Campaign, *schools: School) -> None:
    Entry.objects.filter(campaign=campaign).exclude(school__in=schools).delete()


def reported(campaign: Campaign, school: School, at: str, *, on_time: bool) -> None:
    Entry.objects.filter(campaign=campaign, school=school).update(
        first_submitted_at=moment(at), first_on_time=on_time
    )  # fmt: skip


def test_the_tiles_count_shares_of_the_expected(tb: School) -> None:
    campaign = make_campaign()
    others = [make_bare_school() for _ in range(3)]
    Entry.objects.bulk_create(Entry(campaign=campaign, school=school) for school in others)
    only_expect(campaign, tb, *others)
    exempt(entry_of(campaign, others[0]), reason="筹建期。", actor=SYSTEM)
    submit(campaign, tb)

    tiles = {tile.key: (tile.count, tile.expected, tile.rate) for tile in selectors.tiles(campaign)}

    assert tiles == {
        "expected": (3, 3, 1.0), "reported": (1, 3, 1 / 3), "on_time": (1, 3, 1 / 3), "accepted": (0, 3, 0.0),
    }  # fmt: skip


def test_nothing_expected_is_not_applicable(tb: School) -> None:
    campaign = make_campaign()
    only_expect(campaign, tb)
    exempt(entry_of(campaign, tb), reason="筹建期。", actor=SYSTEM)

    tile = selectors.tiles(campaign)[1]

    assert (tile.count, tile.expected, tile.rate) == (0, 0, None)
    assert tile_of(tile)["unit"] == "所，不适用"
    assert tile_of(tile)["note"] == "不适用：没有应报的学校"


def test_last_years_numbers_are_taken_at_the_same_distance_from_the_deadline(ta: School, tb: School) -> None:
    mount(None)
    last = make_campaign(year=2025, open_at=moment("2025-08-25 00:00"), due_at=moment("2025-09-16 00:00"),
                         close_at=moment("2025-10-01 00:00"))  # fmt: skip
    campaign = make_campaign(year=2026, open_at=moment("2026-08-25 00:00"), due_at=moment("2026-09-16 00:00"),
                             close_at=moment("2026-10-01 00:00"))  # fmt: skip
    for each in (last, campaign):
        Entry.objects.filter(campaign=each).delete()
        Entry.objects.bulk_create(Entry(campaign=each, school=school) for school in (ta, tb))
    reported(last, ta, "2025-09-10 12:00", on_time=True)
    reported(last, tb, "2025-09-20 12:00", on_time=False)
    reported(campaign, ta, "2026-09-01 12:00", on_time=True)
    reported(campaign, tb, "2026-09-01 12:00", on_time=True)

    def points(now: str) -> list[int | None]:
        return [tile.points_more for tile in selectors.tiles(campaign, moment(now))]

    assert points("2026-09-09 12:00") == [0, 100, 100, 0]
    assert points("2026-09-12 12:00") == [0, 50, 50, 0]
    assert points("2026-09-25 12:00") == [0, 0, 50, 0]


def test_the_burn_up_counts_first_submissions_by_day(ta: School, tb: School) -> None:
    mount(None)
    campaign = make_campaign(open_at=moment("2026-09-01 00:00"), due_at=moment("2026-09-05 00:00"),
                             close_at=moment("2026-09-06 00:00"))  # fmt: skip
    Entry.objects.filter(campaign=campaign).delete()
    Entry.objects.bulk_create(Entry(campaign=campaign, school=school) for school in (ta, tb))
    reported(campaign, ta, "2026-09-02 23:59:59", on_time=True)
    reported(campaign, tb, "2026-09-04 00:00:00", on_time=True)

    curve = selectors.burn_up(campaign)

    assert [(day.day, total) for day, total in curve] == [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2)]


def test_the_burn_up_stops_today() -> None:
    campaign = make_campaign()

    assert selectors.burn_up(campaign)[-1][0] == timezone.localdate(timezone=SHANGHAI)


def test_what_waits_for_whom(tb: School) -> None:
    campaign = make_campaign(due_at=timezone.now() + timedelta(days=3))
    entry = submit(campaign, tb)
    reviewer, admin, official = make_user(Role.REVIEWER), make_actor(Role.DISTRICT_ADMIN), make_actor(Role.OFFICIAL)

    before = {each.kind: each.count for each in selectors.waiting_for(admin)}
    assign_reviewer(campaign, [entry.uid], reviewer.uid, actor=SYSTEM)

    assert before["to_assign"] == 1
    assert "to_assign" not in {each.kind for each in selectors.waiting_for(admin)}
    assert selectors.waiting_for(official) == []


def test_results_wait_for_publishing_after_the_close(tb: School) -> None:
    campaign = make_campaign()
    entry = decisions.begin(submit(campaign, tb), by="苏雨棠")
    decisions.accept(entry, verdict(), score=None)
    approver = make_actor(Role.APPROVER)
    assert selectors.waiting_for(approver) == []

    with time_machine.travel(campaign.close_at + timedelta(days=1)):
        [waiting] = selectors.waiting_for(approver)
    assert (waiting.kind, waiting.count) == ("to_publish", 1)


def test_the_board_puts_the_most_urgent_first(tb: School) -> None:
    campaign = make_campaign()
    begun = make_bare_school("写了一半")
    exempted = make_bare_school("不用报")
    Entry.objects.bulk_create(
        [
            Entry(campaign=campaign, school=begun, has_draft=True),
            Entry(campaign=campaign, school=exempted, is_exempt=True),
        ]
    )
    submit(campaign, tb)

    rows = list(selectors.board_rows(campaign).values_list("school__short_name", flat=True))

    assert rows == ["甲校", "写了一半", "乙校", "不用报"]


def test_events_are_there_for_every_arrow(tb: School) -> None:
    campaign = make_campaign()
    entry = decisions.begin(submit(campaign, tb), by="苏雨棠")
    decisions.send_back(entry, verdict("缺时间。"))
    entry = decisions.begin(submit(campaign, tb), by="苏雨棠")
    decisions.accept(entry, verdict(), score=None)

    assert list(EntryEvent.objects.filter(entry=entry).order_by("pk").values_list("kind", flat=True)) == [
        EventKind.SUBMITTED, EventKind.OPENED, EventKind.RETURNED, EventKind.SUBMITTED, EventKind.OPENED,
        EventKind.ACCEPTED,
    ]  # fmt: skip


def test_how_deadlines_and_phases_are_said() -> None:
    campaign = make_campaign(open_at=moment("2026-08-25 00:00"), due_at=moment("2026-09-16 00:00"),
                             close_at=moment("2026-10-01 00:00"))  # fmt: skip

    assert deadline_label(campaign.due_at) == "9月15日（周二）24:00"
    assert deadline_label(moment("2026-09-15 17:30")) == "9月15日（周二）17:30"
    phases = [phase_of(campaign, moment(at)) for at in ("2026-08-24 12:00", "2026-09-01 12:00", "2026-10-01 00:00")]
    assert phases == ["scheduled", "open", "closed"]
