"""Working days over 调休 and month ends, and the moment at which a day's deadline is over."""

import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.periods import (
    SHANGHAI,
    Period,
    Term,
    add_working_days,
    end_of_day,
    half_of,
    is_working_day,
    period_of,
    working_days_between,
)
from district.collection.timeliness import is_on_time

DAYS = st.dates(date(2022, 9, 1), date(2027, 8, 31))
MONTH_ENDS = st.builds(
    lambda year, month: date(year, month, calendar.monthrange(year, month)[1]),
    st.integers(2022, 2027), st.integers(1, 12),
)  # fmt: skip
OVERRIDES = st.dictionaries(DAYS, st.booleans(), max_size=20)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2025, 9, 28), True),  # a Sunday worked for the National Day holiday of 2025
        (date(2025, 10, 8), False),  # the last day of that holiday, a Wednesday
        (date(2025, 10, 11), True),  # the Saturday worked after it
        (date(2025, 10, 12), False),
        (date(2024, 2, 29), True),
    ],
)
def test_makeup_days_are_worked_and_holidays_are_not(day: date, is_working: bool) -> None:  # noqa: FBT001
    assert is_working_day(day) is is_working


@given(start=DAYS | MONTH_ENDS, count=st.integers(1, 60), overrides=OVERRIDES)
@settings(max_examples=100)
def test_a_deadline_of_n_working_days_ends_on_the_nth(start: date, count: int, overrides: dict[date, bool]) -> None:
    end = add_working_days(start, count, overrides)

    assert is_working_day(end, overrides)
    assert working_days_between(start, end, overrides) == count
    assert working_days_between(start, end - timedelta(days=1), overrides) == count - 1


@given(days=st.tuples(DAYS, DAYS, DAYS).map(sorted), overrides=OVERRIDES)
@settings(max_examples=100)
def test_working_days_add_up_over_any_day_between(days: list[date], overrides: dict[date, bool]) -> None:
    first, middle, last = days

    assert working_days_between(first, last, overrides) == working_days_between(
        first, middle, overrides
    ) + working_days_between(middle, last, overrides)


@given(start=DAYS, length=st.integers(-5, 800), overrides=OVERRIDES)
@settings(max_examples=100)
def test_working_days_between_are_those_that_are_worked(start: date, length: int, overrides: dict[date, bool]) -> None:
    days = (start + timedelta(days=offset) for offset in range(1, length + 1))

    found = working_days_between(start, start + timedelta(days=length), overrides)

    assert found == sum(is_working_day(day, overrides) for day in days)


@given(day=DAYS)
@settings(max_examples=50)
def test_a_day_that_the_district_takes_off_lengthens_the_deadline_and_never_shortens_it(day: date) -> None:
    plain = add_working_days(day, 5)

    assert add_working_days(day, 5, {plain: False}) > plain
    assert add_working_days(day, 0) == day


@given(day=DAYS | MONTH_ENDS)
@settings(max_examples=100)
def test_the_last_second_of_the_day_is_on_time_and_the_next_is_not(day: date) -> None:
    due = end_of_day(day)

    assert due - timedelta(microseconds=1) == datetime.combine(day, datetime.max.time(), tzinfo=SHANGHAI)
    assert is_on_time(due - timedelta(seconds=1), due)
    assert not is_on_time(due, due)


@given(day=DAYS | MONTH_ENDS)
@settings(max_examples=100)
def test_a_school_year_goes_from_september_to_august(day: date) -> None:
    period = period_of(day)

    assert date(period.year, 9, 1) <= day < date(period.year + 1, 9, 1)
    assert (period.term == Term.FIRST) == (day < date(period.year + 1, 2, 1))


def test_a_period_is_named_as_schools_name_it() -> None:
    assert Period(2026, Term.FIRST).label == "2026学年第一学期"
    assert Period(2026, Term.YEAR).label == "2026年"
    assert (Period(2026, Term.HALF1).label, Period(2026, "half2").label) == ("2026年上半年", "2026年下半年")
    assert [half_of(date(2026, *day)) for day in ((1, 1), (6, 30), (7, 1))] == [
        Period(2026, "half1"), Period(2026, "half1"), Period(2026, "half2")
    ]  # fmt: skip
