"""What the engine takes apart and what it hands out: lines and grids in, plans, tasks and doubts out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Literal

from schools.plans.reading.folding import fold, squeeze
from schools.plans.reading.numbering import Marker, marker_at

LineKind = Literal["title", "heading", "label", "task", "body", "skipped", "unread"]


_LONG_LINE = 400


class PlanUnreadable(Exception):  # noqa: N818 - the name says what happened to the file, as the caller reads it
    """The file cannot be read at all; the message is a Chinese sentence fit for the person."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of the source as the left pane shows it; `kind` says how it was understood."""

    number: int
    text: str
    kind: LineKind


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question to the person, with ready answers as (label, value)."""

    kind: str
    message: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A heading of the plan: `level` counts from 1, `text` is the prose right under it."""

    title: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class ReadTask:
    """One recognised task; `lines` are its first and last line in the source, `number` is as printed."""

    text: str
    section: str | None
    section_index: int | None
    months: tuple[int, ...]
    dates: str | None
    recurrence: str | None
    area: str | None
    lines: tuple[int, int]
    doubts: tuple[Doubt, ...]
    number: str


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """One plan of the source; `lines` are its first and last line."""

    title: str
    year: int | None
    term: str | None
    sections: tuple[ReadSection, ...]
    tasks: tuple[ReadTask, ...]
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one source."""

    plans: tuple[ReadPlan, ...]
    warnings: tuple[str, ...]
    lines: tuple[SourceLine, ...]

    def as_json(self) -> dict[str, object]:
        """Give the shape that `manage.py parse_plan` prints."""
        return {"plans": [_plan_as_json(plan) for plan in self.plans], "warnings": list(self.warnings)}


def _plan_as_json(plan: ReadPlan) -> dict[str, object]:
    return {
        "title": plan.title,
        "year": plan.year,
        "term": plan.term,
        "sections": [asdict(section) for section in plan.sections],
        "tasks": [
            {
                "text": task.text,
                "section": task.section,
                "months": list(task.months),
                "dates": task.dates,
                "area": task.area,
                "recurrence": task.recurrence,
            }
            for task in plan.tasks
        ],
    }


@dataclass(frozen=True, slots=True)
class Label:
    """What a month, week or rhythm label says about the entries under it; `rest` is the text behind it."""

    months: tuple[int, ...]
    rest: str = ""
    dates: str | None = None
    recurrence: str | None = None
    ordinal: str = ""
    is_lost: bool = False


@dataclass(slots=True)
class Line:
    """One working line. `last` is its last source line (wrapped lines are joined).

    `style_level` is the heading level given by a Word style or Markdown, `bold` is "all", "lead" or "",
    `label` and `entry` are set where a table already told what the line is.
    """

    number: int
    text: str
    last: int = 0
    style_level: int | None = None
    bold: str = ""
    centred: bool = False
    label: Label | None = None
    entry: bool = False
    cell: bool = False
    folded: str = field(default="", repr=False)
    _marker: Marker | None = field(default=None, repr=False)
    _has_looked: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        """Fill what follows from the rest."""
        self.last = self.last or self.number
        self.text = squeeze(self.text) if len(self.text) > _LONG_LINE else self.text
        self.folded = self.folded or fold(self.text)

    @property
    def marker(self) -> Marker | None:
        """The item number at the line's start, looked for once."""
        if not self._has_looked:
            self._marker, self._has_looked = marker_at(self.folded), True
        return self._marker

    @property
    def indent(self) -> int:
        """How far the line is set in."""
        return len(self.text) - len(self.text.lstrip())

    def with_text(self, text: str) -> Line:
        """Copy the line with another text, keeping where it came from."""
        return Line(
            self.number, text, self.last, self.style_level, self.bold, self.centred, self.label, self.entry, self.cell
        )


@dataclass(slots=True)
class Cell:
    """One table cell: its text lines with their source line numbers; `carried` if a merge repeats it."""

    lines: list[tuple[int, str]]
    carried: bool = False

    @property
    def text(self) -> str:
        """The whole cell as one string, lines kept."""
        return "\n".join(text for _, text in self.lines)


@dataclass(slots=True)
class Grid:
    """One table: rows of cells, merged cells already repeated."""

    rows: list[list[Cell]]
    name: str = ""

    @property
    def number(self) -> int:
        """The first source line of the table (0 for an empty one)."""
        return next((number for row in self.rows for cell in row for number, _ in cell.lines), 0)


Block = Line | Grid


@dataclass(slots=True)
class Page:
    """The source as shown on the left: every line with its kind, numbered from 1."""

    texts: list[str] = field(default_factory=list)
    kinds: list[LineKind] = field(default_factory=list)

    def add(self, text: str) -> int:
        """Append one source line and give its number."""
        self.texts.append(text)
        self.kinds.append("body")
        return len(self.texts)

    def mark(self, first: int, last: int, kind: LineKind) -> None:
        """Say how lines `first`..`last` were understood."""
        for number in range(max(first, 1), min(last, len(self.kinds)) + 1):
            self.kinds[number - 1] = kind

    def source_lines(self) -> tuple[SourceLine, ...]:
        """Give the lines for the left pane."""
        return tuple(
            SourceLine(number, text, kind)
            for number, (text, kind) in enumerate(zip(self.texts, self.kinds, strict=True), start=1)
        )
