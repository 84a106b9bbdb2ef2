"""The district's own working days, before the national calendar (core.periods)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, ensure
from core.periods import is_published, is_working_day
from tenants import policies
from tenants.models import WorkdayOverride
from tenants.remembered import Remembered
from tenants.signals import workdays_changed

_WORDS = {"上班": True, "工作": True, "补班": True, "休息": False, "放假": False, "休": False, "班": True}
_DAY = r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?"
_LINE = re.compile(rf"^\s*{_DAY}(?:\s*(?:至|到|—+|~|～)\s*{_DAY})?[\s,，:：]*({'|'.join(_WORDS)})[\s,，:：]*(.*)$")
_LONGEST = timedelta(days=31)
_MOST_LINES = 200


@dataclass(frozen=True)
class DayDecision:
    """What one pasted line says about one day."""

    day: date
    is_working: bool
    note: str


@dataclass(frozen=True)
class YearState:
    """Whether a year's national calendar is known, and how many days the district decided itself."""

    year: int
    is_published: bool
    own_days: int


def _load() -> dict[date, bool]:
    return dict(WorkdayOverride.objects.values_list("day", "is_working"))


overrides = Remembered(_load)
"""`overrides()` → {day: whether people work}, for the functions of core.periods; at most a minute old."""


def overrides_listed() -> list[WorkdayOverride]:
    """All decisions of the district, by day."""
    return list(WorkdayOverride.objects.order_by("day"))


def year_states(years: Sequence[int]) -> list[YearState]:
    """What is known of each year."""
    own = [day.year for day in WorkdayOverride.objects.values_list("day", flat=True)]
    return [YearState(year, is_published(year), own.count(year)) for year in years]


def read_lines(text: str) -> list[DayDecision]:
    """Read lines such as 「2027-02-07 上班 春节调休」 or 「2027年2月5日至2027年2月11日 放假」, blank lines skipped.

    A stretch is written with two full dates and is at most 31 days long. Raises InvalidInputError naming each line
    that cannot be read; nothing is taken then.
    """
    found: dict[date, DayDecision] = {}
    wrong: list[str] = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for number, line in lines[:_MOST_LINES]:
        try:
            found |= {decision.day: decision for decision in _read(line)}
        except ValueError as error:
            wrong.append(f"第{number}行：{error}")
    if len(lines) > _MOST_LINES:
        wrong.append(f"一次最多{_MOST_LINES}行。")
    if not lines:
        wrong.append("没有内容。")
    if wrong:
        raise InvalidInputError(" ".join(wrong))
    return [found[day] for day in sorted(found)]


def _read(line: str) -> list[DayDecision]:
    match = _LINE.match(line)
    if match is None:
        message = "应写成“2027-02-07 上班 说明”。"
        raise ValueError(message)
    *numbers, word, note = match.groups()
    try:
        first = date(*(int(part) for part in numbers[:3]))
        last = date(*(int(part) for part in numbers[3:])) if numbers[3] else first
    except ValueError as error:
        message = "没有这一天。"
        raise ValueError(message) from error
    if not timedelta(0) <= last - first < _LONGEST:
        message = "起止日期颠倒或超过31天。"
        raise ValueError(message)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return [DayDecision(day, _WORDS[word], note.strip()[:60]) for day in days]


@transaction.atomic
def set_workdays(decisions: Sequence[DayDecision], *, actor: Actor) -> int:
    """Take over the decisions, replacing earlier ones for the same day; return how many days changed."""
    ensure(policies.can_change_settings(actor), "只有区工会管理员可以调整工作日。")
    known = {row.day: row for row in WorkdayOverride.objects.select_for_update()}
    changed = 0
    for decision in decisions:
        row = known.get(decision.day)
        if row and (row.is_working, row.note) == (decision.is_working, decision.note):
            continue
        before = {"is_working": row.is_working, "note": row.note} if row else {}
        row = row or WorkdayOverride(day=decision.day)
        row.is_working, row.note = decision.is_working, decision.note
        row.save()
        after = {"is_working": row.is_working, "note": row.note}
        record("workday.set", row, actor=actor, before=before, after=after)
        changed += 1
    _tell()
    return changed


@transaction.atomic
def remove_workday(day: date, *, actor: Actor) -> None:
    """Let the national calendar decide `day` again; nothing happens when it does already."""
    ensure(policies.can_change_settings(actor), "只有区工会管理员可以调整工作日。")
    row = WorkdayOverride.objects.select_for_update().filter(day=day).first()
    if row is not None:
        record("workday.remove", row, actor=actor, before={"is_working": row.is_working, "note": row.note})
        row.delete()
        _tell()


def differs_from_nation(row: WorkdayOverride) -> bool:
    """Whether the district's decision says anything that the national calendar does not."""
    return is_working_day(row.day) != row.is_working


def _tell() -> None:
    workdays_changed.send(WorkdayOverride)
    overrides.forget()
    transaction.on_commit(overrides.forget)
