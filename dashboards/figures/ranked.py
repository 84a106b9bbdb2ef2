"""Who is above and below the line: ranked horizontal bars with a target."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.figures.look import BLUE, HATCH, INK, ORANGE, TEXT_SIZE, Plot, label, name_margin, short, upright

FULL, MOST = 30, 120
ENDS, AROUND = 10, 2
ROW_PIXELS = 22
_FRAME_PIXELS = 72
_PIXELS_A_CHARACTER = 8


@dataclass(frozen=True)
class Bar:
    """One school: `value` on the axis, `figure` and `note` beside the bar; `is_met` None without a target."""

    key: str
    name: str
    value: float
    figure: str
    note: str = ""
    is_met: bool | None = None
    is_mine: bool = False


@dataclass(frozen=True)
class Scale:
    """The axis from 0 to `top`; `target` draws the line with `target_label`; `tickformat` as d3 has it."""

    top: float
    target: float | None = None
    target_label: str = ""
    tickformat: str = ""


@dataclass(frozen=True)
class Cut:
    """Which of `number` bars in rank order are drawn: up to 120 all; of more both ends and five around `middle`.

    `middle` is the place in between that is worth a look, None for nothing; `name` says what is there.
    """

    number: int
    middle: int | None = None
    name: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all are drawn."""
        return self.number <= MOST

    @property
    def places(self) -> list[int]:
        """The places of the bars drawn."""
        if self.is_whole:
            return list(range(self.number))
        places = {*range(ENDS), *range(self.number - ENDS, self.number)}
        if self.middle is not None:
            places |= {*range(max(0, self.middle - AROUND), min(self.number, self.middle + AROUND + 1))}
        return sorted(places)

    @property
    def words(self) -> str:
        """Which of more than 120 are drawn: 前10、目标线前后、后10."""
        return f"前{ENDS}、{f'{self.name}前后、' if self.middle is not None else ''}后{ENDS}"


def cut(number: int, *, met: int, mine: int | None = None) -> Cut:
    """Look at mine between the ends, else at the first below the target, which `met` of them reach."""
    if mine is not None:
        return Cut(number, mine, "本校")
    return Cut(number, met, "目标线") if met < number else Cut(number)


def drawn(kept: Cut, bar_at: Callable[[int], Bar]) -> list[Bar | None]:
    """Make the bars that are drawn, None for each gap."""
    shown: list[Bar | None] = []
    before = -1
    for place in kept.places:
        if place > before + 1:
            shown.append(None)
        shown.append(bar_at(place))
        before = place
    return shown


def height(bars: Sequence[Bar | None]) -> int:
    """Pixels that the figure needs, so that each bar keeps its row."""
    return _FRAME_PIXELS + ROW_PIXELS * max(len(bars), 3)


def ranked(bars: Sequence[Bar | None], scale: Scale) -> Plot:
    """Draw bars that are in rank order, best on top: 达标 blue, 未达标 hatched orange with the word; mine in bold.

    None is a gap.
    """
    keys = [bar.key if bar else f"gap-{index}" for index, bar in enumerate(bars)]
    names = [short(bar.name) if bar else "⋯" for bar in bars]
    words = [_words(bar) for bar in bars]
    pairs = list(zip(bars, names, strict=True))
    return {
        "data": [_bars(bars, keys)],
        "layout": {
            "bargap": 0.36,
            "margin": {"l": name_margin(names), "r": _room(bars), "t": 28 if scale.target is not None else 8, "b": 32},
            "xaxis": {
                "range": [0, scale.top],
                "side": "bottom",
                "fixedrange": True,
                **({"tickformat": scale.tickformat} if scale.tickformat else {}),
            },
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": keys,
                "autorange": "reversed",
                "tickmode": "array",
                "tickvals": keys,
                "ticktext": [f"<b>{name}</b>" if bar and bar.is_mine else name for bar, name in pairs],
                "tickfont": {"size": TEXT_SIZE, "color": INK},
                "showgrid": False,
                "fixedrange": True,
            },
            "shapes": [] if scale.target is None else [upright(scale.target)],
            "annotations": [*_texts(keys, words), *([] if scale.target is None else [_target(scale)])],
        },
    }  # fmt: skip


def _bars(shown: Sequence[Bar | None], keys: list[str]) -> Plot:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [bar.value if bar else None for bar in shown],
        "y": keys,
        "customdata": [[bar.name, f"{bar.figure} {bar.note}".strip()] if bar else ["", ""] for bar in shown],
        "hovertemplate": "%{customdata[0]}：%{customdata[1]}<extra></extra>",
        "marker": {
            "color": [ORANGE if bar and bar.is_met is False else BLUE for bar in shown],
            "pattern": {**HATCH, "shape": ["/" if bar and bar.is_met is False else "" for bar in shown]},
        },
    }


def _texts(keys: list[str], words: list[str]) -> list[Plot]:
    """The words in a column right of the bars."""
    place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "yanchor": "middle", "align": "left"}
    return [label(text, y=key, **place) for key, text in zip(keys, words, strict=True) if text]


def _words(bar: Bar | None) -> str:
    if bar is None:
        return ""
    return "  ".join(part for part in (f"<b>{bar.figure}</b>", bar.note, _unmet(bar)) if part)


def _unmet(bar: Bar) -> str:
    return "未达标" if bar.is_met is False else ""


def _room(shown: Sequence[Bar | None]) -> int:
    """Pixels right of the bars: digits are half as wide as characters, the word 未达标 takes three."""
    longest = max((len(bar.figure) + len(bar.note) + 6 * (bar.is_met is False) for bar in shown if bar), default=0)
    return 24 + _PIXELS_A_CHARACTER * longest


def _target(scale: Scale) -> Plot:
    return label(f"<b>{scale.target_label}</b>", x=scale.target, y=1, yref="paper", yanchor="bottom", yshift=2)
