"""A figure as SVG without a browser: the parts of Plotly's language that our figures use, and no more.

Bars that lie (stacked or not), lines, marks, straight shapes, texts; axes with numbers, days or categories.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from dashboards.figures.look import INK, INK_2, LINE, TEXT_SIZE, Plot

FACE = "Noto Sans SC"
_DASHES = {"dash": "6 4", "dot": "2 3"}
_DROP = {"top": 0.95, "middle": 0.35, "bottom": -0.25}
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


@dataclass(frozen=True)
class Box:
    """The inside of a figure in pixels."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Axis:
    """Maps values to pixels from `start` to `end`; `ticks` are (value, words)."""

    low: float
    high: float
    start: float
    end: float
    keys: Sequence[str]
    ticks: Sequence[tuple[Any, str]]
    has_grid: bool

    def number(self, value: Any) -> float:
        """A value of the axis as a number: a category by its place, a day by its ordinal."""
        if self.keys:
            return self.keys.index(value)
        return float(date.fromisoformat(value).toordinal()) if isinstance(value, str) else float(value)

    def at(self, value: Any) -> float:
        """The pixel of a value."""
        return self.start + (self.number(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def svg(plot: Plot, width: int, height: int) -> str:
    """Draw a figure of dashboards.figures on `width` × `height` pixels."""
    layout = plot["layout"]
    margin = layout["margin"]
    box = Box(margin["l"], margin["t"], width - margin["l"] - margin["r"], height - margin["t"] - margin["b"])
    x = _axis(layout["xaxis"], plot["data"], "x", box.left, box.left + box.width)
    y = _axis(layout["yaxis"], plot["data"], "y", box.top + box.height, box.top)
    parts = [*_frame(x, y, box, layout), *_traces(plot["data"], x, y, layout)]
    parts += [_shape(shape, x, y, box) for shape in layout.get("shapes", [])]
    parts += [_annotation(text, x, y, box) for text in layout.get("annotations", [])]
    if layout.get("showlegend"):
        parts += _legend(plot["data"], box)
    return document("".join(parts), width, height, defs=_hatches(plot["data"]))


def document(inside: str, width: int, height: int, *, defs: str = "") -> str:
    """A whole SVG of this size, its texts in the face of the pictures."""
    frame = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    group = f'<g font-family="{FACE}" font-size="{TEXT_SIZE}">{inside}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame}><defs>{defs}</defs>{group}</svg>'


def text(words: str, x: float, y: float, *, anchor: str = "start", colour: str = INK, size: float = TEXT_SIZE) -> str:
    """A line of text, its baseline at `y`."""
    plain = escape(words.replace("<b>", "").replace("</b>", ""))
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}" font-size="{size}">{plain}</text>'


def _axis(told: Plot, traces: Sequence[Plot], name: str, start: float, end: float) -> Axis:
    keys = list(told.get("categoryarray", []))
    if keys:
        low, high = -0.5, len(keys) - 0.5
        start, end = (end, start) if told.get("autorange") == "reversed" else (start, end)
    else:
        low, high = (_plain(value) for value in told.get("range") or [0, _reach(traces, name)])
    ticks = list(zip(told["tickvals"], told["ticktext"], strict=True)) if "tickvals" in told else []
    if not ticks:
        ticks = [
            (value, _figure(value, told.get("tickformat", ""))) for value in _steps(low, high, told.get("nticks", 6))
        ]
    return Axis(low, high, start, end, keys, ticks, told.get("showgrid", True))


def _plain(value: Any) -> float:
    return float(date.fromisoformat(value).toordinal()) if isinstance(value, str) else float(value)


def _reach(traces: Sequence[Plot], name: str) -> float:
    """How far the stacked bars reach."""
    sums: dict[Any, float] = {}
    for trace in traces:
        for key, value in zip(trace["y" if name == "x" else "x"], trace[name], strict=True):
            sums[key] = sums.get(key, 0) + (value or 0)
    return max(1.0, max(sums.values(), default=1.0) * 1.05)


def _steps(low: float, high: float, most: int) -> list[float]:
    """Round numbers from `low` to `high`, at most `most` of them."""
    raw = (high - low) / max(most - 1, 1)
    power = 10.0
    while power > raw:
        power /= 10
    step = next(factor * power for factor in (1, 2, 5, 10, 20) if factor * power >= raw)
    first = int(-(-low // step))
    return [round(place * step, 10) for place in range(first, int(high / step + 1e-9) + 1)]


def _figure(value: float, form: str) -> str:
    if form.endswith("%"):
        return f"{value * 100:.0f}%"
    return f"{value:g}" if form != "d" or value == int(value) else ""


def _frame(x: Axis, y: Axis, box: Box, layout: Plot) -> list[str]:
    bottom, parts = box.top + box.height, []
    for value, words in x.ticks:
        if x.has_grid:
            parts.append(_line(x.at(value), box.top, x.at(value), bottom, LINE, 1))
        parts.append(text(words, x.at(value), bottom + 18, anchor="middle", colour=INK_2))
    for value, words in y.ticks:
        if y.has_grid:
            parts.append(_line(box.left, y.at(value), box.left + box.width, y.at(value), LINE, 1))
        parts.append(text(words, box.left - 8, y.at(value) + 4, anchor="end", colour=INK if y.keys else INK_2))
    if title := layout["xaxis"].get("title"):
        parts.append(text(title["text"], box.left + box.width / 2, bottom + 36, anchor="middle", colour=INK_2))
    return parts


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = "") -> str:  # noqa: PLR0913, PLR0917 -- two points and a pen
    broken = f' stroke-dasharray="{_DASHES[dash]}"' if dash in _DASHES else ""
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"{broken}/>'


def _traces(traces: Sequence[Plot], x: Axis, y: Axis, layout: Plot) -> list[str]:
    parts: list[str] = []
    done: dict[Any, float] = {}
    for index, trace in enumerate(traces):
        if trace["type"] == "bar":
            parts += _bars(trace, index, x, y, layout, done)
            continue
        places = [(x.at(a), y.at(b)) for a, b in zip(trace["x"], trace["y"], strict=True)]
        if "lines" in trace["mode"]:
            parts.append(_path(places, trace["line"]))
        if "markers" in trace["mode"]:
            parts += _marks(places, trace)
        if "text" in trace["mode"]:
            sides = zip(places, trace["text"], trace["textposition"], strict=True)
            parts += [
                text(words, px + (-9 if "left" in side else 9), py + 4, anchor="end" if "left" in side else "start")
                for (px, py), words, side in sides if words
            ]  # fmt: skip
    return parts


def _path(places: Sequence[tuple[float, float]], line: Plot) -> str:
    points = " ".join(f"{px:.1f},{py:.1f}" for px, py in places)
    broken = f' stroke-dasharray="{_DASHES[line["dash"]]}"' if line.get("dash") in _DASHES else ""
    return f'<polyline points="{points}" fill="none" stroke="{line["color"]}" stroke-width="{line["width"]}"{broken}/>'


def _marks(places: Sequence[tuple[float, float]], trace: Plot) -> list[str]:
    marker = trace["marker"]
    sizes = marker["size"] if isinstance(marker["size"], list) else [marker["size"]] * len(places)
    pairs = zip(places, sizes, strict=True)
    return [
        _mark(px, py, size / 2, marker["color"], marker.get("symbol", "circle")) for (px, py), size in pairs if size
    ]


def _mark(px: float, py: float, half: float, colour: str, symbol: str) -> str:
    if symbol == "circle":
        return f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{half}" fill="{colour}"/>'
    turn = f' transform="rotate(45 {px:.1f} {py:.1f})"' if symbol == "diamond" else ""
    edges = f'x="{px - half:.1f}" y="{py - half:.1f}" width="{2 * half}" height="{2 * half}"'
    return f'<rect {edges} fill="{colour}"{turn}/>'


def _bars(trace: Plot, index: int, x: Axis, y: Axis, layout: Plot, done: dict[Any, float]) -> list[str]:
    parts = []
    thick = abs(y.end - y.start) / len(y.keys) * (1 - layout.get("bargap", 0.2))
    edge = trace["marker"].get("line", {})
    for place, (key, value) in enumerate(zip(trace["y"], trace["x"], strict=True)):
        if not value:
            continue
        from_value = done.get(key, 0.0) if layout.get("barmode") == "stack" else 0.0
        done[key] = from_value + value
        left, right = x.at(from_value), x.at(from_value + value)
        stroke = f' stroke="{edge["color"]}" stroke-width="1"' if edge else ""
        size = f'width="{right - left:.1f}" height="{thick:.1f}"'
        corner = f'x="{left:.1f}" y="{y.at(key) - thick / 2:.1f}"'
        parts.append(f'<rect {corner} {size} fill="{_fill(trace, index, place)}"{stroke}/>')
        if words := (trace.get("text") or [""] * len(trace["x"]))[place]:
            parts.append(text(words, (left + right) / 2, y.at(key) + 4, anchor="middle"))
    return parts


def _fill(trace: Plot, index: int, place: int) -> str:
    shape, colour = trace["marker"]["pattern"]["shape"], trace["marker"]["color"]
    if (shape[place] if isinstance(shape, list) else shape) == "/":
        return f"url(#hatch-{index})"
    return str(colour[place] if isinstance(colour, list) else colour)


def _hatches(traces: Sequence[Plot]) -> str:
    """The patterns of hatched bars: strokes in the bar's colour on white, or as the trace says."""
    found = []
    for index, trace in enumerate(traces):
        pattern = trace.get("marker", {}).get("pattern")
        if trace["type"] != "bar" or not pattern or "/" not in pattern["shape"]:
            continue
        colours, shape = trace["marker"]["color"], pattern["shape"]
        own = colours[shape.index("/")] if isinstance(colours, list) else colours
        ink, ground = pattern.get("fgcolor", own), pattern.get("bgcolor", "#ffffff")
        thick = pattern["size"] * pattern["solidity"]
        found.append(
            f'<pattern id="hatch-{index}" width="{pattern["size"]}" height="{pattern["size"]}" '
            f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="{pattern["size"]}" height="{pattern["size"]}" fill="{ground}"/>'
            f'<rect width="{thick}" height="{pattern["size"]}" fill="{ink}"/></pattern>'
        )
    return "".join(found)


def _place(told: Plot, name: str, axis: Axis, start: float, length: float) -> Callable[[Any], float]:
    """How a coordinate is meant: a share of the inside (`paper`), or a value of the axis."""
    if told.get(f"{name}ref") != "paper":
        return axis.at
    return (lambda share: start + length - share * length) if name == "y" else (lambda share: start + share * length)


def _shape(told: Plot, x: Axis, y: Axis, box: Box) -> str:
    at_x = _place(told, "x", x, box.left, box.width)
    at_y = _place(told, "y", y, box.top, box.height)
    pen = told["line"]
    ends = at_x(told["x0"]), at_y(told["y0"]), at_x(told["x1"]), at_y(told["y1"])
    return _line(*ends, pen["color"], pen["width"], pen["dash"])


def _annotation(told: Plot, x: Axis, y: Axis, box: Box) -> str:
    px = _place(told, "x", x, box.left, box.width)(told["x"]) + told.get("xshift", 0)
    py = _place(told, "y", y, box.top, box.height)(told["y"]) - told.get("yshift", 0)
    py += TEXT_SIZE * _DROP[told.get("yanchor", "middle")]
    anchor = _ANCHORS[told.get("xanchor", "center")]
    return text(told["text"], px, py, anchor=anchor, colour=told["font"]["color"], size=told["font"]["size"])


def _legend(traces: Sequence[Plot], box: Box) -> list[str]:
    parts, px, py = [], box.left, box.top - 16
    for index, trace in enumerate(traces):
        if trace.get("showlegend") is False:
            continue
        parts.append(_key(trace, index, px, py))
        parts.append(text(trace["name"], px + 24, py + 4, colour=INK_2))
        px += 44 + TEXT_SIZE * len(trace["name"])
    return parts


def _key(trace: Mapping[str, Any], index: int, px: float, py: float) -> str:
    if trace["type"] == "bar":
        edge = trace["marker"].get("line", {}).get("color", INK_2)
        fill = _fill(dict(trace), index, 0)
        return f'<rect x="{px:.1f}" y="{py - 6:.1f}" width="18" height="12" fill="{fill}" stroke="{edge}"/>'
    if "lines" in trace["mode"]:
        pen = trace["line"]
        return _line(px, py, px + 18, py, pen["color"], pen["width"], pen.get("dash", ""))
    marker = trace["marker"]
    return _mark(px + 9, py, 5, marker["color"], marker.get("symbol", "circle"))
