"""The reviewer's own clock: working days since a copy came to the reviewer; a school's timeliness is never touched."""

from collections.abc import Mapping
from datetime import date, datetime

from core import figures
from core.periods import SHANGHAI, working_days_between
from district.collection.models import Entry, EntryState
from tenants import calendar

_WAITING = {EntryState.SUBMITTED.value, EntryState.REVIEWING.value}


def days_used(entry: Entry, now: datetime, overrides: Mapping[date, bool] | None = None) -> int | None:
    """Working days (调休 counted) from the day on which the current copy was with its reviewer until `now`.

    It came to the reviewer when it was handed in or when it was assigned, whichever was later; `entry.assigned_at` is
    that of `selectors.with_progress`. None while nobody has it or nothing waits.
    """
    if entry.state not in _WAITING or entry.reviewer_uid is None or entry.current is None:
        return None
    assigned_at: datetime | None = getattr(entry, "assigned_at", None)
    began = max(filter(None, (entry.current.submitted_at, assigned_at)))
    days = calendar.overrides() if overrides is None else overrides
    return working_days_between(began.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date(), days)


def is_overdue(days: int | None) -> bool:
    """Whether a reviewer has taken longer than the district allows (`review.working_days`)."""
    return days is not None and days > figures.value("review.working_days")
