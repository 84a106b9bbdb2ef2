"""Writing an entry's history."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from district.collection.models import Entry, EntryEvent, EventKind, Submission


def note(
    entry: Entry, kind: EventKind, *, by: str, reason: str = "", submission: Submission | None = None,
    at: datetime | None = None, **detail: Any,
) -> EntryEvent:  # fmt: skip
    """Add one line to the history of `entry`; it is never changed afterwards."""
    return EntryEvent.objects.create(
        entry=entry, submission=submission, kind=kind, at=at or timezone.now(), actor_name=by, reason=reason,
        detail=detail,
    )  # fmt: skip
