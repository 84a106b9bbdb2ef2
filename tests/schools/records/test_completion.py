"""Completion: what is expected, what is due, and shares that never leave 0–1 and never fall."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.records.completion import (
    Rhythm,
    Standing,
    Window,
    completion,
    hundredths,
    occurrences,
    on_track,
    school_weeks,
    standing,
)

AUTUMN = Window(
    ((2026, 8), (2026, 9), (2026, 10), (2026, 11), (2026, 12), (2027, 1)), ((date(2026, 9, 1), date(2027, 1, 24)),)
)
YEAR = Window(
    (*AUTUMN.months, *((2027, month) for month in range(2, 8))),
    (*AUTUMN.terms, (date(2027, 2, 20), date(2027, 6, 27))),
)


@pytest.mark.parametrize(
    ("rhythm", "window", "count", "first", "last"),
    [
        (Rhythm(), AUTUMN, 1, date(2027, 1, 31), date(2027, 1, 31)),
        (Rhythm(months=(9, 11)), AUTUMN, 1, date(2026, 11, 30), date(2026, 11, 30)),
        (Rhythm(months=(10,), dates="10月14日、16日"), AUTUMN, 1, date(2026, 10, 16), date(2026, 10, 16)),
        (Rhythm(dates="12月30日—1月4日"), AUTUMN, 1, date(2027, 1, 4), date(2027, 1, 4)),
        (Rhythm(dates="2月30日"), AUTUMN, 1, date(2027, 1, 31), date(2027, 1, 31)),
        (Rhythm("weekly"), AUTUMN, 21, date(2026, 9, 6), date(2027, 1, 24)),
        (Rhythm("weekly", (9,)), AUTUMN, 5, date(2026, 9, 6), date(2026, 10, 4)),
        (Rhythm("weekly", (8,)), AUTUMN, 1, date(2026, 8, 31), date(2026, 8, 31)),
        (Rhythm("biweekly"), AUTUMN, 11, date(2026, 9, 13), date(2027, 1, 24)),
        (Rhythm("monthly"), AUTUMN, 5, date(2026, 9, 30), date(2027, 1, 31)),
        (Rhythm("monthly", (10, 11, 12)), AUTUMN, 3, date(2026, 10, 31), date(2026, 12, 31)),
        (Rhythm("bimonthly"), AUTUMN, 3, date(2026, 10, 31), date(2027, 1, 31)),
        (Rhythm("quarterly"), YEAR, 4, date(2026, 11, 30), date(2027, 6, 30)),
        (Rhythm("term"), YEAR, 2, date(2027, 1, 24), date(2027, 6, 27)),
        (Rhythm("term", (10, 5)), YEAR, 2, date(2026, 10, 31), date(2027, 5, 31)),
        (Rhythm("year"), YEAR, 1, date(2027, 7, 31), date(2027, 7, 31)),
    ],
)
def test_how_many_records_a_task_expects(rhythm: Rhythm, window: Window, count: int, first: date, last: date) -> None:
    ends = occurrences(rhythm, window)

    assert (len(ends), ends[0], ends[-1]) == (count, first, last)


def test_weeks_begin_on_mondays_and_end_with_the_term() -> None:
    weeks = school_weeks(AUTUMN)

    assert weeks[:2] == [(date(2026, 9, 1), date(2026, 9, 6)), (date(2026, 9, 7), date(2026, 9, 13))]
    assert (len(weeks), weeks[-1]) == (21, (date(2027, 1, 18), date(2027, 1, 24)))


def test_an_occurrence_is_due_once_its_last_day_is_over() -> None:
    ends = occurrences(Rhythm("monthly"), AUTUMN)

    assert [standing(1, ends, 0, today=day).due for day in (date(2026, 9, 30), date(2026, 10, 1))] == [0, 1]


def test_completion_weighs_and_on_track_asks_only_what_is_due() -> None:
    rows = [
        Standing(weight=3, expected=4, due=2, confirmed=1),
        Standing(weight=1, expected=1, due=0, confirmed=0),
        Standing(weight=1, expected=2, due=1, confirmed=5),
    ]

    assert completion(rows) == Fraction(3, 1) / 5 * Fraction(1, 4) + Fraction(1, 5)
    assert on_track(rows) == Fraction(5, 8)
    assert (hundredths(rows, completion), hundredths(rows, on_track)) == ((175, 500), (250, 400))


def test_a_share_of_nothing_is_none_and_crosses_as_zero_of_zero() -> None:
    early = [Standing(weight=1, expected=1, due=0, confirmed=0)]

    assert (completion([]), on_track([]), on_track(early)) == (None, None, None)
    assert (hundredths([], completion), hundredths(early, on_track)) == ((0, 0), (0, 0))


standings = st.integers(1, 60).flatmap(
    lambda expected: st.builds(
        Standing,
        weight=st.integers(1, 10),
        expected=st.just(expected),
        due=st.integers(0, expected),
        confirmed=st.integers(0, 120),
    )
)


@given(st.lists(standings, min_size=1, max_size=30), st.data())
def test_shares_stay_between_0_and_1_and_never_fall_when_a_record_is_added(
    rows: list[Standing], choose: st.DataObject
) -> None:
    index = choose.draw(st.integers(0, len(rows) - 1))
    row = rows[index]
    more = [*rows]
    more[index] = Standing(row.weight, row.expected, row.due, row.confirmed + 1)

    for share in (completion, on_track):
        before, after = share(rows), share(more)
        assert (before is None) == (after is None)
        if before is not None and after is not None:
            assert 0 <= before <= after <= 1
        part, whole = hundredths(rows, share)
        assert 0 <= part <= hundredths(more, share)[0] <= whole


rhythms = st.builds(
    Rhythm,
    recurrence=st.sampled_from(["", "weekly", "biweekly", "monthly", "bimonthly", "quarterly", "term", "year"]),
    months=st.lists(st.integers(1, 12), max_size=12).map(tuple),
    dates=st.sampled_from(["", "9月10日", "10月14日—30日", "2月30日", "13月1日", "每月10日前"]),
)


@given(rhythms, st.sampled_from([AUTUMN, YEAR]), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_every_task_expects_something_in_order_within_the_plan(rhythm: Rhythm, window: Window, today: date) -> None:
    ends = occurrences(rhythm, window)
    found = standing(1, ends, 0, today=today)

    assert ends == sorted(ends)
    assert window.months[0] <= (ends[0].year, ends[0].month) <= (ends[-1].year, ends[-1].month) <= window.months[-1]
    assert 0 <= found.due <= found.expected == len(ends)
