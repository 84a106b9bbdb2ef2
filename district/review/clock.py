"""The reviewer's own clock, and the approver's: working days since a copy came; a school's timeliness stays."""

from collections.abc import Mapping
from datetime import date, datetime

from core import figures
from core.periods import SHANGHAI, working_days_between
from district.collection.models import Entry, EntryState
from tenants import calendar

_WAITING = {EntryState.SUBMITTED.value, EntryState.REVIEWING.value}


def days_used(entry: Entry, now: datetime, overrides: Mapping[date, bool] | None = None) -> int | None:
    """Working days (调休 counted) from the day on which the current copy was with its reviewer until `now`.

    It came to the reviewer when it was handed in, assigned or sent back by an approver, or the review opened, whichever
    was last:
    `entry.waits_since` of `selectors.with_progress`. None while nobody has it and once the reviewer has proposed.
    """
    if entry.state not in _WAITING:
        return None
    return _since(getattr(entry, "waits_since", None), now, overrides)


def approval_days_used(entry: Entry, now: datetime, overrides: Mapping[date, bool] | None = None) -> int | None:
    """The same for the approver, from the last proposal on, and not before one may be decided.

    `entry` is one of `standing.with_proposals`.
    """
    ready, closes = getattr(entry, "ready_at", None), entry.campaign.review_closes_at
    if ready is not None and closes is not None and entry.campaign.needs_approval:
        ready = max(ready, closes)
    return _since(ready, now, overrides)


def _since(began: datetime | None, now: datetime, overrides: Mapping[date, bool] | None) -> int | None:
    if began is None:
        return None
    days = calendar.overrides() if overrides is None else overrides
    return working_days_between(began.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date(), days)


def is_overdue(days: int | None) -> bool:
    """Whether a reviewer has taken longer than the district allows (`review.working_days`)."""
    return days is not None and days > figures.value("review.working_days")


def is_approval_overdue(days: int | None) -> bool:
    """Whether an approver has taken longer than the district allows (`review.approval_days`)."""
    return days is not None and days > figures.value("review.approval_days")
