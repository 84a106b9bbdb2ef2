"""Occurrences: how many of a task, and on which days, by terms, working days and festivals."""

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import is_working_day
from core.rhythms import Recurrence
from schools.calendar.rhythm import Rhythm, Span, Window, occurrences, school_week, school_weeks, spans

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


rhythms = st.builds(
    Rhythm,
    recurrence=st.sampled_from(["", "weekly", "biweekly", "monthly", "bimonthly", "quarterly", "term", "year"]),
    months=st.lists(st.integers(1, 12), max_size=12).map(tuple),
    dates=st.sampled_from(["", "9月10日", "10月14日—30日", "2月30日", "13月1日", "每月10日前"]),
)


@given(rhythms, st.sampled_from([AUTUMN, YEAR]))
def test_every_task_expects_something_in_order_within_the_plan(rhythm: Rhythm, window: Window) -> None:
    ends = occurrences(rhythm, window)

    assert ends == sorted(ends)
    assert window.months[0] <= (ends[0].year, ends[0].month) <= (ends[-1].year, ends[-1].month) <= window.months[-1]


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        # National Day 2026: 1–7 October off, 20 September and 10 October worked.
        (Rhythm("weekly", (9, 10), weekdays=(5,)), "9-4 9-11 9-18 10-9 10-16 10-23 10-30"),
        (Rhythm("weekly", (10,), weekdays=(1, 3)), "10-12 10-14 10-19 10-21 10-26 10-28"),
        (Rhythm("biweekly", (9, 10), weekdays=(3,)), "9-2 9-16 9-30 10-14 10-28"),
        (Rhythm("biweekly", (9, 10), weekdays=(4,)), "9-3 9-17 10-8 10-15 10-29"),
        (Rhythm("weekly", (9,), weekdays=(6,)), "9-5 9-12 9-19 9-26"),
        (Rhythm("weekly", (9,), times=2), "9-3 9-6 9-9 9-13 9-16 9-20 9-23 9-27 9-30 10-4"),
        (Rhythm("monthly", (9, 10), times=2), "9-15 9-30 10-15 10-31"),
        (Rhythm("monthly", dates="5日"), "9-5 10-5 11-5 12-5 1-5"),
        (Rhythm("monthly", (9, 11), "31日"), "9-30 11-30"),
        (Rhythm("bimonthly", (9, 10, 11, 12), "10日、20日"), "10-10 10-20 12-10 12-20"),
        (Rhythm("term", times=2), "11-12 1-24"),
        (Rhythm("term", (10, 12), times=2), "10-31 12-31"),
        (Rhythm("year", times=2), "1-31"),
        (Rhythm("year", dates="重阳节"), "10-18"),
        (Rhythm("", (9,), "中秋节前"), "9-24"),
        (Rhythm("", (), "教师节、国庆"), "10-1"),
        (Rhythm("year", dates="端午"), "1-31"),
    ],
)  # fmt: skip
def test_words_about_the_day_are_kept(rhythm: Rhythm, days: str) -> None:
    assert " ".join(f"{day.month}-{day.day}" for day in occurrences(rhythm, AUTUMN)) == days


@pytest.mark.parametrize(
    ("rhythm", "span"),
    [
        (Rhythm(), Span(None, date(2027, 1, 31))),
        (Rhythm(months=(9, 10)), Span(date(2026, 9, 1), date(2026, 10, 31))),
        (Rhythm(dates="10月14日—30日"), Span(date(2026, 10, 14), date(2026, 10, 30))),
        (Rhythm(dates="10月14日"), Span(date(2026, 10, 14), date(2026, 10, 14))),
        (Rhythm(dates="10月14日前"), Span(None, date(2026, 10, 14))),
        (Rhythm("monthly", (10,), "20日前"), Span(date(2026, 10, 1), date(2026, 10, 20))),
        (Rhythm("quarterly"), Span(date(2026, 9, 1), date(2026, 11, 30))),
    ],
)
def test_when_the_stretch_of_an_occurrence_begins(rhythm: Rhythm, span: Span) -> None:
    assert spans(rhythm, AUTUMN)[0] == span


def test_the_district_s_own_days_off_count() -> None:
    days = occurrences(
        Rhythm("weekly", (9,), weekdays=(5,)), AUTUMN, is_working=lambda day: day.day != 11 and day.weekday() < 5
    )

    assert [day.day for day in days] == [4, 18, 25]


def test_school_weeks_have_numbers() -> None:
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 7), date(2027, 1, 24), date(2027, 3, 1)]

    assert [school_week(day, YEAR) for day in days] == [None, 1, 2, 21, 3]


def years_of_terms(year: int) -> Window:
    """A school year as the figures of the district say by default."""
    months = (*((year, month) for month in range(8, 13)), *((year + 1, month) for month in range(1, 8)))
    first, second = date(year, 9, 1), date(year + 1, 2, 20)
    monday = [day - timedelta(days=day.weekday()) for day in (first, second)]
    ends = [monday[0] + timedelta(weeks=21, days=-1), monday[1] + timedelta(weeks=19, days=-1)]
    return Window(months, ((first, ends[0]), (second, ends[1])))


KNOWN = {
    "春节": ["2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"],
    "端午": ["2023-06-22", "2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09"],
    "中秋": ["2022-09-10", "2023-09-29", "2024-09-17", "2025-10-06", "2026-09-25"],
    "重阳": ["2022-10-04", "2023-10-23", "2024-10-11", "2025-10-29", "2026-10-18"],
    "清明": ["2023-04-05", "2024-04-04", "2025-04-04", "2026-04-05", "2027-04-05"],
    "腊八": ["2022-12-30", "2024-01-18", "2025-01-07", "2026-01-26", "2027-01-15"],
    "冬至": ["2022-12-22", "2023-12-22", "2024-12-21", "2025-12-21", "2026-12-22"],
    "除夕": ["2023-01-21", "2024-02-09", "2025-01-28", "2026-02-16", "2027-02-05"],
    "三八": ["2023-03-08", "2024-03-08", "2025-03-08", "2026-03-08", "2027-03-08"],
    "教师节": ["2022-09-10", "2023-09-10", "2024-09-10", "2025-09-10", "2026-09-10"],
}  # fmt: skip
SCHOOL_YEARS = [years_of_terms(year) for year in range(2022, 2027)]


@pytest.mark.parametrize("name", KNOWN)
def test_festivals_of_five_school_years(name: str) -> None:
    for rhythm in (Rhythm("year", dates=name), Rhythm(dates=f"{name}节")):
        assert [str(*occurrences(rhythm, window)) for window in SCHOOL_YEARS] == KNOWN[name]


all_rhythms = st.builds(
    lambda code, months, times, weekdays, day: Rhythm(
        code, tuple(months), f"{day}日" if day and code in {"monthly", "bimonthly", "quarterly"} else "",
        *((1, tuple(sorted(weekdays))) if weekdays and code in {"weekly", "biweekly"} else (times if code else 1, ())),
    ),
    st.sampled_from(["", *Recurrence.values]),
    st.sets(st.integers(1, 12), max_size=12),
    st.integers(1, 6),
    st.sets(st.integers(1, 7), max_size=3),
    st.sampled_from([0, 5, 28, 31]),
)  # fmt: skip


@given(all_rhythms, st.sampled_from(SCHOOL_YEARS))
def test_every_recurrence_over_five_school_years(rhythm: Rhythm, window: Window) -> None:
    found = spans(rhythm, window)
    days = [span.due for span in found]

    assert days == sorted(days)
    assert window.first_day <= days[0] <= days[-1] <= window.last_day
    assert all(span.first is None or span.first <= span.due for span in found)
    assert len(found) <= 1 or _is_as_the_words_say(rhythm, window, days)


def _is_as_the_words_say(rhythm: Rhythm, window: Window, days: list[date]) -> bool:
    """The count in every week, month, group of months or term, and the kind of day."""
    named = [month for month in window.months if month[1] in rhythm.months]
    if rhythm.weekdays:
        assert all(day.isoweekday() in rhythm.weekdays for day in days)
        assert all(day.isoweekday() > 5 or is_working_day(day) for day in days)
        assert all(school_week(day, window) and (not named or (day.year, day.month) in named) for day in days)
        by_week = Counter((day - timedelta(days=day.weekday()), day.isoweekday()) for day in days)
        return max(by_week.values()) == 1
    weeks = [week for week in school_weeks(window) if not named or (week[0].year, week[0].month) in named]
    months = named or list(dict.fromkeys((first.year, first.month) for first, _ in school_weeks(window)))
    terms = [
        term for term in window.terms
        if not named or any(term[0].replace(day=1) <= date(*month, 1) <= term[1] for month in named)
    ]  # fmt: skip
    times = 1 if rhythm.dates else rhythm.times
    groups = {
        "weekly": len(weeks), "biweekly": -(-len(weeks) // 2), "monthly": len(months), "year": 1,
        "bimonthly": -(-len(months) // 2), "quarterly": -(-len(months) // 3), "term": len(terms),
    }  # fmt: skip
    assert len(days) == groups[rhythm.recurrence] * times
    if rhythm.recurrence in {"monthly", "bimonthly", "quarterly"} and times == 1:
        wanted = int(rhythm.dates.rstrip("日") or 31)
        assert all(day.day == min(wanted, monthrange(day.year, day.month)[1]) for day in days)
    return True
