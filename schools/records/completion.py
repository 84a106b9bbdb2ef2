"""Completion of a plan, computed from confirmed records (product.md §2.3): pure functions, no database.

Progress of a task p = min(1, confirmed ÷ expected). Completion = Σ weight·p ÷ Σ weight. On track = the same over the
tasks that are due by today, each measured against the occurrences due so far. A share of nothing is None, 不适用.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

_DATE = re.compile(r"(\d{1,2})月(\d{1,2})日|[—\-–~～至、](\d{1,2})日")
_WEEK = timedelta(days=7)
_STEPS = {"monthly": 1, "bimonthly": 2, "quarterly": 3}
_WEEKS_EACH = {"weekly": 1, "biweekly": 2}

Month = tuple[int, int]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Window:
    """The stretch of a plan: its (year, month) first to last, and the school terms in it as (first, last day)."""

    months: tuple[Month, ...]
    terms: tuple[tuple[date, date], ...]

    @property
    def last_day(self) -> date:
        """The last day of the last month."""
        return _end_of(self.months[-1])


@dataclass(frozen=True)
class Rhythm:
    """When a task is to be done: `months` 1–12, `dates` as written, `recurrence` a code or ""."""

    recurrence: str = ""
    months: tuple[int, ...] = ()
    dates: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a task stands: records expected over the plan's stretch, due by today, and confirmed."""

    weight: int
    expected: int
    due: int
    confirmed: int

    @property
    def progress(self) -> Fraction:
        """min(1, confirmed ÷ expected), 0–1."""
        return min(Fraction(1), Fraction(self.confirmed, self.expected))

    @property
    def due_progress(self) -> Fraction | None:
        """min(1, confirmed ÷ due), 0–1; None while nothing is due."""
        return min(Fraction(1), Fraction(self.confirmed, self.due)) if self.due else None

    @property
    def is_done(self) -> bool:
        """Whether every expected record is there."""
        return self.confirmed >= self.expected

    @property
    def missing(self) -> int:
        """Records still to come."""
        return max(0, self.expected - self.confirmed)

    @property
    def late(self) -> int:
        """Records that are due and not there."""
        return max(0, self.due - self.confirmed)


def occurrences(rhythm: Rhythm, window: Window) -> list[date]:
    """The last day for each record that a task expects, in order; never empty.

    Once without recurrence: the last date or month named, else the end of the stretch. Weekly and biweekly go by
    school weeks; monthly, bimonthly and quarterly by one, two, three of the task's months (months with school weeks
    when it names none); 每学期 by the terms that its months touch; 每年 once. Months of the calendar that lie outside
    the plan's stretch are left out.
    """
    named = [month for month in window.months if month[1] in rhythm.months]
    if not rhythm.recurrence:
        return [_only_day(rhythm, named, window)]
    if size := _WEEKS_EACH.get(rhythm.recurrence):
        weeks = [week for week in school_weeks(window) if not named or (week[0].year, week[0].month) in named]
        ends = [group[-1][1] for group in _groups(weeks, size)]
    elif size := _STEPS.get(rhythm.recurrence):
        ends = [_end_of(group[-1]) for group in _groups(named or _school_months(window), size)]
    elif rhythm.recurrence == "term":
        ends = _term_ends(named, window)
    else:
        ends = []
    return ends or [_end_of(named[-1]) if named else window.last_day]


def standing(weight: int, ends: Sequence[date], confirmed: int, *, today: date) -> Standing:
    """Where a task stands today; an occurrence is due once its last day is over."""
    return Standing(weight, max(1, len(ends)), sum(1 for end in ends if end < today), confirmed)


def completion(rows: Iterable[Standing]) -> Fraction | None:
    """Σ weight·progress ÷ Σ weight over all tasks, 0–1; None without tasks (product.md §2.3)."""
    return _mean(rows, lambda row: row.progress)


def on_track(rows: Iterable[Standing]) -> Fraction | None:
    """Σ weight·due progress ÷ Σ weight over tasks of which something is due, 0–1; None when nothing is."""
    return _mean((row for row in rows if row.due), lambda row: row.due_progress or Fraction(0))


def hundredths(rows: Sequence[Standing], share: Callable[[Iterable[Standing]], Fraction | None]) -> tuple[int, int]:
    """A share as whole numbers that may cross: (100·Σ weight·p rounded, 100·Σ weight); (0, 0) is 不适用."""
    counted = [row for row in rows if row.due] if share is on_track else list(rows)
    total = 100 * sum(row.weight for row in counted)
    return round((share(counted) or Fraction(0)) * total), total


def school_weeks(window: Window) -> list[tuple[date, date]]:
    """(first, last day) of every week of the terms, cut at the edges of the term; weeks begin on Mondays."""
    weeks = []
    for first, last in window.terms:
        day = first
        while day <= last:
            end = min(day - timedelta(days=day.weekday()) + _WEEK - timedelta(days=1), last)
            weeks.append((day, end))
            day = end + timedelta(days=1)
    return weeks


def _groups(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _mean(rows: Iterable[Standing], value: Callable[[Standing], Fraction]) -> Fraction | None:
    counted = list(rows)
    total = sum(row.weight for row in counted)
    return sum((row.weight * value(row) for row in counted), Fraction(0)) / total if total else None


def _school_months(window: Window) -> list[Month]:
    return list(dict.fromkeys((first.year, first.month) for first, _ in school_weeks(window)))


def _term_ends(named: Sequence[Month], window: Window) -> list[date]:
    """The end of the task's last month in each term that its months touch."""
    ends = []
    for first, last in window.terms:
        inside = [month for month in named if first.replace(day=1) <= date(*month, 1) <= last]
        if inside or not named:
            ends.append(_end_of(inside[-1]) if inside else last)
    return ends


def _only_day(rhythm: Rhythm, named: Sequence[Month], window: Window) -> date:
    return _last_date(rhythm.dates, window) or (_end_of(named[-1]) if named else window.last_day)


def _last_date(text: str, window: Window) -> date | None:
    """The last day written as 5月14日, 5月14日—30日; None when there is none within the stretch."""
    month, found = 0, []
    for own, day, other in _DATE.findall(text):
        month = int(own) if own else month
        year = next((year for year, number in window.months if number == month), None)
        number = int(day or other)
        if year and 1 <= number <= calendar.monthrange(year, month)[1]:
            found.append(date(year, month, number))
    return max(found, default=None)


def _end_of(month: Month) -> date:
    return date(*month, calendar.monthrange(*month)[1])
