"""Colours and parts that the figures share; fonts, grid and margins come from the page's template (figures.js)."""

from typing import Any

BLUE, ORANGE, TEAL, SKY, GREY = "#0072b2", "#d55e00", "#009e73", "#56b4e9", "#9aa3ab"
INK, INK_2, LINE = "#1f2328", "#5b6470", "#e3e6e8"
TEXT_SIZE = 12
HATCH = {"fillmode": "replace", "size": 6, "solidity": 0.55}
LONGEST_NAME = 8

Plot = dict[str, Any]


def short(name: str) -> str:
    """A name of at most eight characters, as it fits beside a bar."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def name_margin(names: list[str]) -> int:
    """Pixels that the longest of `names` needs left of the bars."""
    return 20 + TEXT_SIZE * max((len(name) for name in names), default=0)


def label(text: str, **place: Any) -> Plot:
    """A text on the figure without an arrow; `place` says where, in Plotly's words."""
    font = {"size": TEXT_SIZE, "color": place.pop("color", INK)}
    return {"text": text, "showarrow": False, "font": font, **place}


def upright(x: Any, *, colour: str = INK, width: float = 1.5, dash: str = "solid") -> Plot:
    """A vertical line through the whole figure at `x`."""
    return {
        "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
        "line": {"color": colour, "width": width, "dash": dash},
    }  # fmt: skip


def level(y: Any, *, colour: str = INK, width: float = 1.5, dash: str = "dot") -> Plot:
    """A horizontal line through the whole figure at `y`."""
    return {
        "type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y,
        "line": {"color": colour, "width": width, "dash": dash},
    }  # fmt: skip
