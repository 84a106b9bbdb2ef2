"""School years, terms and working days.

A school year runs from 1 September to 31 August; its first term ends on 31 January, its second begins on 1 February.
Working days follow the State Council's yearly notice (调休) as published in the package `holidays`; the district
may override single days (`tenants.models.WorkdayOverride`) and its rows win.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays
from django.db import models
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SECOND_TERM_FIRST_MONTH, _SCHOOL_YEAR_FIRST_MONTH = 2, 9
_FIRST_HALF_LAST_MONTH = 6


class Term(models.TextChoices):
    """The stretch that a plan or a summary is for; halves are those of a calendar year."""

    YEAR = "year", "全年"
    FIRST = "first", "第一学期"
    SECOND = "second", "第二学期"
    HALF1 = "half1", "上半年"
    HALF2 = "half2", "下半年"


HALVES = (Term.HALF1, Term.HALF2)


@dataclass(frozen=True, order=True)
class Period:
    """A term of a school year, a half of a calendar year, or a whole year."""

    year: int
    term: str = Term.YEAR.value

    @property
    def label(self) -> str:
        """For people: 2026学年第一学期, 2026年上半年, or 2026年."""
        if self.term == Term.YEAR:
            return f"{self.year}年"
        return f"{self.year}{'年' if self.term in HALVES else '学年'}{Term(self.term).label}"


def today() -> date:
    """The date in Shanghai."""
    return timezone.localdate(timezone=SHANGHAI)


def period_of(day: date) -> Period:
    """The school term that `day` lies in; July and August belong to the second term."""
    if day.month >= _SCHOOL_YEAR_FIRST_MONTH:
        return Period(day.year, Term.FIRST)
    if day.month < _SECOND_TERM_FIRST_MONTH:
        return Period(day.year - 1, Term.FIRST)
    return Period(day.year - 1, Term.SECOND)


def half_of(day: date) -> Period:
    """The half of the calendar year that `day` lies in."""
    return Period(day.year, Term.HALF1 if day.month <= _FIRST_HALF_LAST_MONTH else Term.HALF2)


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=[year], language="zh_CN")


def is_published(year: int) -> bool:
    """Whether the State Council's calendar of `year` is in the package, not merely predicted.

    Every yearly notice since 2001 names at least one weekend day to be worked, and the package takes such days from
    notices only; a year without one is an estimate.
    """
    return any(day.year == year for day in _calendar(year).weekend_workdays)


def is_working_day(day: date, overrides: Mapping[date, bool] | None = None) -> bool:
    """Whether people work on `day`: the district's override, else the national calendar with 调休."""
    if overrides and day in overrides:
        return overrides[day]
    return _is_worked(day)


@lru_cache(maxsize=4096)
def _is_worked(day: date) -> bool:
    return _calendar(day.year).is_working_day(day)


@cache
def _worked(year: int) -> list[int]:
    """By the day of the year, 0 (none yet) to 365 or 366: how many days were worked up to its end."""
    days = (
        date(year, 1, 1) + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    )
    return list(accumulate((_is_worked(day) for day in days), initial=0))


def working_days_between(start: date, end: date, overrides: Mapping[date, bool] | None = None) -> int:
    """Count the working days after `start` up to and including `end`; 0 when `end` is not later."""
    if end <= start:
        return 0
    whole = sum(_worked(year)[-1] for year in range(start.year, end.year))
    national = whole + _worked(end.year)[end.timetuple().tm_yday] - _worked(start.year)[start.timetuple().tm_yday]
    changed = ((works, day) for day, works in (overrides or {}).items() if start < day <= end)
    return national + sum(works - _is_worked(day) for works, day in changed)


def add_working_days(start: date, count: int, overrides: Mapping[date, bool] | None = None) -> date:
    """Return the `count`-th working day after `start` (count ≥ 0; 0 gives `start` itself)."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, overrides)
    return day


def end_of_day(day: date) -> datetime:
    """The first moment after `day` in Shanghai: a deadline 「3月5日24:00」 is met by anything before it."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=SHANGHAI)
