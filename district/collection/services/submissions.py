"""What a school does in a campaign: hand in, take back. Called through the facade, always in the public schema."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.errors import InvalidInputError, WrongStateError
from core.pinyin import initials, text_pinyin
from district.collection import demands, policies
from district.collection.chain import hash_of
from district.collection.documents import SCHEMA_NUMBER, PlanDocument
from district.collection.models import CampaignState, Cause, Entry, EntryState, EventKind, Submission
from district.collection.services.events import note
from district.collection.timeliness import is_on_time
from tenants.models import School


def locked_entry(campaign_uid: UUID, school: School) -> Entry:
    """The entry of `school` in a campaign, whatever its state, locked until the transaction ends.

    Raises WrongStateError when the school is not listed there.
    """
    entries = Entry.objects.select_for_update(of=("self",)).select_related("campaign", "school", "current")
    entry = entries.defer("current__payload").filter(campaign__uid=campaign_uid, school_id=school.pk).first()
    if entry is None:
        message = "没有找到这项征集，或本校不在应报范围内。"
        raise WrongStateError(message)
    return entry


@transaction.atomic
def receive(document: PlanDocument, *, campaign_uid: UUID, school: School, sent_by: str) -> Submission:
    """Take in a copy of a plan or a summary.

    Raises WrongStateError when it is not the time or the state for it, InvalidInputError when it is not what the
    campaign collects or lacks what it demands.
    """
    entry = locked_entry(campaign_uid, school)
    now = timezone.now()
    if why_not := policies.why_no_submission(entry, now):
        raise WrongStateError(why_not)
    campaign = entry.campaign
    if unfit := demands.unfit_for(document, campaign.kind):
        raise InvalidInputError("".join(unfit))
    if missing := demands.missing_in(document, sections=campaign.required_sections, areas=campaign.required_areas):
        raise InvalidInputError("".join(missing))
    cause = Cause.RESUBMIT if entry.state == EntryState.RETURNED else Cause.SUBMIT
    submission = append(
        document, entry, cause=cause, sent_by=sent_by, now=now, on_time=is_on_time(now, entry.due_at)
    )  # fmt: skip
    entry.state, entry.current, entry.has_draft = EntryState.SUBMITTED, submission, False
    if entry.first_submitted_at is None:
        entry.first_submitted_at, entry.first_on_time = now, submission.is_on_time
    entry.save(
        update_fields=["state", "current", "has_draft", "first_submitted_at", "first_on_time", "updated_at"]
    )  # fmt: skip
    note(entry, EventKind.SUBMITTED, by=sent_by, submission=submission, at=now)
    return submission


def append(
    document: PlanDocument, entry: Entry, *, cause: Cause, sent_by: str, now: datetime, on_time: bool
) -> Submission:
    """Freeze a copy as the next of the entry's chain; the entry is locked by the caller and stays as it is."""
    chain = Submission.objects.filter(campaign=entry.campaign_id, school=entry.school_id)
    last = chain.order_by("-version").first()
    version, previous = (last.version + 1, last.sha256) if last else (1, "")
    payload = document.as_payload()
    return Submission.objects.create(
        campaign=entry.campaign, school=entry.school, version=version, cause=cause,
        receipt_number=receipt_number(entry, version),
        payload=payload, schema_number=SCHEMA_NUMBER, previous_sha256=previous,
        sha256=hash_of(payload, previous=previous, campaign=entry.campaign, school=entry.school, version=version),
        submitted_at=now, submitted_by=sent_by, due_at=entry.due_at, is_on_time=on_time,
    )  # fmt: skip


def receipt_number(entry: Entry, version: int) -> str:
    """「QH-2026-0012-01」: district, year of the campaign, number of the entry in the district, version.

    Unique without a counter: the entry's row number is unique and its versions are numbered under its lock.
    """
    district = initials(text_pinyin(settings.DISTRICT_NAME))[:2].upper()
    return f"{district}-{entry.campaign.year}-{entry.pk:04d}-{version:02d}"


@transaction.atomic
def withdraw(*, campaign_uid: UUID, school: School, by: str) -> Entry:
    """Take the copy back while nobody has begun to review it; the copy itself and the event stay.

    A first submission that is taken back was none: the entry is 未报 again. After a return, the returned copy and the
    time of the first submission stand, and the entry is 退回修改 again.
    """
    entry = locked_entry(campaign_uid, school)
    if entry.campaign.state != CampaignState.ANNOUNCED:
        message = "这项征集没有在进行，不能撤回。"
        raise WrongStateError(message)
    if entry.state != EntryState.SUBMITTED:
        message = "只有还没开始审核的报送件可以撤回。"
        raise WrongStateError(message)
    taken_back = entry.current
    back = (EventKind.RETURNED, EventKind.UNLOCKED)
    returned = entry.events.filter(kind__in=back).order_by("-pk").first()
    if returned is None:
        entry.state, entry.current = EntryState.MISSING, None
        entry.first_submitted_at = entry.first_on_time = None
    else:
        entry.state, entry.current = EntryState.RETURNED, returned.submission
    entry.has_draft = True
    entry.save(
        update_fields=["state", "current", "has_draft", "first_submitted_at", "first_on_time", "updated_at"]
    )  # fmt: skip
    note(entry, EventKind.WITHDRAWN, by=by, submission=taken_back)
    return entry


@transaction.atomic
def note_draft(*, campaign_uid: UUID, school: School, has_draft: bool) -> None:
    """Note whether the school has begun; says nothing when the school is not expected."""
    Entry.objects.filter(campaign__uid=campaign_uid, school_id=school.pk).update(has_draft=has_draft)
