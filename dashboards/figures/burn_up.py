"""Are we on course for the deadline: cumulative first submissions against what is expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.figures.look import BLUE, GREY, INK_2, Plot, label, level, upright

HEIGHT, MOST_HEIGHT = 320, 560
_HEADROOM = 1.14
_SPARE_DAYS_FOR_LABEL = 0.12
_CLOSE_DAYS = 0.2
_LINE_OF_TEXT, _LINE_PIXELS = 0.08, 14
_RIGHT = {"xanchor": "left", "yanchor": "middle", "xshift": 6}
_ABOVE = {"xanchor": "center", "yanchor": "bottom", "yshift": 6}


@dataclass(frozen=True)
class Curve:
    """`days` are (day, schools that had sent by the end of it); last year's are moved onto this year's days."""

    days: Sequence[tuple[date, int]]
    expected: int
    due: date
    last: date
    before: Sequence[tuple[date, int]] = ()


def burn_up(curve: Curve) -> Plot:
    """Draw the curve: this year blue, last year faint and broken, the expected number dotted, the deadline upright."""
    return {
        "data": [*_before(curve), _now(curve)],
        "layout": {
            "margin": {"l": 40, "r": 72, "t": 24, "b": 32},
            "xaxis": {"type": "date", "tickmode": "array", "tickangle": 0, "showgrid": False, **_days(curve)},
            "yaxis": {"range": [0, max(curve.expected, 1) * _HEADROOM], "nticks": 6, "tickformat": "d"},
            "shapes": [level(curve.expected), upright(curve.due.isoformat(), colour=INK_2, width=1)],
            "annotations": _labels(curve),
        },
    }  # fmt: skip


def _now(curve: Curve) -> Plot:
    return {
        "type": "scatter", "mode": "lines+markers", "name": "今年",
        "x": [day.isoformat() for day, _count in curve.days], "y": [count for _day, count in curve.days],
        "cliponaxis": False, "line": {"color": BLUE, "width": 2}, "marker": {"color": BLUE, "size": _marks(curve)},
        "hovertemplate": "%{x|%m月%d日}：%{y}所<extra>今年</extra>",
    }  # fmt: skip


def _marks(curve: Curve) -> list[int]:
    """A mark where the number rises, and at the end."""
    counts = [count for _day, count in curve.days]
    rises = [index == 0 or count != counts[index - 1] for index, count in enumerate(counts)]
    return [6 if rise or index == len(counts) - 1 else 0 for index, rise in enumerate(rises)]


def _before(curve: Curve) -> list[Plot]:
    if not curve.before:
        return []
    return [
        {
            "type": "scatter", "mode": "lines", "name": "去年同日",
            "x": [day.isoformat() for day, _count in curve.before], "y": [count for _day, count in curve.before],
            "line": {"color": GREY, "width": 1.5, "dash": "dash"},
            "hovertemplate": "%{x|%m月%d日}：%{y}所<extra>去年同日</extra>",
        }
    ]  # fmt: skip


def _span(curve: Curve) -> tuple[date, date]:
    first = curve.days[0][0]
    return first, max(curve.last, curve.due, curve.days[-1][0])


def _days(curve: Curve) -> Plot:
    """First day, middle, deadline, end: never two labels on one spot."""
    first, last = _span(curve)
    width = max((last - first).days, 1)
    wanted = [first, curve.due, last, first + (curve.due - first) / 2, curve.days[-1][0]]
    shown: list[date] = []
    for day in wanted:
        if all(abs((day - other).days) > _CLOSE_DAYS * width for other in shown):
            shown.append(day)
    shown.sort()
    return {
        "range": [first.isoformat(), last.isoformat()],
        "tickvals": [day.isoformat() for day in shown],
        "ticktext": [f"{day.month}月{day.day}日" for day in shown],
    }


def _labels(curve: Curve) -> list[Plot]:
    first, last = _span(curve)
    day, count = curve.days[-1]
    is_far_right = (last - day).days <= _SPARE_DAYS_FOR_LABEL * (last - first).days
    words = [
        label(f"应报{curve.expected}所", x=0, xref="paper", xanchor="left", y=curve.expected, yanchor="bottom"),
        label(
            f"截止{curve.due.month}月{curve.due.day}日", x=curve.due.isoformat(), xanchor="right", xshift=-4,
            y=0, yanchor="bottom", color=INK_2,
        ),
        label(f"<b>今年{count}</b>", x=day.isoformat(), y=count, **(_RIGHT if is_far_right else _ABOVE)),
    ]  # fmt: skip
    at_due = next((sent for moment, sent in curve.days if moment == curve.due), None)
    if at_due is not None and curve.due < day:
        place = {"xanchor": "right", "yanchor": "bottom", "xshift": -6}
        words.append(label(f"<b>截止时{at_due}</b>", x=curve.due.isoformat(), y=at_due, **place))
    if curve.before:
        end, sent = curve.before[-1]
        shift = _apart(sent, count, curve.expected) if is_far_right else 0
        words.append(label(f"去年{sent}", x=end.isoformat(), y=sent, color=INK_2, **{**_RIGHT, "yshift": shift}))
    return words


def _apart(before: int, now: int, expected: int) -> int:
    """Pixels that keep last year's label off this year's when both end at the right edge."""
    if abs(before - now) > _LINE_OF_TEXT * max(expected, 1):
        return 0
    return -_LINE_PIXELS if before <= now else _LINE_PIXELS
