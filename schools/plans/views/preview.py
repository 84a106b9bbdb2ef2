"""What the page of a recognised document shows: source lines with their tone, groups of tasks, counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.areas import Area
from core.periods import Period
from schools.plans.models import ImportDraft
from schools.plans.services import drafting, importing
from schools.plans.services.drafting import DraftPart
from schools.plans.words import month_labels, numbered_titles

_KINDS = {"title": "title", "heading": "heading", "label": "heading"}
_TONES = {"task": "read", "label": "", "unread": "unread", "skipped": "skipped"}
_BY_HAND = {"pick", "split"}
_FOLD_FROM = 12
_SHOWN_WHOLE, _RUN_MOST, _RUN_END = 1_500, 40, 10


@dataclass(frozen=True)
class Answer:
    """A ready answer to a question: a button that sends `value`, or a link to the form."""

    label: str
    value: str
    is_link: bool


@dataclass(frozen=True)
class Question:
    """A doubt with its answers."""

    kind: str
    message: str
    answers: list[Answer]


@dataclass(frozen=True)
class TaskRow:
    """A recognised task as shown."""

    uid: str
    line: str
    text: str
    area: str
    times: list[str]
    recurrence: str
    owner: str
    questions: list[Question]


@dataclass(frozen=True)
class Group:
    """A section with its tasks; `uid` is empty for tasks of no section."""

    uid: str
    title: str
    tasks: list[TaskRow]
    doubt_count: int
    is_open: bool


@dataclass(frozen=True)
class PlanRow:
    """A recognised plan."""

    uid: str
    title: str
    period: str
    is_chosen: bool
    task_count: int
    faults: list[str]
    groups: list[Group]
    empty_sections: list[DraftPart]


def preview(draft: ImportDraft, *, only_doubts: bool = False) -> dict[str, Any]:
    """The context of the page."""
    chosen = drafting.chosen_plans(draft)
    tasks = [task for plan in chosen for task in plan["tasks"]]
    doubts = sum(1 for task in tasks if task["doubts"])
    faults = [fault for plan in chosen for fault in importing.faults_of(plan)]
    return {
        "draft": draft,
        "lines": _folded(list(_source_lines(draft))),
        "line_count": len(draft.lines),
        "plans": [_plan_row(plan, only_doubts=only_doubts) for plan in draft.plans],
        "only_doubts": only_doubts,
        "task_count": len(tasks),
        "doubt_count": doubts,
        "unread_count": len(drafting.unread_lines(draft)),
        "group_count": sum(len({task["section"] for task in plan["tasks"]}) for plan in chosen),
        "faults": faults,
        "can_confirm": bool(chosen) and not faults,
        "first_doubt": next((task["uid"] for task in tasks if task["doubts"]), ""),
        "has_tasks": any(plan["tasks"] for plan in draft.plans),
    }


def _source_lines(draft: ImportDraft) -> Iterator[dict[str, Any]]:
    owner: dict[int, DraftPart] = {}
    for plan in draft.plans:
        for task in plan["tasks"]:
            for number in range(task["lines"][0], task["lines"][1] + 1) if task["lines"] else ():
                owner.setdefault(number, task)
    for line in draft.lines:
        task = owner.get(line["number"])
        kind = line["kind"]
        shown = {"number": line["number"], "text": line["text"], "kind": _KINDS.get(kind, ""), "tone": "", "mark": ""}
        if task is not None:
            shown |= {"tone": "doubt" if task["doubts"] else "read", "target": f"task-{task['uid']}"}
            shown["mark"] = "有疑问" if task["doubts"] else ""
        elif kind in {"unread", "task"}:
            shown |= {"tone": "unread", "mark": "未识别" if kind == "unread" else "不导入"}
        else:
            shown["tone"] = _TONES.get(kind, "")
        yield shown


def _folded(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Long documents without their long runs of plain lines, so that the page stays quick."""
    if len(lines) <= _SHOWN_WHOLE:
        return lines
    shown: list[dict[str, Any]] = []
    for is_plain, run in groupby(lines, key=lambda line: not line["tone"]):
        part = list(run)
        if not is_plain or len(part) <= _RUN_MOST:
            shown.extend(part)
            continue
        first, last = part[_RUN_END]["number"], part[-_RUN_END - 1]["number"]
        gap = {
            "number": first,
            "text": f"（第{first}—{last}行没有任务，不显示）",
            "kind": "",
            "tone": "skipped",
            "mark": "",
        }
        shown.extend([*part[:_RUN_END], gap, *part[-_RUN_END:]])
    return shown


def _plan_row(plan: DraftPart, *, only_doubts: bool) -> PlanRow:
    doubtful = any(task["doubts"] for task in plan["tasks"])
    known = {section["uid"]: section for section in plan["sections"]}
    order: dict[str | None, list[DraftPart]] = {}
    for task in plan["tasks"]:
        order.setdefault(task["section"], []).append(task)
    titles = numbered_titles((section["level"], section["title"]) for section in plan["sections"])
    headings = dict(zip(known, titles, strict=True))
    sections = [uid for uid in (None, *known) if uid in order]
    folds = len(plan["tasks"]) > _FOLD_FROM and doubtful
    groups = []
    for uid in sections:
        count = sum(1 for task in order[uid] if task["doubts"])
        rows = [_task_row(task) for task in order[uid] if task["doubts"] or not only_doubts]
        if rows:
            title = headings[uid] if uid else "不属于任何部分"
            groups.append(Group(uid or "", title, rows, count, is_open=count > 0 or not folds))
    return PlanRow(
        uid=plan["uid"],
        title=plan["title"],
        period=Period(plan["year"], plan["term"] or "year").label if plan["year"] else "",
        is_chosen=plan["is_chosen"],
        task_count=len(plan["tasks"]),
        faults=importing.faults_of(plan) if plan["is_chosen"] else [],
        groups=groups,
        empty_sections=[section for section in plan["sections"] if section["uid"] not in order],
    )


def _task_row(task: DraftPart) -> TaskRow:
    first, _ = task["lines"] or (0, 0)
    return TaskRow(
        uid=task["uid"],
        line=f"{first}行" if first else "",
        text=task["text"],
        area=Area(task["area"]).label if task["area"] else "",
        times=[*month_labels(task["months"]), *([task["dates"]] if task["dates"] else [])],
        recurrence=drafting.rhythm_of(task),
        owner=task["owner_name"],
        questions=[
            Question(
                doubt["kind"],
                doubt["message"],
                [Answer(label, value, is_link=value in _BY_HAND) for label, value in doubt["options"]],
            )
            for doubt in task["doubts"]
        ],
    )
