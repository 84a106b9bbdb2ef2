"""Is the low value just a small number: shares against how much they are made of, between the limits of chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.shares import percent
from dashboards.figures.limits import ALARM, WARNING, interval
from dashboards.figures.look import BLUE, GREY, INK_2, ORANGE, TEAL, TEXT_SIZE, Plot, label, level, short

HEIGHT = 420
_MOST_STEPS = 120
_HEADROOM = 1.06


class Point(NamedTuple):
    """A school with its share (0–1) of `n`; `side` -1 below, 0 within, 1 above the limits."""

    name: str
    n: int
    share: float
    side: int
    figure: str


@dataclass(frozen=True)
class Field:
    """What the points are held against: the average, the dispersion φ that widens the limits, the target."""

    average: float
    phi: float
    target: float
    target_label: str


def funnel(points: Sequence[Point], field: Field) -> Plot:
    """Draw the points between the 95 % and 99.8 % limits; only those outside are named."""
    most = max(point.n for point in points)
    sides = {0: ("正常波动", BLUE, "circle"), -1: ("低于", ORANGE, "diamond"), 1: ("高于", TEAL, "square")}
    found = {side: [point for point in points if point.side == side] for side in sides}
    return {
        "data": [
            *_limits(most, field),
            *(_marks(found[side], *look) for side, look in sides.items() if found[side]),
        ],
        "layout": {
            "showlegend": True,
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
            "margin": {"l": 48, "r": 72, "t": 40, "b": 44},
            "xaxis": {
                "range": [0, most * _HEADROOM], "tickformat": "d", "nticks": 8,
                "title": {"text": "到期任务，项", "font": {"size": TEXT_SIZE, "color": INK_2}},
            },
            "yaxis": {"range": [0, 1.04], "tickformat": ".0%", "nticks": 6},
            "shapes": [level(field.average, dash="solid", width=1), level(field.target)],
            "annotations": _labels(field),
        },
    }  # fmt: skip


def _limits(most: int, field: Field) -> list[Plot]:
    step = max(1, most // _MOST_STEPS)
    places = [*range(1, most, step), most]
    lines: list[Plot] = []
    for name, z, dash in (("95%界", WARNING, "dash"), ("99.8%界", ALARM, "dot")):
        found = [interval(n, field.average, z, field.phi) for n in places]
        line = {
            "type": "scatter", "mode": "lines", "name": name, "legendgroup": name, "x": places, "hoverinfo": "skip",
            "line": {"color": GREY, "width": 1.5, "dash": dash},
        }  # fmt: skip
        lines += [
            {**line, "y": [round(each.low, 4) for each in found]},
            {**line, "y": [round(each.high, 4) for each in found], "showlegend": False},
        ]
    return lines


def _marks(points: Sequence[Point], word: str, colour: str, symbol: str) -> Plot:
    marks: Plot = {
        "type": "scatter", "mode": "markers", "name": word,
        "x": [point.n for point in points], "y": [round(point.share, 4) for point in points],
        "customdata": [[point.name, point.figure] for point in points],
        "hovertemplate": f"%{{customdata[0]}}：%{{customdata[1]}}，{word}<extra></extra>",
        "marker": {"color": colour, "size": 9, "symbol": symbol}, "cliponaxis": False,
    }  # fmt: skip
    if not points[0].side:
        return marks
    half = max(point.n for point in points) / 2
    return marks | {
        "mode": "markers+text",
        "text": [short(point.name) for point in points],
        "textposition": ["middle left" if point.n > half else "middle right" for point in points],
    }


def _labels(field: Field) -> list[Plot]:
    """The average and the target right of the figure, each on the side away from the other."""
    is_below = field.average < field.target
    place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6, "color": INK_2}
    return [
        label(f"平均{percent(field.average)}", y=field.average, yanchor="top" if is_below else "bottom", **place),
        label(field.target_label, y=field.target, yanchor="bottom" if is_below else "top", **place),
    ]
