"""A month as a grid of weeks: what is due on each day, which days are off or worked by 调休, the school week."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.badges import BadgeLook, look_of
from schools.calendar.models import Occurrence
from schools.calendar.rhythm import Window, school_week
from schools.calendar.selectors import SOON_DAYS

_WEEK_DAYS, _FRIDAY = 7, 5
_SHOWN_A_DAY = 3
_LAST_MONTH = 12


@dataclass(frozen=True)
class Item:
    """An occurrence and how it stands on a day."""

    row: Occurrence
    state: str

    @property
    def look(self) -> BadgeLook:
        """Word, shape and tone (core.badges)."""
        return look_of(self.state, word="未到期" if self.state == "todo" else "")


@dataclass(frozen=True)
class Day:
    """A day of the grid: `mark` is 休 or 班 where it differs from the usual week, else empty."""

    day: date
    mark: str
    is_inside: bool
    is_today: bool
    items: list[Item] = field(default_factory=list)

    @property
    def first_items(self) -> list[Item]:
        """As many as a cell of the grid shows."""
        return self.items[:_SHOWN_A_DAY]

    @property
    def more(self) -> int:
        """How many only the list below shows."""
        return max(0, len(self.items) - _SHOWN_A_DAY)


@dataclass(frozen=True)
class Week:
    """Monday to Sunday; `number` is that of the school week, None outside the terms."""

    number: int | None
    days: list[Day]


def item_of(row: Occurrence, today: date) -> Item:
    """How an occurrence stands: done, overdue, due_soon or todo."""
    if row.done_on:
        return Item(row, "done")
    if row.due_on < today:
        return Item(row, "overdue")
    return Item(row, "due_soon" if row.due_on <= today + timedelta(days=SOON_DAYS) else "todo")


def stretch_of(month: date) -> tuple[date, date]:
    """First and last day of the month whose first day is given."""
    following = date(month.year + month.month // _LAST_MONTH, month.month % _LAST_MONTH + 1, 1)
    return month, following - timedelta(days=1)


def weeks_of(
    month: date, rows: Iterable[Occurrence], window: Window | None, *, works_on: Callable[[date], bool], today: date
) -> list[Week]:
    """The weeks that touch a month, with what is due within it."""
    first, last = stretch_of(month)
    items: dict[date, list[Item]] = {}
    for row in rows:
        items.setdefault(row.due_on, []).append(item_of(row, today))
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= last:
        days = [monday + timedelta(days=offset) for offset in range(_WEEK_DAYS)]
        shown = [Day(day, _mark(day, works_on), first <= day <= last, day == today, items.get(day, [])) for day in days]
        inside = [day for day in days if first <= day <= last]
        numbers = [number for day in inside if window and (number := school_week(day, window))]
        weeks.append(Week(numbers[-1] if numbers else None, shown))
        monday += timedelta(days=_WEEK_DAYS)
    return weeks


def _mark(day: date, works_on: Callable[[date], bool]) -> str:
    is_usual = day.isoweekday() <= _FRIDAY
    return "" if works_on(day) == is_usual else "休" if is_usual else "班"
