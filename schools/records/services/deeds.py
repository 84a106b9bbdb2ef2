"""Which record carries out which task: proposed by the system, confirmed, chosen and taken back by people."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from audit.services import record as note
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from schools.calendar import facade as calendar
from schools.plans import facade as plans
from schools.plans.models import PlanTask
from schools.records import kinds, policies, selectors
from schools.records.likeness import LEAST_OTHER_AREA, LEAST_SAME_AREA, MOST_PROPOSED, likeness
from schools.records.models import Deed, DeedState
from schools.records.pushing import facts_changed

_REFUSED = "只有工会主席和工会委员可以确认哪项任务由哪条记录落实。"


@transaction.atomic
def propose(kind: str, record_uid: UUID, *, day: date, title: str, area: str, actor: Actor) -> list[Deed]:
    """Offer up to three tasks that this record may carry out, and forget older offers that nobody answered.

    A task fits when its plan is the one for `day`, it names the month of `day` or no month, and
    `likeness.likeness` reaches 0.25, or 0.5 when it has another area or none: the importer may have read the area
    differently from the person who writes the record. What was confirmed or rejected stays as it is.
    """
    kinds.kind_of(kind)
    old = Deed.objects.filter(kind=kind, record_uid=record_uid)
    old.filter(state=DeedState.PROPOSED).delete()
    old.update(day=day, title=title)
    for deed in old.filter(state=DeedState.CONFIRMED).select_related("task__plan"):
        calendar.settle(deed.task)
    plan = calendar.working_plan(day, actor)
    if plan is None:
        return []
    answered = set(old.values_list("task", flat=True))
    offered = [task for task in plans.tasks_of_plan(plan) if task.pk not in answered]
    best = sorted(_fitting(offered, day=day, title=title, area=area), key=lambda pair: -pair[0])[:MOST_PROPOSED]
    return Deed.objects.bulk_create(
        [Deed(task=task, kind=kind, record_uid=record_uid, day=day, title=title) for _, task in best]
    )


def _fitting(tasks: Iterable[PlanTask], *, day: date, title: str, area: str) -> Iterable[tuple[float, PlanTask]]:
    for task in tasks:
        if task.months and day.month not in task.months:
            continue
        alike = likeness(title, task.text)
        if alike >= (LEAST_SAME_AREA if task.area == area else LEAST_OTHER_AREA):
            yield alike, task


@transaction.atomic
def carry_out(kind: str, record_uid: UUID, task: PlanTask, *, day: date, title: str, actor: Actor) -> Deed:
    """Say that a record carries out a task; saying it again changes nothing, rejected ones come back.

    Raises NotAllowedError for people who do not write records, WrongStateError for a task that was cancelled, KeyError
    for a kind that nobody registered.
    """
    ensure(policies.can_write_records(actor), _REFUSED)
    kinds.kind_of(kind)
    _check(task)
    deed, _created = Deed.objects.select_for_update().get_or_create(
        task=task, kind=kind, record_uid=record_uid, defaults={"day": day, "title": title}
    )
    if deed.state != DeedState.CONFIRMED:
        _decide(deed, DeedState.CONFIRMED, verb="deed.confirm", actor=actor)
    return deed


@transaction.atomic
def confirm_deed(deed: Deed, *, actor: Actor) -> Deed:
    """Agree with a proposal."""
    deed = _open(deed, {DeedState.PROPOSED, DeedState.REJECTED}, actor=actor)
    _check(deed.task)
    return _decide(deed, DeedState.CONFIRMED, verb="deed.confirm", actor=actor)


@transaction.atomic
def reject_deed(deed: Deed, *, actor: Actor) -> Deed:
    """Say that the record does not carry out this task; it is not proposed again."""
    deed = _open(deed, {DeedState.PROPOSED}, actor=actor)
    return _decide(deed, DeedState.REJECTED, verb="deed.reject", actor=actor)


@transaction.atomic
def take_back_deed(deed: Deed, *, actor: Actor) -> Deed:
    """Take a confirmation back: the deed is a rejected one and counts no more."""
    deed = _open(deed, {DeedState.CONFIRMED}, actor=actor)
    return _decide(deed, DeedState.REJECTED, verb="deed.take_back", actor=actor)


@transaction.atomic
def withdraw(kind: str, record_uid: UUID, *, actor: Actor) -> int:
    """Take everything back that a record carries out, because it goes; return how many were confirmed."""
    ensure(policies.can_write_records(actor), _REFUSED)
    deeds = Deed.objects.filter(kind=kind, record_uid=record_uid)
    confirmed = list(deeds.filter(state=DeedState.CONFIRMED).select_related("task__plan"))
    for deed in confirmed:
        note("deed.take_back", deed, actor=actor, before={"task": deed.task.text[:80]})
    deeds.delete()
    for deed in confirmed:
        calendar.settle(deed.task)
    facts_changed()
    return len(confirmed)


def task_for(uid: UUID, *, actor: Actor) -> PlanTask:
    """A task that may be chosen by hand. Raises InvalidInputError when it is not in the plan (any more)."""
    task = selectors.visible_task(actor, uid)
    if task is None or task.is_cancelled:
        message = "这项任务已不在计划里，请重新选择。"
        raise InvalidInputError(message)
    return task


def _check(task: PlanTask) -> None:
    if task.is_cancelled:
        message = "这项任务已经取消，不再计入落实。"
        raise WrongStateError(message)


def _open(deed: Deed, states: set[DeedState], *, actor: Actor) -> Deed:
    ensure(policies.can_write_records(actor), _REFUSED)
    row = Deed.objects.select_for_update(of=("self",)).select_related("task").filter(pk=deed.pk).first()
    if row is None or row.state not in states:
        message = "这一项已经处理过了，请看最新的情况。"
        raise WrongStateError(message)
    return row


def _decide(deed: Deed, state: DeedState, *, verb: str, actor: Actor) -> Deed:
    before = deed.state
    deed.state, deed.decided_by = state, actor.name
    deed.save(update_fields=["state", "decided_by", "updated_at"])
    note(verb, deed, actor=actor, before={"state": before}, after={"state": state, "task": deed.task.text[:80]})
    calendar.settle(deed.task)
    facts_changed()
    return deed
