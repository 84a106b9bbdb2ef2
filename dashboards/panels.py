"""A panel: one figure with its finding, its table twin, and what stands in its foot; also an Excel file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar, overload

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.exports import Sheet, workbook_of, xlsx_response
from core.templatetags.ui import cn_datetime
from dashboards.definitions import FIGURE_TEXTS
from dashboards.figures import ranked
from dashboards.freshness import FreshnessReport


@dataclass(frozen=True)
class Column:
    """A column of the twin; `width` in characters is Excel's; `only_wide` leaves it out on phones."""

    label: str
    width: int = 12
    is_number: bool = False
    only_wide: bool = False

    @cached_property
    def css(self) -> str:
        """The classes of its cells."""
        return ("number nowrap" if self.is_number else "") + (" only-wide" if self.only_wide else "")


@dataclass(frozen=True)
class Cell:
    """What a cell shows; `value` is what Excel gets when that is not the text; `state` makes it a badge."""

    text: str
    value: object = None
    url: str = ""
    state: str = ""


Row = Sequence[Cell]
Item = TypeVar("Item")


class Rows(Sequence[Row]):
    """Rows that are made when they are looked at: a page shows a few of five hundred."""

    def __init__(self, *parts: tuple[Sequence[Any], Callable[[Any], Row]]) -> None:
        """Keep the things that rows are made of, part after part, and how one is made."""
        self._parts = parts

    def __len__(self) -> int:
        """How many there are, made or not."""
        return sum(len(things) for things, _make in self._parts)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> "Row | list[Row]":
        """Make the row at a place, or those of a slice."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        left = place + len(self) if place < 0 else place
        for things, make in self._parts:
            if 0 <= left < len(things):
                return make(things[left])
            left -= len(things)
        raise IndexError(place)


@dataclass(frozen=True)
class Excerpt:
    """The rows of a long table that are shown: their places in order, and how that is said.

    Without a `label` it is a page of a list, where nothing marks the rows between.
    """

    places: Sequence[int]
    label: str


@dataclass(frozen=True)
class Panel:
    """Everything of one figure; `n` schools are in it of `total` that could be (None: as many).

    `rows` are all, for the Excel file; the page shows those of `excerpt` (None: all) and `all_url` leads to the rest.
    `freshness` None means that the numbers are the district's own, which are current at any moment.
    """

    id: str
    finding: str
    question: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    n: int
    total: int | None = None
    plot: dict[str, Any] | None = None
    height: int = 320
    note: str = ""
    freshness: FreshnessReport | None = None
    now: datetime = field(default_factory=timezone.now)
    export_url: str = ""
    empty: str = ""
    excerpt: Excerpt | None = None
    all_url: str = ""

    @property
    def places(self) -> Sequence[int]:
        """The places of the rows that are shown."""
        return range(len(self.rows)) if self.excerpt is None else self.excerpt.places

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        """Rows shown with each cell beside its column, for the template; an empty line where rows are left out."""
        found: list[list[tuple[Column, Cell]]] = []
        before = -1
        for place in self.places:
            if found and place > before + 1 and self.excerpt and self.excerpt.label:
                found.append([])
            found.append(list(zip(self.columns, self.rows[place], strict=True)))
            before = place
        return found

    @property
    def figure(self) -> dict[str, Any]:
        """The context of the tag `figure`."""
        report = self.freshness
        return {
            "id": self.id,
            "finding": self.finding,
            "question": self.question,
            "plot": self.plot,
            "height": self.height,
            "alt": f"{self.finding}。数字见表。",
            "definition_url": f"{reverse('dashboards:definitions')}#{self.id}",
            "n_label": f"n＝{self.n}所",
            "as_of": self.as_of,
            "note": self.foot,
            "lag": report.late_label if report else "",
            "lag_tone": report.tone if report else "",
            "export_url": self.export_url if self.rows else "",
            "image_url": self.export_url.replace("export=xlsx", "export=png") if self.has_picture else "",
            "is_tall": self.height > TALL,
            "all_url": self.all_url if self.excerpt else "",
            "all_label": f"看全部{len(self.rows)}所",
        }

    @property
    def has_picture(self) -> bool:
        """Whether there is something to draw: a plot, or a heat table with rows."""
        return self.plot is not None or (self.id in HEAT_TABLES and bool(self.rows))

    @property
    def as_of(self) -> str:
        """The moment that the numbers stand for."""
        if self.freshness is None:
            return cn_datetime(self.now)
        return cn_datetime(self.freshness.as_of) if self.freshness.as_of else "（尚无数据）"

    @property
    def foot(self) -> str:
        """The rest of the foot: how many schools are up to date, who is not, and the note."""
        report = self.freshness
        total = self.n if self.total is None else self.total
        parts = [f"{total}/{total}所学校已更新" if report is None else report.updated_label]
        if report and report.late:
            parts.append(f"滞后：{report.late_names}")
        return joined(*parts, self.excerpt.label if self.excerpt else "", self.note)


def excerpt_of(cut: ranked.Cut, rows: int) -> Excerpt | None:
    """What is shown of `rows` that begin with those of the bars: as drawn, then the first of those without a bar.

    None where all are.
    """
    if rows <= ranked.MOST:
        return None
    others = range(cut.number, min(rows, cut.number + ranked.ENDS))
    drawn = f"有名次的{cut.number}所" if cut.is_whole else cut.words
    more = f"和不排名的{len(others)}所" if others else ""
    return Excerpt([*cut.places, *others], f"显示{drawn}{more}，共{rows}所")


def first_of(rows: int) -> Excerpt | None:
    """The beginning of a long table in the order of names; None of one that is shown whole."""
    return Excerpt(range(FIRST), f"显示前{FIRST}所，共{rows}所") if rows > ranked.MOST else None


def ends_of(rows: int) -> Excerpt | None:
    """Both ends of a long table in the order of its numbers; None of one that is shown whole."""
    ends = ranked.ENDS
    places = [*range(ends), *range(rows - ends, rows)]
    return Excerpt(places, f"显示前{ends}、后{ends}，共{rows}所") if rows > ranked.MOST else None


def shown_of(rows: Sequence[Item], cut: Callable[[int], Excerpt | None]) -> list[Item]:
    """The rows that a page shows of a table cut by `first_of` or `ends_of`."""
    excerpt = cut(len(rows))
    return list(rows) if excerpt is None else [rows[place] for place in excerpt.places]


FIRST = 20
TALL = 760
HEAT_TABLES = {"areas", "work"}


def joined(*notes: str) -> str:
    """Several notes as one; empty ones are left out."""
    return "；".join(note for note in notes if note)


def excel(panel: Panel, name: str) -> HttpResponse:
    """The twin as an Excel file called `name`, with a second sheet that says what the numbers are."""
    columns = [(column.label, column.width) for column in panel.columns]
    rows = [[cell.text if cell.value is None else cell.value for cell in row] for row in panel.rows]
    told = [
        ("文件", name), ("图", panel.question), ("口径", FIGURE_TEXTS.get(panel.id, "")), ("n", f"{panel.n}所"),
        ("数据截至", panel.as_of), ("说明", panel.foot),
    ]  # fmt: skip
    about = Sheet("说明", [("项目", 12), ("内容", 80)], [pair for pair in told if pair[1]])
    return xlsx_response(name, workbook_of([Sheet(panel.finding or "各校", columns, rows), about]))
