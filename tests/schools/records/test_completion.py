"""Completion: what is due, and shares that never leave 0–1 and never fall."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from schools.records.completion import (
    Standing,
    completion,
    hundredths,
    on_track,
    standing,
)


def test_an_occurrence_is_due_once_its_last_day_is_over() -> None:
    ends = [date(2026, 9, 30), date(2026, 10, 31)]

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
