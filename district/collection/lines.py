"""A copy as numbered lines to read, remark and compare; every schema number that was ever received can be read."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core import comparison
from core.areas import Area
from core.comparison import Comparison, TextLine
from core.rhythms import rhythm_label

_DIGITS = "一二三四五六七八九十"
_IS_NUMBERED = re.compile(r"^\s*[（(]?[一二三四五六七八九十百\d]+[)）、.．]|^第[一二三四五六七八九十\d]+[章节部]")
_NUMBER = re.compile(r"^(?:\d+\. |[一二三四五六七八九十]、|（[一二三四五六七八九十]）)")


@dataclass(frozen=True)
class Line:
    """A line of a copy: where it hangs, what it is, what it says, and when and who.

    `anchor` is the uid of the section or task (of the plan for the title); `kind` is title, heading, text or task;
    `facts` is all that is known of a task besides its words, as versions are compared.
    """

    number: int
    anchor: str
    kind: str
    text: str
    mark: str = ""
    facts: str = ""

    @property
    def whole(self) -> str:
        """Text and facts, without the running number, as two versions are compared."""
        text = _NUMBER.sub("", self.text, count=1) if self.kind in {"heading", "task"} else self.text
        return f"{text}〔{self.facts}〕" if self.facts else text


def lines_of(payload: dict[str, Any]) -> list[Line]:
    """The lines of a copy in document order, numbered from 1."""
    return [Line(number, *raw) for number, raw in enumerate(_raw_lines(payload), start=1)]


def _raw_lines(payload: dict[str, Any]) -> Iterator[tuple[str, ...]]:
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


def _task_lines(tasks: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for position, task in enumerate(tasks, start=1):
        yield task["uid"], "task", f"{position}. {task['text']}", _mark(task), _facts(task)


def _numbered(title: str, level: int, count: int) -> str:
    if _IS_NUMBERED.match(title) or count > len(_DIGITS):
        return title
    digit = _DIGITS[count - 1]
    return f"{digit}、{title}" if level == 1 else f"（{digit}）{title}"


def _mark(task: dict[str, Any]) -> str:
    months = "、".join(f"{month}月" for month in task["months"])
    parts = [task["dates"] or months, _rhythm(task), task["owner"]]
    return "，".join(part for part in parts if part)


def _facts(task: dict[str, Any]) -> str:
    months = "、".join(f"{month}月" for month in task["months"])
    area = str(Area(task["area"]).label) if task["area"] else ""
    return "，".join(part for part in (months, task["dates"], _rhythm(task), task["owner"], area) if part)


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


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Compare two copies; the running numbers before tasks and headings do not count as a change."""
    return comparison.compare(_texts(old), _texts(new))


def _texts(payload: dict[str, Any]) -> list[TextLine]:
    return [TextLine(line.whole, line.kind in {"title", "heading"}) for line in lines_of(payload)]
