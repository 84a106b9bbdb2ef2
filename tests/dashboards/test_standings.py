"""Counts, curves, ranks: the formulas of district.md §3."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from dashboards.peers import PeerGroup, peer_group
from dashboards.standings import Counts, PeerRanks, Standing, count, cumulative, first_sent, last_day_before

DUE = datetime(2026, 9, 15, 16, tzinfo=UTC)  # 16 September 00:00 in Shanghai: 「9月15日24:00」
ROW = Standing(
    entry_uid=uuid4(), school_id=1, code="a", short_name="甲校", name="甲校", kind="primary", area="东片",
    staff_count=70, peers=PeerGroup("primary", "middle"), is_open=True,
    state="missing", is_exempt=False, has_draft=False, first_submitted_at=None, is_on_time=None,
    return_count=0, score=None,
)  # fmt: skip


def sent(days: float, state: str = "submitted", **changes: object) -> Standing:
    moment = DUE + timedelta(days=days)
    return ROW._replace(state=state, first_submitted_at=moment, is_on_time=moment < DUE, **changes)


def test_exempt_schools_are_in_no_number() -> None:
    rows = [sent(-1, "accepted"), sent(1), ROW, ROW._replace(is_exempt=True), sent(-2, "accepted", is_exempt=True)]

    assert count(rows) == Counts(expected=3, reported=2, on_time=1, accepted=1)


def test_a_school_sent_back_after_the_deadline_stays_on_time() -> None:
    assert count([sent(-1, "returned", return_count=1)]) == Counts(expected=1, reported=1, on_time=1, accepted=0)


def test_the_curve_counts_each_day_to_its_end_in_shanghai() -> None:
    rows = [
        sent(-1 / 86400),  # 15 September 23:59:59
        sent(0),  # 16 September 00:00:00
        sent(-2),
        sent(-2)._replace(is_exempt=True),
    ]

    assert cumulative(first_sent(rows), date(2026, 9, 13), date(2026, 9, 16)) == [
        (date(2026, 9, 13), 0),
        (date(2026, 9, 14), 1),
        (date(2026, 9, 15), 2),
        (date(2026, 9, 16), 3),
    ]


def test_what_came_before_the_first_day_is_counted_on_it() -> None:
    assert cumulative(first_sent([sent(-9)]), date(2026, 9, 14), date(2026, 9, 15)) == [
        (date(2026, 9, 14), 1),
        (date(2026, 9, 15), 1),
    ]


def test_a_deadline_at_midnight_closes_the_day_before() -> None:
    assert last_day_before(DUE) == date(2026, 9, 15)


def test_ranks_are_of_the_own_peers_and_shared_by_equal_values() -> None:
    scores = {"a": Decimal(80), "b": Decimal(95), "c": Decimal(90), "d": Decimal("90.0")}
    small = ROW._replace(code="e", peers=PeerGroup("primary", "small"))

    rows = [*((ROW._replace(code=code), score) for code, score in scores.items()), (small, Decimal(85))]
    ranks = PeerRanks(rows)

    found = {row.code: ranks.of(row, score) for row, score in rows}
    assert found == {"b": (1, 4), "c": (2, 4), "d": (2, 4), "a": (4, 4), "e": (1, 1)}


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(
    ("staff", "label"),
    [(1, "小学60人以内"), (60, "小学60人以内"), (61, "小学61—120人"), (120, "小学61—120人"), (121, "小学121人以上")],
)
def test_peers_are_of_one_kind_and_size(staff: int, label: str) -> None:
    assert peer_group("primary", staff).label == label
