"""A copy as numbered lines to read, remark and compare; every schema number that was ever received can be read."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from core.areas import Area
from core.rhythms import rhythm_label

_DIGITS = "一二三四五六七八九十"
_IS_NUMBERED = re.compile(r"^\s*[（(]?[一二三四五六七八九十百\d]+[)）、.．]|^第[一二三四五六七八九十\d]+[章节部]")
_ALIKE_ENOUGH = 0.4


@dataclass(frozen=True)
class Line:
    """A line of a copy: where it hangs, what it is, what it says, and when and who.

    `anchor` is the uid of the section or task (of the plan for the title); `kind` is title, heading, text or task.
    """

    number: int
    anchor: str
    kind: str
    text: str
    mark: str = ""

    @property
    def whole(self) -> str:
        """Text and mark, as two versions are compared."""
        return f"{self.text}〔{self.mark}〕" if self.mark else self.text


def lines_of(payload: dict[str, Any]) -> list[Line]:
    """The lines of a copy in document order, numbered from 1."""
    return [
        Line(number, anchor, kind, text, mark)
        for number, (anchor, kind, text, mark) in enumerate(_raw_lines(payload), start=1)
    ]


def _raw_lines(payload: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    tasks = defaultdict(list)
    known = {section["uid"] for section in payload["sections"]}
    for task in payload["tasks"]:
        tasks[task["section_uid"] if task["section_uid"] in known else None].append(task)
    yield payload["plan_uid"], "title", payload["title"], ""
    yield from _task_lines(tasks[None])
    counts: dict[int, int] = defaultdict(int)
    for section in payload["sections"]:
        level = section["level"]
        counts[level] += 1
        for deeper in [each for each in counts if each > level]:
            counts[deeper] = 0
        yield section["uid"], "heading", _numbered(section["title"], level, counts[level]), ""
        for paragraph in section["body"].splitlines():
            if paragraph.strip():
                yield section["uid"], "text", paragraph.strip(), ""
        yield from _task_lines(tasks[section["uid"]])


def _task_lines(tasks: list[dict[str, Any]]) -> Iterator[tuple[str, str, str, str]]:
    for position, task in enumerate(tasks, start=1):
        yield task["uid"], "task", f"{position}. {task['text']}", _mark(task)


def _numbered(title: str, level: int, count: int) -> str:
    if _IS_NUMBERED.match(title) or count > len(_DIGITS):
        return title
    digit = _DIGITS[count - 1]
    return f"{digit}、{title}" if level == 1 else f"（{digit}）{title}"


def _mark(task: dict[str, Any]) -> str:
    months = "、".join(f"{month}月" for month in task["months"])
    parts = [task["dates"] or months, _rhythm(task), task["owner"]]
    return "，".join(part for part in parts if part)


def _rhythm(task: dict[str, Any]) -> str:
    """In words; copies of schema 1 say neither times nor weekdays."""
    return rhythm_label(task["recurrence"], task.get("times", 1), task.get("weekdays", ()))


def area_counts(payload: dict[str, Any]) -> tuple[int, list[str]]:
    """How many of the twelve areas have a task, and the labels of those without."""
    written = {task["area"] for task in payload["tasks"]}
    absent = [area.label for area in Area if area.value not in written]
    return len(Area) - len(absent), absent


def timed_counts(payload: dict[str, Any]) -> tuple[int, int, int]:
    """(tasks, tasks with a time, tasks with a person)."""
    tasks = payload["tasks"]
    timed = sum(1 for task in tasks if task["months"] or task["dates"] or task["recurrence"])
    return len(tasks), timed, sum(1 for task in tasks if task["owner"])


Piece = tuple[str, str]


@dataclass(frozen=True)
class Comparison:
    """Two copies line against line: only what changed, each side with (same|gone|new, text) pieces."""

    old: list[list[Piece]]
    new: list[list[Piece]]
    added: int
    removed: int
    changed: int

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        return not self.added and not self.removed and not self.changed


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Compare two copies; a line that is alike but not equal counts as changed, with the words marked.

    The running numbers before tasks and headings do not count as a change.
    """
    before, after = _texts(old), _texts(new)
    left: list[list[Piece]] = []
    right: list[list[Piece]] = []
    added = removed = changed = 0
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for was, now in _paired(before[a:b], after[c:d]):
            if was and now:
                changed += 1
                was_pieces, now_pieces = _pieces(was, now)
            else:
                removed += bool(was)
                added += bool(now)
                was_pieces, now_pieces = [("gone", was)] if was else [], [("new", now)] if now else []
            left.append(was_pieces)
            right.append(now_pieces)
    return Comparison(left, right, added, removed, changed)


def _texts(payload: dict[str, Any]) -> list[str]:
    return [re.sub(r"^\d+\. ", "", line.whole) if line.kind == "task" else line.whole for line in lines_of(payload)]


def _paired(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Pair alike lines in order; what has no like stands alone with an empty other side."""
    rest = list(new)
    for was in old:
        alike = next((now for now in rest if SequenceMatcher(None, was, now).ratio() >= _ALIKE_ENOUGH), None)
        if alike is None:
            yield was, ""
            continue
        while rest[0] != alike:
            yield "", rest.pop(0)
        yield was, rest.pop(0)
    for now in rest:
        yield "", now


def _pieces(was: str, now: str) -> tuple[list[Piece], list[Piece]]:
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            left.append(("same", was[a:b]))
            right.append(("same", now[c:d]))
            continue
        if was[a:b]:
            left.append(("gone", was[a:b]))
        if now[c:d]:
            right.append(("new", now[c:d]))
    return left, right
