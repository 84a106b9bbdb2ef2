"""A panel: one figure with its finding, its table twin, and what stands in its foot; also an Excel file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.exports import workbook, xlsx_response
from core.templatetags.ui import cn_datetime
from dashboards.freshness import FreshnessReport


@dataclass(frozen=True)
class Column:
    """A column of the twin; `width` in characters is Excel's; `only_wide` leaves it out on phones."""

    label: str
    width: int = 12
    is_number: bool = False
    only_wide: bool = False


@dataclass(frozen=True)
class Cell:
    """What a cell shows; `value` is what Excel gets when that is not the text; `state` makes it a badge."""

    text: str
    value: object = None
    url: str = ""
    state: str = ""


@dataclass(frozen=True)
class Panel:
    """Everything of one figure; `n` schools are in it of `total` that could be (None: as many).

    `freshness` None means that the numbers are the district's own, which are current at any moment.
    """

    id: str
    finding: str
    question: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    n: int
    total: int | None = None
    plot: dict[str, Any] | None = None
    height: int = 320
    note: str = ""
    freshness: FreshnessReport | None = None
    now: datetime = field(default_factory=timezone.now)
    export_url: str = ""
    empty: str = ""

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        """Rows with each cell beside its column, for the template."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

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
        return "；".join([*parts, *([self.note] if self.note else [])])


TALL = 760
HEAT_TABLES = {"areas", "work"}


def joined(*notes: str) -> str:
    """Several notes as one; empty ones are left out."""
    return "；".join(note for note in notes if note)


def excel(panel: Panel, name: str) -> HttpResponse:
    """The twin as an Excel file called `name`; the sheet is called like the question."""
    columns = [(column.label, column.width) for column in panel.columns]
    rows = [[cell.text if cell.value is None else cell.value for cell in row] for row in panel.rows]
    return xlsx_response(name, workbook(panel.id, columns, rows))
