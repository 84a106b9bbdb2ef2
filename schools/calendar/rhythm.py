"""When a task is to be done: from months, dates and recurrence to the days of its occurrences. Pure, no database.

A day that the words name (每月5日, 重阳节, 5月14日) and the end of a month, a term or a part of them is a deadline and
stays where it is, whether people work on it or not. A weekday (每周五) is an appointment: it is expected only when
people work on that day, 调休 included, so a Friday within a holiday drops out and is not made up for; 隔周周三 moves to
the other week of its pair first. Saturdays and Sundays that the words name are kept. A worked Saturday stands in for
no weekday, because no notice says for which.
"""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from core.festivals import festivals_in, last_festival
from core.periods import is_working_day
from core.rhythms import WITH_WEEKDAYS, Recurrence

_DATE = re.compile(r"(\d{1,2})月(\d{1,2})日|[—\-–~～至、](\d{1,2})日")
_DAYS_OF_MONTH = re.compile(r"(?:每月)?\d{1,2}[日号](?:之?前)?(?:[、，,和及]\d{1,2}[日号](?:之?前)?)*")
_WEEK, _DAY, _FRIDAY = timedelta(days=7), timedelta(days=1), 5
_MONTHS_EACH = {"monthly": 1, "bimonthly": 2, "quarterly": 3}
_WEEKS_EACH = {"weekly": 1, "biweekly": 2}
_YEAR = 12

Month = tuple[int, int]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Window:
    """The stretch of a plan: its (year, month) first to last, and the school terms in it as (first, last day)."""

    months: tuple[Month, ...]
    terms: tuple[tuple[date, date], ...]

    @property
    def first_day(self) -> date:
        """The first day of the first month."""
        return date(*self.months[0], 1)

    @property
    def last_day(self) -> date:
        """The last day of the last month."""
        return _end_of(self.months[-1])


@dataclass(frozen=True)
class Rhythm:
    """When a task is to be done: `months` 1–12, `dates` as written, the rest as in core.rhythms."""

    recurrence: str = ""
    months: tuple[int, ...] = ()
    dates: str = ""
    times: int = 1
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True)
class Span:
    """One occurrence: due on the day `due`; `first` is when its stretch begins, None when nothing says so."""

    first: date | None
    due: date


def spans(rhythm: Rhythm, window: Window, *, is_working: Callable[[date], bool] = is_working_day) -> list[Span]:
    """What a task expects, in order of due days; never empty.

    Once without recurrence: the last date, festival or month named, else the end of the stretch. 每周 and 隔周 go by
    school weeks; 每月, 每两个月 and 每季度 by one, two, three of the task's months (months with school weeks when it
    names none), on the days of the month that it names; 每学期 by the terms that its months touch; 每年 by the stretch,
    of which a term holds half of the times. Several times in a stretch divide it evenly: its months where there are
    enough of them, else its days. Months that lie outside the plan's stretch are left out.
    """
    named = [month for month in window.months if month[1] in rhythm.months]
    if not rhythm.recurrence:
        return [_once(rhythm.dates, named, window)]
    if rhythm.recurrence in WITH_WEEKDAYS:
        found = _by_weeks(rhythm, named, window, is_working)
    elif size := _MONTHS_EACH.get(rhythm.recurrence):
        found = [span for group in _groups(named or _school_months(window), size) for span in _in_months(group, rhythm)]
    elif rhythm.recurrence == Recurrence.TERM:
        found = _by_terms(rhythm, named, window)
    else:
        found = _by_year(rhythm, named, window)
    return sorted(found, key=lambda span: span.due) or [_in_named(named, window)]


def occurrences(rhythm: Rhythm, window: Window, *, is_working: Callable[[date], bool] = is_working_day) -> list[date]:
    """The last day for each record that a task expects, in order; never empty (see `spans`)."""
    return [span.due for span in spans(rhythm, window, is_working=is_working)]


def school_weeks(window: Window) -> list[tuple[date, date]]:
    """(first, last day) of every week of the terms, cut at the edges of the term; weeks begin on Mondays."""
    return [week for term in window.terms for week in _weeks_of(term)]


def school_week(day: date, window: Window) -> int | None:
    """The number of the school week that a day lies in, 1 for the first of its term; None outside the terms."""
    for term in window.terms:
        for number, (first, last) in enumerate(_weeks_of(term), start=1):
            if first <= day <= last:
                return number
    return None


def _weeks_of(term: tuple[date, date]) -> Iterator[tuple[date, date]]:
    day, last = term
    while day <= last:
        end = min(day - timedelta(days=day.weekday()) + _WEEK - _DAY, last)
        yield day, end
        day = end + _DAY


def _by_weeks(rhythm: Rhythm, named: Sequence[Month], window: Window, is_working: Callable[[date], bool]) -> list[Span]:
    size = _WEEKS_EACH[rhythm.recurrence]
    if not rhythm.weekdays:
        weeks = [week for week in school_weeks(window) if not named or _month(week[0]) in named]
        return [span for group in _groups(weeks, size) for span in _parts(group[0][0], group[-1][1], rhythm.times)]
    found = []
    for term in window.terms:
        for group in _groups(list(_weeks_of(term)), size):
            for weekday in rhythm.weekdays:
                days = (first - timedelta(days=first.weekday()) + timedelta(days=weekday - 1) for first, _ in group)
                good = (
                    day
                    for day, (first, last) in zip(days, group, strict=True)
                    if first <= day <= last
                    and (not named or _month(day) in named)
                    and (weekday > _FRIDAY or is_working(day))
                )
                found += [Span(day, day) for day in [next(good, None)] if day]
    return found


def _in_months(group: Sequence[Month], rhythm: Rhythm) -> list[Span]:
    """The occurrences in some months in a row: on the days that are named, of the last of them, else in even parts."""
    text = "".join(rhythm.dates.split())
    if not _DAYS_OF_MONTH.fullmatch(text):
        return _in_parts(group, rhythm.times)
    last = _end_of(group[-1]).day
    begins = date(*group[0], 1)
    found = []
    for number, before in re.findall(r"(\d{1,2})[日号](之?前)?", text):
        due = date(*group[-1], min(max(int(number), 1), last))
        found.append(Span(begins if before else due, due))
    return found


def _by_terms(rhythm: Rhythm, named: Sequence[Month], window: Window) -> list[Span]:
    """The parts of the task's months in each term that they touch, or of the whole term."""
    found = []
    for first, last in window.terms:
        inside = [month for month in named if first.replace(day=1) <= date(*month, 1) <= last]
        if inside:
            found += _in_parts(inside, rhythm.times)
        elif not named:
            found += _parts(first, last, rhythm.times)
    return found


def _by_year(rhythm: Rhythm, named: Sequence[Month], window: Window) -> list[Span]:
    if _named_days(rhythm.dates, window):
        return [_once(rhythm.dates, named, window)]
    times = -(-rhythm.times * len(window.months) // _YEAR)
    return _in_parts(named or window.months, times)


def _in_parts(months: Sequence[Month], times: int) -> list[Span]:
    """Even parts: of the months where there are enough, else of the days from the first to the last of them."""
    if len(months) < times:
        return _parts(date(*months[0], 1), _end_of(months[-1]), times)
    edges = [len(months) * part // times for part in range(times + 1)]
    return [Span(date(*months[begin], 1), _end_of(months[end - 1])) for begin, end in pairwise(edges)]


def _parts(first: date, last: date, times: int) -> list[Span]:
    """Even parts of the days; of a week that the term cuts short some fall on one day."""
    days = (last - first).days + 1
    edges = [days * part // times for part in range(times + 1)]
    found = [(first + timedelta(days=begin), first + timedelta(days=max(end, 1) - 1)) for begin, end in pairwise(edges)]
    return [Span(min(begin, end), end) for begin, end in found]


def _once(dates: str, named: Sequence[Month], window: Window) -> Span:
    days = _named_days(dates, window)
    if not days:
        return _in_named(named, window)
    return Span(days[0] if len(days) > 1 else None if "前" in dates else days[-1], days[-1])


def _in_named(named: Sequence[Month], window: Window) -> Span:
    if named:
        return Span(date(*named[0], 1), _end_of(named[-1]))
    return Span(None, window.last_day)


def _named_days(text: str, window: Window) -> list[date]:
    """The days within the stretch that are written as 5月14日, 5月14日—30日 or named by a festival, in order."""
    month, found = 0, []
    for own, day, other in _DATE.findall(text):
        month = int(own) if own else month
        year = next((year for year, number in window.months if number == month), None)
        number = int(day or other)
        if year and 1 <= number <= calendar.monthrange(year, month)[1]:
            found.append(date(year, month, number))
    if festivals_in(text):
        years = {year for year, _ in window.months}
        feast = last_festival(text, years, first=window.first_day, last=window.last_day)
        found += [feast] if feast else []
    return sorted(found)


def _groups(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _school_months(window: Window) -> list[Month]:
    return list(dict.fromkeys(_month(first) for first, _ in school_weeks(window)))


def _month(day: date) -> Month:
    return day.year, day.month


def _end_of(month: Month) -> date:
    return date(*month, calendar.monthrange(*month)[1])
