"""Changing an accepted plan: one person asks, the chair agrees or not, the district too where its campaign says so.

A change: asked → withdrawn (who asked it, or the chair) · asked → refused (the chair, with words) · asked → sent (the
chair agrees to it and others together: that is an amendment, a copy goes to the district) · sent → in_force, refused
(the district) · sent → asked (the chair takes the amendment back before the district decides). Where the campaign
leaves it to the chair, asked → in_force at once. When the district unlocks the plan, what is asked is withdrawn: the
plan is changed by hand then. Every other arrow is refused.

Until a change is in force its task stays as it is, in every number. In force: new months, dates or words, a new task,
or a cancelled one that counts no more (`services/amended.py`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import ConflictError, InvalidInputError, WrongStateError, ensure
from district.collection import facade as collection
from district.collection.facade import AmendmentReceipt
from schools.plans import policies
from schools.plans.models import OPEN_STATES, Amendment, Change, ChangeKind, ChangeState, Plan, PlanState, PlanTask
from schools.plans.pushing import facts_changed
from schools.plans.services.amended import amended_document, facts_of, put_in_force
from schools.plans.services.guarding import row_locked, school_here
from schools.plans.services.submission import document_of
from schools.plans.services.tasks import TaskText, check_text

_CHAIR_ONLY = "只有工会主席可以同意或不同意修订申请。"
_MOST_WORDS = 500


@dataclass(frozen=True)
class ChangeWish:
    """What somebody asks: `months` 1–12 and `dates` of a postponed task, `text` of a reworded, `task` of a new one."""

    kind: str
    reason: str
    months: tuple[int, ...] = ()
    dates: str = ""
    text: str = ""
    task: TaskText | None = None


@transaction.atomic
def ask_change(plan: Plan, task: PlanTask | None, wish: ChangeWish, *, actor: Actor) -> Change:
    """Ask for a change of a task (None: for a new one); nothing else happens before the chair agrees.

    Raises WrongStateError when the plan is not accepted or the task cannot change now, InvalidInputError without a
    reason or when nothing would change.
    """
    ensure(policies.can_edit_plans(actor), "只有工会主席和工会委员可以申请修订计划。")
    plan = _accepted(plan)
    reason = _words(wish.reason, "请写申请的原因，主席和区里据此决定。")
    row = _new_task(plan, wish) if wish.kind == ChangeKind.ADD else _of_task(_open_task(plan, task), wish)
    row.plan, row.kind, row.reason = plan, wish.kind, reason
    row.asked_by_uid, row.asked_by = actor.uid, actor.name
    row.save()
    record("change.ask", plan, actor=actor, before=row.before, after={**_said(row), "reason": reason})
    return row


def _open_task(plan: Plan, task: PlanTask | None) -> PlanTask:
    found = plan.tasks.filter(pk=task.pk).first() if task else None
    if found is None or found.is_cancelled:
        message = "这项任务已经取消，或不在计划里。"
        raise WrongStateError(message)
    if found.asked_changes.filter(state__in=OPEN_STATES).exists():
        message = "这项任务已有一项修订申请，有了结果再申请。"
        raise WrongStateError(message)
    return found


def _new_task(plan: Plan, wish: ChangeWish) -> Change:
    if wish.task is None or not wish.task.text.strip():
        message = "请写新任务的内容。"
        raise InvalidInputError(message)
    check_text(plan, wish.task)
    return Change(text=wish.task.text, after={"uid": str(uuid4()), **facts_of(wish.task)})


def _of_task(task: PlanTask, wish: ChangeWish) -> Change:
    after: dict[str, Any] = {}
    if wish.kind == ChangeKind.POSTPONE:
        after = {"months": list(wish.months), "dates": wish.dates.strip()}
        if not any(after.values()):
            message = "请选新的月份，或写新的日期。"
            raise InvalidInputError(message)
    elif wish.kind == ChangeKind.REWORD:
        after = {"text": wish.text.strip()}
    before = {name: getattr(task, name) for name in after}
    if wish.kind != ChangeKind.CANCEL and (after == before or after.get("text") == ""):
        message = "和现在一样，没有要改的。"
        raise InvalidInputError(message)
    return Change(task=task, text=task.text, before=before, after=after)


@transaction.atomic
def withdraw_change(change: Change, *, actor: Actor) -> None:
    """Take back what was asked and is not answered; who asked it may, and the chair."""
    is_own = actor.uid is not None and change.asked_by_uid == actor.uid
    ensure(policies.can_edit_plans(actor) and (is_own or policies.can_submit_plans(actor)), "只能撤回自己的申请。")
    plan = row_locked(change.plan)
    [row] = _asked(plan, [change.uid])
    _answer([row], ChangeState.WITHDRAWN, by=actor.name)
    record("change.withdraw", plan, actor=actor, before=_said(row))


@transaction.atomic
def refuse_changes(plan: Plan, uids: Collection[UUID], *, answer: str, actor: Actor) -> int:
    """Say no to what was asked, with words for those who asked; return how many."""
    ensure(policies.can_submit_plans(actor), _CHAIR_ONLY)
    plan = row_locked(plan)
    rows = _asked(plan, uids)
    answer = _words(answer, "请写不同意的原因，申请人看得到。")
    _answer(rows, ChangeState.REFUSED, by=actor.name, answer=answer)
    record("change.refuse", plan, actor=actor, after={"changes": [_said(row) for row in rows], "reason": answer})
    return len(rows)


@transaction.atomic
def agree_changes(plan: Plan, uids: Collection[UUID], *, reason: str, actor: Actor) -> Amendment:
    """Make an amendment of what was asked and send its copy; in force at once where the campaign leaves that to chairs.

    Raises WrongStateError while another amendment waits or the campaign is archived, ConflictError when a change was
    withdrawn or answered in the meantime, InvalidInputError for no change, no reason, or what the campaign refuses.
    """
    ensure(policies.can_submit_plans(actor), _CHAIR_ONLY)
    school, campaign_uid = school_here(), plan.campaign_uid
    if campaign_uid is None:
        message = "只有区里通过了的计划可以修订。"
        raise WrongStateError(message)
    collection.hold(campaign_uid=campaign_uid, school=school)
    plan = _accepted(plan)
    rows = _asked(plan, uids)
    reason = _words(reason, "请写修订的说明。")
    document = amended_document(document_of(plan), rows, reason=reason)
    sent = collection.amend(document, campaign_uid=campaign_uid, school=school, sent_by=actor.name)
    amendment = _create(plan, sent, reason=reason, actor=actor)
    for row in rows:
        row.amendment, row.state = amendment, ChangeState.SENT
        row.save(update_fields=["amendment", "state", "updated_at"])
    record(
        "amendment.agree", plan, actor=actor,
        after={"changes": [_said(row) for row in rows], "reason": reason, "receipt": amendment.receipt_number},
    )  # fmt: skip
    if sent.number is not None:
        _put_in_force(amendment, sent.number, actor=actor)
    return amendment


@transaction.atomic
def withdraw_amendment(amendment: Amendment, *, actor: Actor) -> int:
    """Take back an amendment that the district has not decided; return how many changes wait for the chair again.

    The copy stays in the district's chain, and the amendment here, marked as withdrawn; tasks stay as they were.
    Raises WrongStateError when it was decided or withdrawn in the meantime.
    """
    ensure(policies.can_submit_plans(actor), "只有工会主席可以撤回修订。")
    school, campaign_uid = school_here(), amendment.plan.campaign_uid
    assert campaign_uid is not None  # noqa: S101 -- what is amended was sent to a campaign
    collection.hold(campaign_uid=campaign_uid, school=school)
    plan = row_locked(amendment.plan)
    amendment = plan.amendments.get(pk=amendment.pk)
    _check_waits(amendment)
    collection.withdraw_amendment(campaign_uid=campaign_uid, school=school, version=amendment.version, by=actor.name)
    rows = list(amendment.changes.select_related("task"))
    for row in rows:
        row.amendment, row.state = None, ChangeState.ASKED
        row.save(update_fields=["amendment", "state", "updated_at"])
    amendment.is_withdrawn, amendment.decided_at, amendment.decided_by = True, timezone.now(), actor.name
    amendment.save(update_fields=["is_withdrawn", "decided_at", "decided_by", "updated_at"])
    said = {"changes": [_said(row) for row in rows], "receipt": amendment.receipt_number}
    record("amendment.withdraw", plan, actor=actor, before=said)
    return len(rows)


def _check_waits(amendment: Amendment) -> None:
    if amendment.decided_at is None:
        return
    if amendment.is_withdrawn:
        message = "这次修订已经撤回了。"
    elif amendment.number:
        message = f"区工会已经同意，{amendment}已生效，不能撤回。"
    else:
        message = "区工会已经答复不同意，不用撤回。"
    raise WrongStateError(message)


def _create(plan: Plan, sent: AmendmentReceipt, *, reason: str, actor: Actor) -> Amendment:
    receipt = sent.receipt
    return Amendment.objects.create(
        plan=plan, reason=reason, agreed_by=actor.name, agreed_at=receipt.submitted_at, version=receipt.version,
        receipt_number=receipt.number, sha256=receipt.sha256,
    )  # fmt: skip


@transaction.atomic
def apply_amendment(plan_uid: str, version: int, *, number: int | None, reason: str, by: str) -> None:
    """Follow the district: the amendment of copy `version` is in force as `number`, or refused (None).

    Raises WrongStateError, which undoes the decision, when the school has no such amendment waiting.
    """
    district = Actor(uid=None, name=by)
    plan = Plan.objects.select_for_update(of=("self",)).filter(uid=plan_uid, state=PlanState.ACCEPTED).first()
    waiting = plan.amendments.filter(version=version, decided_at=None).first() if plan else None
    if plan is None or waiting is None:
        message = "学校那边没有这次待定的修订。请刷新后再看。"
        raise WrongStateError(message)
    waiting.plan = plan
    if number is not None:
        _put_in_force(waiting, number, actor=district, answer=reason)
        return
    waiting.decided_at, waiting.decided_by, waiting.answer = timezone.now(), by, reason
    waiting.save(update_fields=["decided_at", "decided_by", "answer", "updated_at"])
    _answer(waiting.changes.all(), ChangeState.REFUSED, by=by, answer=reason)
    record("amendment.refuse", plan, actor=district, after={"receipt": waiting.receipt_number, "reason": reason})


def withdraw_all(plan: Plan, *, by: str) -> None:
    """Close what is asked because the plan can be changed by hand again; the caller has the plan locked."""
    asked = plan.asked_changes.filter(state=ChangeState.ASKED)
    _answer(asked, ChangeState.WITHDRAWN, by=by, answer="计划已解锁，请直接修改。")


def _put_in_force(amendment: Amendment, number: int, *, actor: Actor, answer: str = "") -> None:
    """Number the amendment, change the tasks, and keep the copy as the one that was sent last."""
    amendment.number, amendment.decided_at = number, timezone.now()
    amendment.decided_by, amendment.answer = actor.name, answer
    amendment.save(update_fields=["number", "decided_at", "decided_by", "answer", "updated_at"])
    rows = list(amendment.changes.select_related("task"))
    put_in_force(amendment, rows, actor=actor)
    _answer(rows, ChangeState.IN_FORCE, by=actor.name, answer=answer)
    plan = amendment.plan
    plan.submitted_version, plan.submitted_at = amendment.version, amendment.agreed_at
    plan.receipt_number, plan.sha256 = amendment.receipt_number, amendment.sha256
    plan.sent_copy = document_of(plan).as_payload()
    plan.save(
        update_fields=["submitted_version", "submitted_at", "receipt_number", "sha256", "sent_copy", "updated_at"]
    )  # fmt: skip
    record("amendment.in_force", plan, actor=actor, after={"number": number, "receipt": amendment.receipt_number})
    facts_changed()


def _asked(plan: Plan, uids: Collection[UUID]) -> list[Change]:
    """The changes, locked and still unanswered."""
    if not uids:
        message = "请先勾选申请。"
        raise InvalidInputError(message)
    rows = list(plan.asked_changes.select_for_update(of=("self",)).filter(uid__in=uids).select_related("task"))
    if len(rows) != len(set(uids)) or any(row.state != ChangeState.ASKED for row in rows):
        message = "有的申请已被撤回或处理过，请看最新的情况。"
        raise ConflictError(message)
    return rows


def _answer(rows: Sequence[Change] | Any, state: ChangeState, *, by: str, answer: str = "") -> None:
    for row in rows:
        row.state, row.answered_by, row.answered_at, row.answer = state, by, timezone.now(), answer
        row.save(update_fields=["state", "task", "answered_by", "answered_at", "answer", "updated_at"])


def _said(row: Change) -> dict[str, str]:
    return {"kind": row.get_kind_display(), "task": row.text[:80], "after": row.after_words}


def _words(text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInputError(missing)
    if len(text) > _MOST_WORDS:
        message = f"最多{_MOST_WORDS}个字，现在是{len(text)}个。"
        raise InvalidInputError(message)
    return text


def _accepted(plan: Plan) -> Plan:
    plan = row_locked(plan)
    if plan.is_summary:
        message = "小结没有任务，不能修订。"
        raise WrongStateError(message)
    if plan.state != PlanState.ACCEPTED:
        message = f"只有区里通过了的计划要申请修订；这份计划{plan.get_state_display()}。"
        raise WrongStateError(message)
    return plan
