"""Corrections to what was read, before anything becomes a plan."""

import re
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actors import Actor
from core.areas import Area
from core.errors import InvalidInputError, ensure
from schools.plans import policies
from schools.plans.models import ImportDraft, Recurrence
from schools.plans.services import drafting
from schools.plans.services.importing import locked_draft

_REFUSED = "只有工会主席和工会委员可以核对计划。"


def _begin(draft: ImportDraft, actor: Actor) -> ImportDraft:
    ensure(policies.can_edit_plans(actor), _REFUSED)
    return locked_draft(draft)


def _save(draft: ImportDraft) -> None:
    draft.save(update_fields=["plans", "updated_at"])


@transaction.atomic
def correct_plan(draft: ImportDraft, uid: str, *, title: str, year: int, term: str, actor: Actor) -> None:
    """Set title, year and term (a value of core.periods.Term) of a recognised plan."""
    draft = _begin(draft, actor)
    drafting.plan_in(draft, uid).update(title=title, year=year, term=term)
    _save(draft)


@transaction.atomic
def choose_plan(draft: ImportDraft, uid: str, *, is_chosen: bool, actor: Actor) -> None:
    """Say whether a recognised plan is to be imported."""
    draft = _begin(draft, actor)
    drafting.plan_in(draft, uid)["is_chosen"] = is_chosen
    _save(draft)


@transaction.atomic
def correct_section(draft: ImportDraft, uid: str, *, title: str, level: int, actor: Actor) -> None:
    """Set heading and level (1 is the highest) of a section."""
    draft = _begin(draft, actor)
    _, section = drafting.section_in(draft, uid)
    section.update(title=title, level=level)
    _save(draft)


@transaction.atomic
def correct_task(draft: ImportDraft, uid: str, values: dict[str, Any], *, actor: Actor) -> None:
    """Set the fields of a task; its open questions count as answered.

    `values`: text, section (uid or None), area, months, dates, recurrence, times, weekdays, owner_uid,
    owner_name.
    """
    draft = _begin(draft, actor)
    plan, task = drafting.task_in(draft, uid)
    task.update(values)
    task["owner_uid"] = str(values["owner_uid"]) if isinstance(values.get("owner_uid"), UUID) else None
    if task["section"] not in {section["uid"] for section in plan["sections"]}:
        task["section"] = None
    task["doubts"] = []
    _save(draft)


@transaction.atomic
def answer_doubt(draft: ImportDraft, uid: str, kind: str, value: str, *, actor: Actor) -> None:
    """Answer a question with one of its ready answers; an empty value leaves the field as it is.

    Raises InvalidInputError when the question or the answer is not on offer.
    """
    draft = _begin(draft, actor)
    _, task = drafting.task_in(draft, uid)
    doubt = next((one for one in task["doubts"] if one["kind"] == kind), None)
    if doubt is None or value not in {option[1] for option in doubt["options"]}:
        message = "这个疑问已经有人答过了。"
        raise InvalidInputError(message)
    _apply(task, value)
    task["doubts"].remove(doubt)
    _save(draft)


def _apply(task: drafting.DraftPart, value: str) -> None:
    if value in Area.values:
        task["area"] = value
    elif value in Recurrence.values:
        task.update(recurrence=value, times=1, weekdays=[])
    elif months := [int(number) for number in re.findall(r"\d+", value)]:
        task["months"] = [month for month in months if month in range(1, 13)]


@transaction.atomic
def remove_task(draft: ImportDraft, uid: str, *, actor: Actor) -> None:
    """Leave a task out; its line shows as not recognised again."""
    draft = _begin(draft, actor)
    plan, task = drafting.task_in(draft, uid)
    plan["tasks"].remove(task)
    _save(draft)


@transaction.atomic
def add_task_from_line(draft: ImportDraft, number: int, *, actor: Actor) -> str:
    """Make a task of a source line (counted from 1) and return its uid; it stands after the task above it."""
    draft = _begin(draft, actor)
    line = next((row for row in draft.lines if row["number"] == number), None)
    if line is None or not line["text"].strip() or number in drafting.covered_lines(draft):
        message = "这一行已经是任务，或没有文字。"
        raise InvalidInputError(message)
    plan = next((part for part in reversed(draft.plans) if part["lines"][0] <= number), draft.plans[0])
    place = sum(1 for task in plan["tasks"] if task["lines"] and task["lines"][0] < number)
    section = plan["tasks"][place - 1]["section"] if place else None
    task = drafting.blank_task(line["text"].strip(), lines=(number, number), section=section)
    plan["tasks"].insert(place, task)
    plan["is_chosen"] = True
    _save(draft)
    return str(task["uid"])


@transaction.atomic
def merge_task(draft: ImportDraft, uid: str, *, actor: Actor) -> str:
    """Join a task to the one above it and return the uid of the joined one."""
    draft = _begin(draft, actor)
    plan, task = drafting.task_in(draft, uid)
    index = plan["tasks"].index(task)
    if index == 0:
        message = "上面没有任务，不能合并。"
        raise InvalidInputError(message)
    above = plan["tasks"][index - 1]
    above["text"] += task["text"]
    above["months"] += [month for month in task["months"] if month not in above["months"]]
    above["dates"] = (above["dates"] or task["dates"])[: drafting.DATES_MOST]
    if not above["recurrence"]:
        above.update({name: task[name] for name in ("recurrence", "times", "weekdays") if name in task})
    for name in ("area", "owner_name", "owner_uid"):
        above[name] = above[name] or task[name]
    spans = [span for span in (above["lines"], task["lines"]) if span]
    above["lines"] = [min(span[0] for span in spans), max(span[1] for span in spans)] if spans else None
    plan["tasks"].remove(task)
    _save(draft)
    return str(above["uid"])


@transaction.atomic
def split_task(draft: ImportDraft, uid: str, texts: list[str], *, actor: Actor) -> None:
    """Make one task of each of `texts`, all with the time, area and owner of the first."""
    draft = _begin(draft, actor)
    texts = [text.strip() for text in texts if text.strip()]
    if len(texts) < 2:  # noqa: PLR2004 -- a split has at least two parts
        message = "请把内容分成两行以上，每行一项任务。"
        raise InvalidInputError(message)
    plan, task = drafting.task_in(draft, uid)
    index = plan["tasks"].index(task)
    task["text"] = texts[0]
    task["doubts"] = []
    others = [{**task, "uid": drafting.blank_task("")["uid"], "text": text} for text in texts[1:]]
    plan["tasks"][index + 1 : index + 1] = others
    _save(draft)
