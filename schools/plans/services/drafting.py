"""The JSON inside an import draft: how a reading becomes it, and finding one's way in it.

A plan: uid, title, year, term, is_chosen, lines [first, last], sections, tasks.
A section: uid, title, level, text. A task: uid, section (uid or None), text, area, months, dates, recurrence, times,
weekdays (drafts of before have neither of the two), owner_uid, owner_name, weight, lines [first, last], doubts; a
doubt: kind, message, options [[label, value], …].
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from core.errors import InvalidInputError
from core.rhythms import Recurrence, refine, rhythm_label
from schools.plans.models import ImportDraft
from schools.plans.owners import propose_owner
from schools.plans.reading import ReadPlan, ReadTask, SourceLine
from schools.plans.reading.folding import fold
from schools.plans.reading.recurrence import days_of_month_in

DraftPart = dict[str, Any]

TITLE_MOST, SECTION_TITLE_MOST, DATES_MOST = 120, 300, 60


def lines_as_json(lines: Iterable[SourceLine]) -> list[DraftPart]:
    """The source, line by line."""
    return [{"number": line.number, "text": line.text, "kind": line.kind} for line in lines]


def plan_as_json(plan: ReadPlan, *, fallback_title: str, members: Sequence[tuple[UUID, str]] = ()) -> DraftPart:
    """One recognised plan, ready for correction; owners are proposed from `members` (uid, name)."""
    sections = [
        {"uid": str(uuid4()), "title": part.title[:SECTION_TITLE_MOST], "level": part.level, "text": part.text}
        for part in plan.sections
    ]
    return {
        "uid": str(uuid4()),
        "title": (plan.title or fallback_title)[:TITLE_MOST],
        "year": plan.year,
        "term": plan.term or "",
        "is_chosen": bool(plan.tasks),
        "lines": list(plan.lines),
        "sections": sections,
        "tasks": [_task_as_json(task, sections, members) for task in plan.tasks],
    }


def _task_as_json(task: ReadTask, sections: list[DraftPart], members: Sequence[tuple[UUID, str]]) -> DraftPart:
    index = task.section_index
    owner = propose_owner(task.text, members)
    folded = fold(task.text)
    times, weekdays = refine(folded, task.recurrence or "")
    days = days_of_month_in(folded) if task.recurrence == Recurrence.MONTHLY else ""
    return {
        **blank_task(task.text, lines=task.lines),
        "section": sections[index]["uid"] if index is not None else None,
        "area": task.area or "",
        "months": list(task.months),
        "dates": (task.dates or days)[:DATES_MOST],
        "recurrence": task.recurrence or "",
        "times": times,
        "weekdays": list(weekdays),
        "owner_uid": str(owner[0]) if owner else None,
        "owner_name": owner[1] if owner else "",
        "doubts": [
            {"kind": doubt.kind, "message": doubt.message, "options": [list(option) for option in doubt.options]}
            for doubt in task.doubts
        ],
    }


def rhythm_of(task: DraftPart) -> str:
    """How often a task comes round, in words."""
    return rhythm_label(task["recurrence"], task.get("times", 1), task.get("weekdays", ()))


def blank_task(text: str, *, lines: tuple[int, int] | None = None, section: str | None = None) -> DraftPart:
    """A task with nothing but its words."""
    return {
        "uid": str(uuid4()),
        "section": section,
        "text": text,
        "area": "",
        "months": [],
        "dates": "",
        "recurrence": "",
        "times": 1,
        "weekdays": [],
        "owner_uid": None,
        "owner_name": "",
        "weight": 1,
        "lines": list(lines) if lines else None,
        "doubts": [],
    }


def blank_plan(title: str) -> DraftPart:
    """A plan in which nothing was recognised."""
    return {
        "uid": str(uuid4()),
        "title": title[:TITLE_MOST],
        "year": None,
        "term": "",
        "is_chosen": False,
        "lines": [1, 1],
        "sections": [],
        "tasks": [],
    }


def plan_in(draft: ImportDraft, uid: str) -> DraftPart:
    """The plan with this uid. Raises InvalidInputError when a colleague removed it in the meantime."""
    return _found([plan for plan in draft.plans if plan["uid"] == uid])[0]


def task_in(draft: ImportDraft, uid: str) -> tuple[DraftPart, DraftPart]:
    """The plan and the task with this uid. Raises InvalidInputError when it is gone."""
    return _found([(plan, task) for plan in draft.plans for task in plan["tasks"] if task["uid"] == uid])[0]


def section_in(draft: ImportDraft, uid: str) -> tuple[DraftPart, DraftPart]:
    """The plan and the section with this uid. Raises InvalidInputError when it is gone."""
    return _found([(plan, part) for plan in draft.plans for part in plan["sections"] if part["uid"] == uid])[0]


def _found(found: list[Any]) -> list[Any]:
    if not found:
        message = "这一项已被删去或合并，请看最新的核对页。"
        raise InvalidInputError(message)
    return found


def chosen_plans(draft: ImportDraft) -> list[DraftPart]:
    """The plans that will be imported."""
    return [plan for plan in draft.plans if plan["is_chosen"]]


def unread_lines(draft: ImportDraft) -> list[DraftPart]:
    """Lines that the reader could not place and that no task covers by now."""
    covered = covered_lines(draft)
    return [line for line in draft.lines if line["kind"] == "unread" and line["number"] not in covered]


def covered_lines(draft: ImportDraft) -> set[int]:
    """Numbers of the lines that tasks were made from."""
    spans = [task["lines"] for plan in draft.plans for task in plan["tasks"] if task["lines"]]
    return {number for first, last in spans for number in range(first, last + 1)}
