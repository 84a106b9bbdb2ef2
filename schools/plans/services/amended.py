"""What changes make of an accepted plan: of its document before anybody agrees, of its tasks once they are in force."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from core.actors import Actor
from district.collection.facade import DocumentAmendment, DocumentChange, DocumentTask, PlanDocument
from schools.plans.models import Amendment, Change, ChangeKind, Plan, PlanTask, Section
from schools.plans.services import tasks
from schools.plans.services.submission import document_task
from schools.plans.services.tasks import TaskText


def amended_document(document: PlanDocument, changes: Sequence[Change], *, reason: str) -> PlanDocument:
    """`document` as it will be, with the amendment that says why; new tasks come last in their section."""
    by_task = {str(change.task.uid): change for change in changes if change.task}
    kept = [_changed(task, by_task.get(task.uid)) for task in document.tasks]
    found = [task for task in kept if task is not None]
    found += [_new_task(change) for change in changes if change.kind == ChangeKind.ADD]
    places: dict[str | None, int] = {section.uid: place for place, section in enumerate(document.sections)}
    found.sort(key=lambda task: places.get(task.section_uid, -1))
    return replace(document, tasks=tuple(found), amendment=_statement(changes, reason))


def _changed(task: DocumentTask, change: Change | None) -> DocumentTask | None:
    if change is None:
        return task
    if change.kind == ChangeKind.CANCEL:
        return None
    values: dict[str, Any] = {name: tuple(value) if name == "months" else value for name, value in change.after.items()}
    return replace(task, **values)


def _new_task(change: Change) -> DocumentTask:
    values = dict(change.after)
    section = values.pop("section")
    return document_task(PlanTask(**values), section)


def _statement(changes: Sequence[Change], reason: str) -> DocumentAmendment:
    return DocumentAmendment(
        reason,
        tuple(
            DocumentChange(
                change.kind, change.after.get("uid") or str(change.task.uid if change.task else ""), change.text,
                change.before_words, change.after_words, change.reason, change.asked_by,
            )
            for change in changes
        ),
    )  # fmt: skip


def put_in_force(amendment: Amendment, changes: Sequence[Change], *, actor: Actor) -> None:
    """Do to the tasks what the changes say; the caller has the plan locked."""
    for change in changes:
        if change.kind == ChangeKind.ADD:
            change.task = _add(amendment.plan, change, actor=actor)
            continue
        assert change.task is not None  # noqa: S101 -- change_open_has_task in the database
        task = PlanTask.objects.select_for_update(of=("self",)).select_related("plan").get(pk=change.task.pk)
        if change.kind == ChangeKind.CANCEL:
            tasks.cancel_task(task, amendment, actor=actor)
        else:
            tasks.amend_task(task, change.after, actor=actor)


def _add(plan: Plan, change: Change, *, actor: Actor) -> PlanTask:
    values = dict(change.after)
    uid, section = UUID(values.pop("uid")), values.pop("section")
    where = Section.objects.filter(plan=plan, uid=section).first() if section else None
    return tasks.append_task(plan, TaskText(section=where, **values), uid, actor=actor)


def facts_of(text: TaskText) -> dict[str, Any]:
    """What a new task says, as a change keeps it: uids as text."""
    values = {name: value for name, value in asdict(replace(text, section=None)).items() if name != "section"}
    return {
        **values,
        "section": str(text.section.uid) if text.section else None,
        "owner_uid": str(text.owner_uid) if text.owner_uid else None,
    }
