"""The tasks of a plan: add, change, arrange, hand to somebody, remove; and what an amendment in force does to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError
from core.rhythms import WITH_WEEKDAYS
from schools.plans import holding
from schools.plans.models import Amendment, Plan, PlanTask, Section
from schools.plans.services.guarding import check_version, locked_plan, save_shared, tell_tasks_changed

_FIELDS = (
    "text", "section", "area", "months", "dates", "recurrence", "times", "weekdays", "owner_uid", "owner_name",
    "weight",
)  # fmt: skip


@dataclass(frozen=True)
class TaskText:
    """What a task says: `months` 1–12, `weight` 1–10, `area` and `recurrence` codes or "", `weekdays` 1–7."""

    text: str
    section: Section | None = None
    area: str = ""
    months: list[int] = field(default_factory=list)
    dates: str = ""
    recurrence: str = ""
    owner_uid: UUID | None = None
    owner_name: str = ""
    weight: int = 1
    times: int = 1
    weekdays: list[int] = field(default_factory=list)


@transaction.atomic
def add_task(plan: Plan, text: TaskText, *, actor: Actor) -> PlanTask:
    """Append a task to its section. Raises WrongStateError for a summary, which has none."""
    plan = locked_plan(plan, actor=actor)
    if plan.is_summary:
        message = "小结里没有任务，请写在各部分的正文里。"
        raise WrongStateError(message)
    return _append(plan, text, actor=actor)


def _append(plan: Plan, text: TaskText, *, actor: Actor, **fields: Any) -> PlanTask:
    check_text(plan, text)
    above = plan.tasks.filter(section=text.section).order_by("position", "pk").last()
    last = above or plan.tasks.order_by("position", "pk").last()
    place = last.position + 1 if last else 0
    plan.tasks.filter(position__gte=place).update(position=F("position") + 1)
    task = PlanTask.objects.create(plan=plan, position=place, saved_by=actor.name, **_values(text), **fields)
    record("task.add", plan, actor=actor, after=_facts(task))
    tell_tasks_changed(plan)
    return task


@transaction.atomic
def change_task(task: PlanTask, text: TaskText, *, version: int, is_settled: bool, actor: Actor) -> PlanTask:
    """Set what a task says; `is_settled` takes its open question away. Raises ConflictError when `version` is old."""
    plan = locked_plan(task.plan, actor=actor)
    check_text(plan, text)
    task = PlanTask.objects.select_for_update(of=("self",)).select_related("plan", "section").get(pk=task.pk)
    if task.is_cancelled:
        message = "这项任务已经取消，不能再改。"
        raise WrongStateError(message)
    check_version(task, version)
    before = _facts(task)
    for name, value in _values(text).items():
        setattr(task, name, value)
    if is_settled:
        task.doubt = ""
    after = _facts(task)
    if after != before:
        save_shared(task, [*_FIELDS, "doubt"], actor=actor)
        changed = [name for name in after if after[name] != before[name]]
        record(
            "task.change",
            plan,
            actor=actor,
            before={"task": before["text"], **{name: before[name] for name in changed}},
            after={name: after[name] for name in changed},
        )
        tell_tasks_changed(plan)
    return task


@transaction.atomic
def move_task(task: PlanTask, step: int, *, actor: Actor) -> None:
    """Move a task one place up (−1) or down (+1) within its section; at an end it stays."""
    plan = locked_plan(task.plan, actor=actor)
    rows = list(plan.tasks.filter(section=task.section, cancelled_at=None).order_by("position", "pk"))
    index = rows.index(task)
    target = index + step
    if not 0 <= target < len(rows):
        return
    places = sorted(row.position for row in rows)
    if len(set(places)) < len(places):
        places = list(range(places[0], places[0] + len(places)))
    rows.insert(target, rows.pop(index))
    for row, place in zip(rows, places, strict=True):
        row.position = place
    PlanTask.objects.bulk_update(rows, ["position"])
    record("task.move", plan, actor=actor, before={"task": task.text[:80]}, after={"place": target + 1})
    tell_tasks_changed(plan)


@transaction.atomic
def remove_task(task: PlanTask, *, actor: Actor) -> None:
    """Take a task out of the plan. Raises WrongStateError when confirmed records carry it out: they would lose it."""
    plan = locked_plan(task.plan, actor=actor)
    holding.check_free([task.pk])
    record("task.remove", plan, actor=actor, before=_facts(task))
    task.delete()
    tell_tasks_changed(plan)


@transaction.atomic
def assign_tasks(plan: Plan, uids: list[UUID], values: dict[str, Any], *, actor: Actor) -> int:
    """Give all these tasks the same owner (`owner_uid`, `owner_name`) or area (`area`) and return how many changed.

    Raises InvalidInputError when none of them is left.
    """
    plan = locked_plan(plan, actor=actor)
    tasks = list(plan.tasks.select_for_update().filter(uid__in=uids))
    if not tasks:
        message = "请先勾选任务。"
        raise InvalidInputError(message)
    for task in tasks:
        for name, value in values.items():
            setattr(task, name, value)
        save_shared(task, list(values), actor=actor)
    after = {name: str(value) for name, value in values.items() if value and name != "owner_uid"}
    record("task.assign", plan, actor=actor, after={"count": len(tasks), **after})
    return len(tasks)


def amend_task(task: PlanTask, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Set `values` (`text`, `months`, `dates`) of a task of an accepted plan; the caller has the plan locked."""
    before = _facts(task)
    for name, value in values.items():
        setattr(task, name, value)
    save_shared(task, list(values), actor=actor)
    changed = {name: before[name] for name in values}
    record("task.change", task.plan, actor=actor, before={"task": before["text"], **changed}, after=dict(values))
    tell_tasks_changed(task.plan)


def cancel_task(task: PlanTask, amendment: Amendment, *, actor: Actor) -> None:
    """Let a task of an accepted plan stand there as cancelled; its records stay readable and count no more."""
    task.cancelled_at, task.cancelled_by_amendment = timezone.now(), amendment
    save_shared(task, ["cancelled_at", "cancelled_by_amendment"], actor=actor)
    record("task.cancel", task.plan, actor=actor, before=_facts(task), after={"amendment": str(amendment)})
    tell_tasks_changed(task.plan)


def append_task(plan: Plan, text: TaskText, uid: UUID, *, actor: Actor) -> PlanTask:
    """Add a task to an accepted plan; the caller has the plan locked."""
    return _append(plan, text, actor=actor, uid=uid)


def check_text(plan: Plan, text: TaskText) -> None:
    """Raise InvalidInputError for a section of another plan, and for times or weekdays without their recurrence."""
    if text.section is not None and text.section.plan_id != plan.pk:
        message = "所选部分不在这份计划里。"
        raise InvalidInputError(message)
    if text.weekdays and (text.recurrence not in WITH_WEEKDAYS or text.times > 1):
        message = "只有每周、隔周的任务可以定在星期几，这时不再写次数。"
        raise InvalidInputError(message)
    if text.times > 1 and not text.recurrence:
        message = "写了次数，请也写明是每月、每学期还是每年。"
        raise InvalidInputError(message)


def _values(text: TaskText) -> dict[str, Any]:
    return {name: getattr(text, name) for name in _FIELDS}


def _facts(task: PlanTask) -> dict[str, Any]:
    facts = {name: getattr(task, name) for name in _FIELDS if name not in {"section", "owner_uid"}}
    return {**facts, "section": str(task.section or ""), "doubt": task.doubt}
