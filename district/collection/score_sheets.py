"""A published score sheet as it is read: every point with its rule, its reason and its remarks.

The shape is that of `signals.results_published`; sheets of earlier years lack the rule, the remarks and the version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ORDERS = {"lost": "失分多的在前", "sheet": "按评分表次序"}


@dataclass(frozen=True)
class RuleLevel:
    """A level of the rule; `points` as people write them."""

    label: str
    points: str
    text: str
    is_reached: bool


@dataclass(frozen=True)
class SheetRemark:
    """A remark on a line of the copy that was scored."""

    line: int
    quote: str
    text: str
    is_required: bool

    @property
    def kind_label(self) -> str:
        """In words, as everywhere."""
        return "须改" if self.is_required else "参考"


@dataclass(frozen=True)
class Point:
    """A criterion of a sheet; `points` and `lost` are None where it does not apply, `lost` also where not counted."""

    number: int
    title: str
    weight: str
    points: str | None
    lost: float | None
    level: str
    reason: str
    applies: bool
    is_counted: bool
    rule: Sequence[RuleLevel]
    between: str
    remarks: Sequence[SheetRemark]

    @property
    def lost_label(self) -> str:
        """「15」, empty where nothing was lost."""
        return plain(self.lost) or "" if self.lost else ""


def points_of(sheet: Mapping[str, Any], *, order: str = "lost") -> list[Point]:
    """The criteria of a sheet: in its own order, or (`lost`) those that cost most first."""
    points = [_point(row, number) for number, row in enumerate(sheet.get("rows", []), start=1)]
    return points if order == "sheet" else sorted(points, key=lambda point: -(point.lost or 0))


def loose_remarks(sheet: Mapping[str, Any]) -> list[SheetRemark]:
    """The remarks that belong to no criterion."""
    return [_remark(remark) for remark in sheet.get("remarks", [])]


def all_remarks(sheet: Mapping[str, Any]) -> list[SheetRemark]:
    """Every remark of a sheet, in the order of the lines."""
    found = [*loose_remarks(sheet), *(remark for point in points_of(sheet) for remark in point.remarks)]
    return sorted(found, key=lambda remark: remark.line)


def plain(points: float | None) -> str | None:
    """45 rather than 45.0; up to two decimals, as points are kept."""
    return None if points is None else f"{round(points, 2):g}"


def _point(row: Mapping[str, Any], number: int) -> Point:
    points, weight, applies = row.get("points"), row["weight"], bool(row.get("applies"))
    is_counted = row.get("is_counted", True)
    rule = [
        RuleLevel(level["label"], plain(level["points"]) or "", level.get("text", ""), level["points"] == points)
        for level in row.get("levels", [])
    ]
    lost = weight - points if applies and is_counted and points is not None and points < weight else None
    return Point(
        number, row["title"], plain(weight) or "", plain(points), lost, row.get("level", ""), row.get("reason", ""),
        applies, is_counted, rule, _between(row) if applies else "", [_remark(each) for each in row.get("remarks", [])],
    )  # fmt: skip


def _between(row: Mapping[str, Any]) -> str:
    """「良与中之间」 for points that several reviewers together gave and no level is worth."""
    points, levels = row.get("points"), row.get("levels", [])
    if points is None or not levels or any(level["points"] == points for level in levels):
        return ""
    above = [level["label"] for level in levels if level["points"] > points]
    below = [level["label"] for level in levels if level["points"] < points]
    return f"{above[-1]}与{below[0]}之间" if above and below else ""


def _remark(remark: Mapping[str, Any]) -> SheetRemark:
    return SheetRemark(remark["line"], remark.get("quote", ""), remark["text"], bool(remark.get("is_required")))
