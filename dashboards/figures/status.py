"""Workflow status: one stacked bar a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboards.figures.look import INK, INK_2, ORANGE, SKY, TEAL, TEXT_SIZE, Plot, name_margin, short

ROW_PIXELS = 34
_FRAME_PIXELS = 84


@dataclass(frozen=True)
class Look:
    """How a state is drawn: word, colour, colour of the edge, and whether it is hatched."""

    word: str
    colour: str
    edge: str = "#ffffff"
    is_hatched: bool = False


# In the order in which a plan goes; missing is hollow, as its badge is.
STATES: dict[str, Look] = {
    "accepted": Look("通过", TEAL),
    "waiting": Look("待审与审核中", SKY),
    "returned": Look("退回修改", "#fbe6d8", edge=ORANGE, is_hatched=True),
    "missing": Look("未报", "#ffffff", edge=INK_2),
    "exempt": Look("免报", "#cfd4d8"),
}


def height(groups: Sequence[str]) -> int:
    """Pixels that the figure needs."""
    return _FRAME_PIXELS + ROW_PIXELS * max(len(groups), 2)


def status(groups: Sequence[str], counts: Mapping[str, Sequence[int]]) -> Plot:
    """Draw one bar for each of `groups` (at most 12); `counts` has a list over the groups for each of STATES."""
    keys = list(groups)
    return {
        "data": [_part(state, keys, counts[state]) for state in STATES if any(counts[state])],
        "layout": {
            "barmode": "stack",
            "bargap": 0.34,
            "showlegend": True,
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
            "margin": {"l": name_margin(keys), "r": 24, "t": 36, "b": 32},
            "xaxis": {"tickformat": "d", "nticks": 8, "rangemode": "tozero", "fixedrange": True},
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": keys,
                "autorange": "reversed",
                "tickmode": "array",
                "tickvals": keys,
                "ticktext": [short(name) for name in keys],
                "showgrid": False,
                "fixedrange": True,
            },
        },
    }


def _part(state: str, keys: list[str], numbers: Sequence[int]) -> Plot:
    look = STATES[state]
    hatch = {"shape": "/", "fgcolor": ORANGE, "bgcolor": look.colour, "size": 7, "solidity": 0.14}
    return {
        "type": "bar",
        "orientation": "h",
        "name": look.word,
        "x": list(numbers),
        "y": keys,
        "text": [str(number) if number else "" for number in numbers],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": INK, "size": TEXT_SIZE},
        "hovertemplate": f"%{{y}}{look.word}：%{{x}}所<extra></extra>",
        "marker": {
            "color": look.colour,
            "line": {"color": look.edge, "width": 1},
            "pattern": hatch if look.is_hatched else {"shape": ""},
        },
    }
