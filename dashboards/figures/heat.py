"""A heat table as SVG, from the context of jinja/ui/heat.html."""

from collections.abc import Mapping
from typing import Any

from dashboards.figures.drawing import document, text
from dashboards.figures.look import INK_2, ORANGE, TEXT_SIZE

STEPS = ("#f8fafc", "#ecf3f9", "#dae8f4", "#bfd8ec", "#9cc4e2", "#74acd4")
ROW, HEAD, KEY = 28, 30, 40
_FIRST, _LAST = 110, 60


def height(heat: Mapping[str, Any]) -> int:
    """Pixels that the table needs."""
    return HEAD + ROW * len(heat["rows"]) + KEY


def svg(heat: Mapping[str, Any], width: int) -> str:
    """Draw head, rows, cells with their shade, and the key."""
    columns = heat["columns"]
    each = (width - _FIRST - _LAST) / len(columns)
    parts = [text("学校", 0, 18, colour=INK_2), text(heat["total_label"], width - 8, 18, anchor="end", colour=INK_2)]
    parts += [
        text(label, _FIRST + each * (place + 0.5), 18, anchor="middle", colour=INK_2)
        for place, label in enumerate(columns)
    ]
    for number, row in enumerate(heat["rows"]):
        top = HEAD + ROW * number
        parts.append(text(row["label"], 0, top + 18))
        parts.append(text(row["total"], width - 8, top + 18, anchor="end"))
        for place, cell in enumerate(row["cells"]):
            parts += _cell(cell, _FIRST + each * place, top, each)
    parts += _key(heat, HEAD + ROW * len(heat["rows"]) + 14)
    return document("".join(parts), width, height(heat))


def _cell(cell: Mapping[str, Any], left: float, top: float, width: float) -> list[str]:
    middle = left + width / 2
    if word := cell.get("word"):
        return [text(word, middle, top + 18, anchor="middle", colour=INK_2)]
    parts = [_box(left + 0.5, top + 0.5, width - 1, ROW - 1, STEPS[cell["step"]])]
    if cell["is_low"]:
        parts.append(_box(left + 1.5, top + 1.5, width - 3, ROW - 3, "none", ORANGE))
    return [*parts, text(str(cell["value"]), middle, top + 18, anchor="middle")]


def _box(left: float, top: float, width: float, height: float, fill: str, edge: str = "") -> str:
    stroke = f' stroke="{edge}" stroke-width="2"' if edge else ""
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{stroke}/>'


def _key(heat: Mapping[str, Any], top: float) -> list[str]:
    parts, left = [], 0.0
    entries = [*((STEPS[step], "", label) for step, label in heat["keys"]), ("none", ORANGE, heat["low_label"])]
    for fill, edge, label in entries:
        parts.append(_box(left + 1, top, 14, 12, fill, edge))
        parts.append(text(label, left + 20, top + 10, colour=INK_2))
        left += 40 + TEXT_SIZE * len(label)
    return parts
