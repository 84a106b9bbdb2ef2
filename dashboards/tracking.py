"""The way of each school through a campaign, from the first copy to the changes after acceptance; whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.urls import reverse
from django.utils.http import urlencode

from core.actors import Actor
from core.periods import working_days_between
from dashboards.standings import day_of
from district.collection import conflicts, tables
from district.collection.models import Campaign, Entry, EntryEvent, EntryState, EventKind, Submission
from district.collection.policies import can_see_reviewers
from district.collection.selectors import board_rows
from district.collection.timeliness import late_days
from district.review.clock import is_approval_overdue, is_overdue
from district.review.selectors import with_progress
from district.review.standing import with_proposals

TURNS = {"school": "学校", "reviewer": "审核员", "approver": "审定人", "district": "区里"}
_OWING = Q(state__in=[EntryState.MISSING, EntryState.RETURNED], is_exempt=False)
_WAITING = Q(state__in=[EntryState.SUBMITTED, EntryState.REVIEWING])
_GIVEN_BACK = (EventKind.RETURNED, EventKind.UNLOCKED, EventKind.WITHDRAWN)


def tracked(campaign: Campaign, actor: Actor, now: datetime) -> QuerySet[Entry]:
    """The schools of a campaign with what the tracker says of them, and whether this person keeps away from them.

    `first_version` was the first copy; `passed_at` and `passed_version` are the first acceptance, `changes` the copies
    accepted or put in force after it, `last_version` the newest of these; `newest_version` is the amendment in force,
    without one the copy that the review is about. `turn` (of TURNS, "" nobody) has had the
    next step since `turn_since`: the school from the opening or from when it got its plan back until its closing, the
    reviewers from copy and assignment, the approver from the last proposal, the district from a copy that lacks a
    reviewer or an amendment that waits. `turn_names` are the reviewers' where the person may know them.
    """
    passed = _events(EventKind.ACCEPTED).order_by("at", "pk")
    in_force = _events(EventKind.ACCEPTED, EventKind.AMENDED)
    copies = in_force.values("entry").annotate(n=Count("submission", distinct=True)).values("n")
    first = Submission.objects.filter(
        campaign=OuterRef("campaign"), school=OuterRef("school"), submitted_at=OuterRef("first_submitted_at")
    )
    own_close = Coalesce("close_override", Greatest("campaign__close_at", "due_override"))
    may_send = _OWING & Q(campaign__open_at__lte=now, closes_at__gt=now)
    lacks_reviewer = _WAITING & Q(waits_since=None)
    turns = (
        ("school", may_send, Coalesce(_last(*_GIVEN_BACK), F("campaign__open_at"))),
        ("approver", _WAITING & Q(is_ready=True), F("ready_at")),
        (
            "district",
            lacks_reviewer | Q(pending__isnull=False),
            Coalesce("pending__submitted_at", "current__submitted_at"),
        ),
        ("reviewer", _WAITING, F("waits_since")),
    )
    names = F("reviewers") if can_see_reviewers(actor) else Value("", output_field=TextField())
    return (
        with_proposals(with_progress(conflicts.with_bars(board_rows(campaign), actor)))
        .annotate(closes_at=own_close, turn_names=names)
        .annotate(
            first_version=Subquery(first.values("version")[:1]),
            passed_at=Subquery(passed.values("at")[:1]),
            passed_version=Subquery(passed.values("submission__version")[:1]),
            last_version=Subquery(in_force.order_by("-at", "-pk").values("submission__version")[:1]),
            newest_version=Coalesce("amended__version", "current__version"),
            changes=NullIf(Subquery(copies), Value(0)) - 1,
            turn=Case(
                *(When(when, then=Value(turn)) for turn, when, _ in turns), default=Value(""), output_field=CharField()
            ),
            turn_since=Case(
                *(When(when, then=since) for _, when, since in turns), default=None, output_field=DateTimeField()
            ),
        )
    )


def _events(*kinds: EventKind) -> QuerySet[EntryEvent]:
    return EntryEvent.objects.filter(entry=OuterRef("pk"), kind__in=kinds)


def _last(*kinds: EventKind) -> Subquery:
    return Subquery(_events(*kinds).order_by("-at", "-pk").values("at")[:1])


def days_waited(entry: Entry, now: datetime, overrides: Mapping[date, bool]) -> int | None:
    """Working days (调休 counted) after the day on which the turn came; None when nobody's turn it is."""
    since: datetime | None = entry.turn_since  # type: ignore[attr-defined] # of `tracked`
    return None if since is None else working_days_between(day_of(since), day_of(now), overrides)


def turn_label(entry: Entry) -> str:
    """学校, the reviewers' names, 审定人, 区里, or nothing."""
    row: Any = entry
    return row.turn_names if row.turn == "reviewer" and row.turn_names else TURNS.get(row.turn, "")


@dataclass(frozen=True)
class Line:
    """One school in the tracker; an address is "" where the person may not open the thing."""

    entry: Entry
    state: str
    late_days: int | None
    turn: str
    days: int | None
    is_slow: bool
    school_url: str
    entry_url: str = ""
    first_url: str = ""
    passed_url: str = ""
    changes_url: str = ""
    version_url: str = ""


def line_of(entry: Entry, now: datetime, overrides: Mapping[date, bool]) -> Line:
    """The entry (of `tracked`) as a line, with where its numbers lead the person."""
    row: Any = entry
    days = days_waited(entry, now, overrides)
    return Line(
        entry=entry,
        state=tables.state_code(entry),
        late_days=late_days(entry, overrides),
        turn=turn_label(entry),
        days=days,
        is_slow=(row.turn == "reviewer" and is_overdue(days)) or (row.turn == "approver" and is_approval_overdue(days)),
        school_url=reverse("dashboards:school", args=[entry.school.code]),
        **({} if row.is_barred else _addresses(row)),
    )


def _addresses(row: Any) -> dict[str, str]:
    def copy(version: int | None) -> str:
        return reverse("collection:version", args=[row.uid, version]) if version else ""

    changes = urlencode({"old": row.passed_version, "new": row.last_version}) if row.changes else ""
    return {
        "entry_url": reverse("collection:entry", args=[row.uid]),
        "first_url": copy(row.first_version),
        "passed_url": copy(row.passed_version),
        "changes_url": f"{reverse('collection:compare', args=[row.uid])}?{changes}" if changes else "",
        "version_url": copy(row.newest_version),
    }
