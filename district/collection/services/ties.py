"""Declaring ties to schools (回避): what was assigned goes back to the manager's list at once."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from core.periods import today
from district.collection import policies
from district.collection.models import CampaignState, Entry, EntryState, EventKind, ReviewAssignment, Tie, TieKind
from district.collection.services.events import note
from district.review import facade as review
from tenants.models import School

REFUSAL = "只能申报、撤回自己的回避；别人的由区工会管理员处理。"
_MOST_REASON = 200


@dataclass(frozen=True)
class TieWish:
    """What kind of tie, why (private), since when, and the last day on which it counts (None: for good)."""

    kind: str
    reason: str = ""
    since_on: date | None = None
    until_on: date | None = None


@transaction.atomic
def declare_tie(person_uid: UUID, school: School, wish: TieWish, *, actor: Actor) -> Tie:
    """Say that a person keeps away from a school; open assignments of that school go back at once.

    Raises InvalidInputError for days that cannot be, for 其他 without a reason, and when it was declared before.
    """
    is_own = actor.uid is not None and actor.uid == person_uid
    ensure(policies.can_manage_ties(actor) or (policies.can_declare_ties(actor) and is_own), REFUSAL)
    person = User.objects.select_for_update(no_key=True).filter(uid=person_uid, is_active=True).first()
    if person is None or not policies.can_declare_ties(person.as_actor(None)):
        message = "请选一位在用的审核员、审定人或区工会管理员。"
        raise InvalidInputError(message)
    _check(wish)
    if Tie.objects.filter(person_uid=person_uid, school=school, kind=wish.kind, withdrawn_at=None).exists():
        message = f"{person.name}与{school.short_name}的这项回避已经申报过。"
        raise InvalidInputError(message)
    tie = Tie.objects.create(
        person_uid=person.uid, person_name=person.name, school=school, declared_by_uid=actor.uid,
        declared_by=actor.name, **asdict(wish),
    )  # fmt: skip
    record("tie.declare", tie, actor=actor, after=_said(tie))
    _give_back(tie, actor)
    return tie


def _check(wish: TieWish) -> None:
    if wish.kind not in TieKind:
        message = "请选关系。"
        raise InvalidInputError(message)
    if wish.kind == TieKind.OTHER and not wish.reason.strip():
        message = "选“其他”时请写说明。"
        raise InvalidInputError(message)
    if len(wish.reason) > _MOST_REASON:
        message = f"说明最多{_MOST_REASON}个字。"
        raise InvalidInputError(message)
    if wish.since_on and wish.since_on > today():
        message = "关系开始的日期不能晚于今天。"
        raise InvalidInputError(message)
    if wish.until_on and wish.until_on < (wish.since_on or wish.until_on):
        message = "回避到的日期不能早于关系开始的日期。"
        raise InvalidInputError(message)


@transaction.atomic
def change_tie(tie: Tie, wish: TieWish, *, actor: Actor) -> Tie:
    """Correct a tie; administrators only, because a shorter one ends the conflict."""
    ensure(policies.can_manage_ties(actor), "只有区工会管理员可以修改回避。")
    User.objects.select_for_update(no_key=True).filter(uid=tie.person_uid).first()
    tie = _locked(tie)
    _check(wish)
    others = Tie.objects.filter(person_uid=tie.person_uid, school=tie.school_id, withdrawn_at=None)
    if others.filter(kind=wish.kind).exclude(pk=tie.pk).exists():
        message = "同一所学校的这项回避已经申报过。"
        raise InvalidInputError(message)
    before = _said(tie)
    for name, value in asdict(wish).items():
        setattr(tie, name, value)
    tie.save(update_fields=[*asdict(wish), "updated_at"])
    record("tie.change", tie, actor=actor, before=before, after=_said(tie))
    _give_back(tie, actor)
    return tie


@transaction.atomic
def withdraw_tie(tie: Tie, *, actor: Actor) -> Tie:
    """End a tie; it stays on the list as withdrawn. What was given back is not assigned again by itself."""
    ensure(policies.can_withdraw_tie(actor, tie), REFUSAL)
    tie = _locked(tie)
    tie.withdrawn_at = timezone.now()
    tie.save(update_fields=["withdrawn_at", "updated_at"])
    record("tie.withdraw", tie, actor=actor, before=_said(tie))
    return tie


def _locked(tie: Tie) -> Tie:
    tie = Tie.objects.select_for_update(of=("self",)).select_related("school").get(pk=tie.pk)
    if tie.withdrawn_at is not None:
        message = "这项回避已经撤回。"
        raise WrongStateError(message)
    return tie


def _said(tie: Tie) -> dict[str, Any]:
    days = {name: str(day) for name, day in (("since_on", tie.since_on), ("until_on", tie.until_on)) if day}
    return {"person": tie.person_name, "school": tie.school.short_name, "kind": tie.get_kind_display(), **days}


def _give_back(tie: Tie, actor: Actor) -> None:
    """Undecided entries of the school that the person has go back to whoever assigns; a proposal counts no more."""
    if tie.state != "active":
        return
    held = Entry.objects.select_for_update(of=("self",)).select_related("school", "campaign")
    held = held.filter(assignments__in=ReviewAssignment.objects.filter(reviewer_uid=tie.person_uid, is_active=True))
    held = held.filter(school=tie.school_id).exclude(state=EntryState.ACCEPTED)
    for entry in held.filter(campaign__state=CampaignState.ANNOUNCED).order_by("pk"):
        entry.assignments.filter(reviewer_uid=tie.person_uid).delete()
        review.void_proposal(entry, tie.person_uid)
        note(entry, EventKind.RELEASED, by=actor.name, reason=tie.person_name)
        record("entry.release", entry, actor=actor, before={"reviewer": tie.person_name})
