"""On time or late, and by how many working days: by the first submission (district.md §3, formulas)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from core.periods import SHANGHAI, working_days_between
from district.collection.models import Entry
from tenants import calendar


def is_on_time(moment: datetime, due_at: datetime) -> bool:
    """A deadline 「24:00」 is stored as the first moment of the next day and met by anything before it."""
    return moment < due_at


def late_days(entry: Entry, overrides: Mapping[date, bool] | None = None) -> int | None:
    """Working days between the school's due day and its first submission; 0 when on time, None without one.

    At least 1 when late: a weekend submission after Friday's deadline is late by a day begun. `overrides` replace the
    district's own calendar.
    """
    if entry.first_submitted_at is None:
        return None
    if entry.first_on_time:
        return 0
    due_day = (entry.due_at - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
    day = entry.first_submitted_at.astimezone(SHANGHAI).date()
    return max(1, working_days_between(due_day, day, calendar.overrides() if overrides is None else overrides))
