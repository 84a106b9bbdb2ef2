"""The states that a review moves an entry through; the rules of who may are those of district.review."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from district.collection import policies
from district.collection.models import CampaignState, Decision, Entry, EntryState, EventKind, Outcome
from district.collection.services.events import note
from district.collection.signals import decision_made


@dataclass(frozen=True)
class Verdict:
    """What is decided about a copy: on whose proposals (reviewers' uids), why, with which remarks for the school.

    `by` is the name that the school sees; `by_uid` that of the approver, None where proposals take effect at once.
    """

    proposers: tuple[UUID, ...]
    by: str
    by_uid: UUID | None = None
    reason: str = ""
    remarks: list[dict[str, Any]] = field(default_factory=list)


def locked_entry(uid: UUID) -> Entry:
    """The entry, locked until the transaction ends. Raises WrongStateError outside a running campaign."""
    entry = (
        Entry.objects.select_for_update(of=("self",)).select_related("campaign", "school", "current").get(uid=uid)
    )  # fmt: skip
    if entry.campaign.state != CampaignState.ANNOUNCED:
        message = "这项征集没有在进行。"
        raise WrongStateError(message)
    return entry


@transaction.atomic
def begin(entry: Entry, *, by: str) -> Entry:
    """待审 → 审核中: from now on the school cannot take its copy back. Nothing happens when already begun."""
    entry = locked_entry(entry.uid)
    if entry.state == EntryState.REVIEWING:
        return entry
    if entry.state != EntryState.SUBMITTED:
        message = "只有待审的报送件可以开始审核。"
        raise WrongStateError(message)
    return _move(entry, EntryState.REVIEWING, EventKind.OPENED, by=by)


@transaction.atomic
def send_back(entry: Entry, verdict: Verdict, *, resubmit_by: datetime | None = None) -> Entry:
    """审核中 → 退回修改, with a reason. `resubmit_by` keeps the entry open for this school until then.

    The on-time judgement stays that of the first submission.
    """
    entry = _reviewing(entry)
    check_return(entry, reason=verdict.reason, resubmit_by=resubmit_by)
    entry.return_count += 1
    if resubmit_by is not None and resubmit_by > entry.close_at:
        entry.close_override = resubmit_by
    _write(entry, Outcome.RETURNED, verdict)
    return _move(
        entry, EntryState.RETURNED, EventKind.RETURNED, by=verdict.by, reason=verdict.reason.strip(),
        remarks=verdict.remarks, fields=("return_count", "close_override"),
    )  # fmt: skip


def check_return(entry: Entry, *, reason: str, resubmit_by: datetime | None) -> None:
    """Say what stands against a return: no reason, all returns used up, nothing taken in any more."""
    if not reason.strip():
        message = "请写退回原因，学校据此修改。"
        raise InvalidInputError(message)
    most = entry.campaign.most_returns
    if most is not None and entry.return_count >= most:
        message = f"这次征集最多退回{most}次，已经用完：请通过，不足之处在评分里体现。"
        raise WrongStateError(message)
    if max(entry.close_at, resubmit_by or entry.close_at) <= timezone.now():
        message = "征集已经关闭，请写明学校最晚哪天重报。"
        raise InvalidInputError(message)


@transaction.atomic
def accept(entry: Entry, verdict: Verdict, *, score: Decimal | None) -> Entry:
    """审核中 → 通过, with the score out of 100 (None where the campaign has no rubric)."""
    entry = _reviewing(entry)
    entry.decision = _write(entry, Outcome.ACCEPTED, verdict)
    entry.accepted, entry.score = entry.current, score
    return _move(
        entry, EntryState.ACCEPTED, EventKind.ACCEPTED, by=verdict.by, reason=verdict.reason.strip(),
        remarks=verdict.remarks, fields=("accepted", "decision", "score"),
    )  # fmt: skip


def _write(entry: Entry, outcome: Outcome, verdict: Verdict) -> Decision:
    assert entry.current is not None  # noqa: S101 -- entry_missing_has_no_copy in the database
    return Decision.objects.create(
        submission=entry.current, outcome=outcome, reason=verdict.reason.strip(), proposers=list(verdict.proposers),
        decided_by_uid=verdict.by_uid, decided_by_name=verdict.by, decided_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def unlock(entry: Entry, *, reason: str, resubmit_by: datetime, actor: Actor) -> Entry:
    """通过 → 退回修改, top-down and logged: the school corrects what was accepted and hands in again by `resubmit_by`.

    Not counted as a return; the copies and the first submission's timeliness stay. Raises WrongStateError once the
    results are published and while an amendment waits, InvalidInputError without a reason or for a moment in the past.
    """
    ensure(policies.can_unlock(actor), "只有审定人或区工会管理员可以解锁。")
    entry = locked_entry(entry.uid)
    if why_not := policies.why_not_unlocked(entry):
        raise WrongStateError(why_not)
    if not reason.strip():
        message = "请写解锁原因，学校和操作记录里看得到。"
        raise InvalidInputError(message)
    if resubmit_by <= timezone.now():
        message = "重报日期要在今天以后。"
        raise InvalidInputError(message)
    before = {"score": str(entry.score) if entry.score is not None else None}
    entry.accepted = entry.amended = entry.decision = entry.score = None
    entry.close_override = max(entry.close_at, resubmit_by)
    entry = _move(
        entry, EntryState.RETURNED, EventKind.UNLOCKED, by=actor.name, reason=reason.strip(),
        fields=("accepted", "amended", "decision", "score", "close_override"), decision="unlocked",
    )  # fmt: skip
    record("entry.unlock", entry, actor=actor, before=before, after={"reason": reason.strip()})
    return entry


def _reviewing(entry: Entry) -> Entry:
    entry = locked_entry(entry.uid)
    if entry.state != EntryState.REVIEWING:
        message = "只有审核中的报送件可以退回或通过；请刷新后再看。"
        raise WrongStateError(message)
    return entry


def _move(  # noqa: PLR0913 -- the parts of a decision
    entry: Entry, state: EntryState, kind: EventKind, *, by: str, reason: str = "",
    remarks: list[dict[str, Any]] | None = None, fields: tuple[str, ...] = (), decision: str = "",
) -> Entry:  # fmt: skip
    now = timezone.now()
    entry.state = state
    entry.save(update_fields=["state", *fields, "updated_at"])
    note(entry, kind, by=by, reason=reason, submission=entry.current, at=now, remarks=remarks or [])
    assert entry.current is not None  # noqa: S101 -- entry_missing_has_no_copy in the database
    decision_made.send(
        Entry, school=entry.school, campaign_uid=entry.campaign.uid, plan_uid=entry.current.payload["plan_uid"],
        decision=decision or state.value, reason=reason, remarks=remarks or [], by=by, at=now,
    )  # fmt: skip
    return entry
