"""What changed between the document that was sent and the plan as it is now, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from core.areas import Area
from core.rhythms import rhythm_label
from schools.plans.words import month_labels

Marked = list[tuple[str, str]]
_CONTEXT = 2


@dataclass(frozen=True)
class Comparison:
    """Two columns of equal length; a line is a list of (mark, text), mark same, gone or new; an empty one is a gap."""

    before: list[Marked]
    after: list[Marked]
    count: int


def document_lines(payload: dict[str, Any]) -> list[str]:
    """A payload as lines: title, headings, prose, tasks with their facts."""
    lines = [payload["title"]]
    tasks: dict[str | None, list[str]] = {}
    for task in payload["tasks"]:
        tasks.setdefault(task["section_uid"], []).append(_task_line(task))
    lines += tasks.get(None, [])
    for section in payload["sections"]:
        lines.append(section["title"])
        lines += [part for part in section["body"].splitlines() if part.strip()]
        lines += tasks.get(section["uid"], [])
    return lines


def _task_line(task: dict[str, Any]) -> str:
    facts = [
        *month_labels(task["months"]),
        task["dates"],
        rhythm_label(task["recurrence"], task.get("times", 1), task.get("weekdays", ())),
        Area(task["area"]).label if task["area"] else "",
        task["owner"],
    ]
    said = "，".join(fact for fact in facts if fact)
    return f"· {task['text']}（{said}）" if said else f"· {task['text']}"


def compare(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """Set two payloads side by side; `count` is how many lines differ."""
    old, new = document_lines(before), document_lines(after)
    left: list[Marked] = []
    right: list[Marked] = []
    count = 0
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            left += _shortened(old[i:j])
            right += _shortened(new[k:m])
            continue
        count += max(j - i, m - k)
        for offset in range(max(j - i, m - k)):
            was = old[i + offset] if i + offset < j else ""
            now = new[k + offset] if k + offset < m else ""
            pair = _words(was, now) if was and now else ([("gone", was)] if was else [], [("new", now)] if now else [])
            left.append(pair[0])
            right.append(pair[1])
    return Comparison(left, right, count)


def _shortened(lines: list[str]) -> list[Marked]:
    """Equal lines; of a long run only its ends, so that the changes stay in sight."""
    if len(lines) <= 2 * _CONTEXT + 1:
        return [[("same", text)] for text in lines]
    between = f"（{len(lines) - 2 * _CONTEXT}行相同）"
    return [[("same", text)] for text in (*lines[:_CONTEXT], between, *lines[-_CONTEXT:])]


def _words(was: str, now: str) -> tuple[Marked, Marked]:
    left: Marked = []
    right: Marked = []
    for kind, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if i < j:
            left.append(("same" if kind == "equal" else "gone", was[i:j]))
        if k < m:
            right.append(("same" if kind == "equal" else "new", now[k:m]))
    return left, right
