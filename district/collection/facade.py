"""What schools may call. Every function works in the public schema by itself and answers with plain values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.periods import today
from district.collection import demands, policies
from district.collection.documents import (
    SCHEMA_NUMBER,
    DocumentAmendment,
    DocumentChange,
    DocumentSection,
    DocumentTask,
    PlanDocument,
)
from district.collection.lines import Line, compare, lines_of
from district.collection.models import CampaignState, Entry, EntryEvent, EventKind, Submission
from district.collection.score_sheets import ORDERS, Point, SheetRemark, all_remarks, loose_remarks, plain, points_of
from district.collection.services import amendments, submissions
from tenants.models import School
from tenants.schemas import in_public

__all__ = [
    "ORDERS", "SCHEMA_NUMBER", "AmendmentReceipt", "CampaignView", "DocumentAmendment", "DocumentChange",
    "DocumentSection", "DocumentTask", "EventView", "Line", "PlanDocument", "Point", "Receipt", "SheetRemark",
    "all_remarks", "amend", "campaign_view", "compare", "history", "hold", "loose_remarks", "missing_in", "note_draft",
    "open_campaigns", "plain", "points_of", "receive", "sent_lines", "sent_payload", "sent_versions", "unfit_for",
    "withdraw", "withdraw_amendment",
]  # fmt: skip

# What a school is not told: who was to review its plan is the district's own business.
_INTERNAL = {EventKind.ASSIGNED, EventKind.RELEASED}


@dataclass(frozen=True)
class CampaignView:
    """A campaign as one school sees it; `due_at` and `close_at` are the school's own, extensions included.

    `kind` is a value of core.documents.DocumentKind, `state` of EntryState; `why_not` is a sentence, empty when
    `can_submit`. `amended_by` is `district` or `chair`; `why_no_amendment` is a sentence, empty when the accepted plan
    can be amended now.
    """

    uid: UUID
    kind: str
    title: str
    year: int
    term: str
    note: str
    open_at: datetime
    due_at: datetime
    close_at: datetime
    is_open: bool
    is_exempt: bool
    exempt_reason: str
    state: str
    return_count: int
    first_submitted_at: datetime | None
    first_on_time: bool | None
    can_submit: bool
    why_not: str
    reminded_at: datetime | None
    results_published_at: datetime | None
    receipt_number: str
    required_sections: tuple[str, ...]
    required_areas: tuple[str, ...]
    amended_by: str
    why_no_amendment: str


@dataclass(frozen=True)
class Receipt:
    """What a school gets for a copy: number, version, hash, time."""

    number: str
    version: int
    sha256: str
    submitted_at: datetime
    is_on_time: bool


@dataclass(frozen=True)
class AmendmentReceipt:
    """What a school gets for an amended copy; `number` counts those in force, None: it waits for the district."""

    receipt: Receipt
    number: int | None


@dataclass(frozen=True)
class EventView:
    """One line of what happened; `version` is None where no copy is concerned."""

    at: datetime
    kind: str
    label: str
    actor_name: str
    reason: str
    version: int | None


def open_campaigns(school: School) -> list[CampaignView]:
    """Announced campaigns that list `school`, newest first: coming, open, and closed ones of this school year."""
    with in_public():
        now = timezone.now()
        recent = Q(campaign__close_at__gte=now) | Q(close_override__gte=now) | Q(campaign__year__gte=today().year - 1)
        entries = _entries_of(school).filter(recent).order_by("-campaign__open_at", "-campaign__pk")
        return [_view(entry, now) for entry in entries]


def campaign_view(campaign_uid: UUID, school: School) -> CampaignView | None:
    """One announced campaign as `school` sees it, None where it is not listed."""
    with in_public():
        entry = _entries_of(school).filter(campaign__uid=campaign_uid).first()
        return _view(entry, timezone.now()) if entry else None


def unfit_for(document: PlanDocument, campaign: CampaignView) -> list[str]:
    """Why `campaign` does not take this document whatever it demands, as sentences; asks no database."""
    return demands.unfit_for(document, campaign.kind)


def missing_in(document: PlanDocument, campaign: CampaignView) -> list[str]:
    """What `campaign` demands and `document` lacks, as sentences; asks no database."""
    return demands.missing_in(document, sections=campaign.required_sections, areas=campaign.required_areas)


def receive(document: PlanDocument, *, campaign_uid: UUID, school: School, sent_by: str) -> Receipt:
    """Take in a copy.

    Raises DomainError when not open yet, closed, exempt, waiting, being reviewed, accepted, or without what the
    campaign demands.
    """
    with in_public():
        copy = submissions.receive(document, campaign_uid=campaign_uid, school=school, sent_by=sent_by)
        return _receipt(copy)


def hold(*, campaign_uid: UUID, school: School) -> None:
    """Lock the school's place in the campaign until the transaction ends, before the plan is locked.

    The district locks in this order too: its decisions end with the school's plan.
    """
    with in_public():
        submissions.locked_entry(campaign_uid, school)


def amend(document: PlanDocument, *, campaign_uid: UUID, school: School, sent_by: str) -> AmendmentReceipt:
    """Take in an amended copy of an accepted plan; in force at once where the campaign leaves that to the chair.

    Raises DomainError when the plan is not accepted, another amendment waits, the campaign is archived, or the
    amended plan lacks what the campaign demands.
    """
    with in_public():
        copy, number = amendments.receive(document, campaign_uid=campaign_uid, school=school, sent_by=sent_by)
        return AmendmentReceipt(_receipt(copy), number)


def withdraw_amendment(*, campaign_uid: UUID, school: School, version: int, by: str) -> None:
    """Take back the amendment that waits as copy `version`; raises WrongStateError once the district has decided."""
    with in_public():
        amendments.withdraw(campaign_uid=campaign_uid, school=school, version=version, by=by)


def _receipt(copy: Submission) -> Receipt:
    return Receipt(copy.receipt_number, copy.version, copy.sha256, copy.submitted_at, copy.is_on_time)


def withdraw(*, campaign_uid: UUID, school: School, by: str) -> None:
    """Take the last copy back while the review has not begun; raises WrongStateError afterwards.

    The school's entry is `missing` again, or `returned` when the copy answered a return.
    """
    with in_public():
        submissions.withdraw(campaign_uid=campaign_uid, school=school, by=by)


def sent_lines(campaign_uid: UUID, school: School, version: int) -> list[Line] | None:
    """The lines of a copy that `school` sent, numbered as in remarks and score sheets; None where it sent none."""
    with in_public():
        copy = _copies_of(campaign_uid, school).filter(version=version).first()
        return lines_of(copy.payload) if copy else None


def note_draft(*, campaign_uid: UUID, school: School, has_draft: bool) -> None:
    """Tell the district's board that the school has begun to write, or no longer has anything."""
    with in_public():
        submissions.note_draft(campaign_uid=campaign_uid, school=school, has_draft=has_draft)


def history(campaign_uid: UUID, school: School) -> list[EventView]:
    """What happened between `school` and the district in this campaign, oldest first."""
    with in_public():
        entry = _entries_of(school).filter(campaign__uid=campaign_uid).first()
        events = _events_of(entry) if entry else []
        return [
            EventView(
                event.at, event.kind, event.get_kind_display(), event.actor_name, event.reason,
                event.submission.version if event.submission else None,
            )
            for event in events
        ]  # fmt: skip


def sent_versions(campaign_uid: UUID, school: School) -> list[int]:
    """The numbers of the copies that `school` sent to this campaign, first to last."""
    with in_public():
        return list(_copies_of(campaign_uid, school).order_by("version").values_list("version", flat=True))


def sent_payload(campaign_uid: UUID, school: School, version: int) -> dict[str, Any]:
    """What `school` sent as this version, as it was received. Raises Submission.DoesNotExist."""
    with in_public():
        return _copies_of(campaign_uid, school).get(version=version).payload


def _copies_of(campaign_uid: UUID, school: School) -> QuerySet[Submission]:
    return Submission.objects.filter(campaign__uid=campaign_uid, school_id=school.pk)


def _entries_of(school: School) -> QuerySet[Entry]:
    entries = Entry.objects.select_related("campaign", "current").defer("current__payload")
    return entries.filter(school_id=school.pk).exclude(campaign__state=CampaignState.DRAFT)


def _events_of(entry: Entry) -> QuerySet[EntryEvent]:
    return entry.events.select_related("submission").defer("submission__payload").exclude(kind__in=_INTERNAL)


def _view(entry: Entry, now: datetime) -> CampaignView:
    campaign, why_not = entry.campaign, policies.why_no_submission(entry, now)
    return CampaignView(
        uid=campaign.uid, kind=campaign.kind, title=campaign.title, year=campaign.year, term=campaign.term,
        note=campaign.note, open_at=campaign.open_at, due_at=entry.due_at, close_at=entry.close_at,
        is_open=campaign.open_at <= now < entry.close_at, is_exempt=entry.is_exempt,
        exempt_reason=entry.exempt_reason, state=entry.state, return_count=entry.return_count,
        first_submitted_at=entry.first_submitted_at, first_on_time=entry.first_on_time, can_submit=not why_not,
        why_not=why_not, reminded_at=entry.reminded_at, results_published_at=campaign.results_published_at,
        receipt_number=entry.current.receipt_number if entry.current else "",
        required_sections=tuple(campaign.required_sections), required_areas=tuple(campaign.required_areas),
        amended_by=campaign.amended_by, why_no_amendment=policies.why_no_amendment(entry),
    )  # fmt: skip
