"""Figures are plain dicts that Plotly takes, and say what they should."""

import json
from datetime import date, timedelta

import plotly.graph_objects as go
import pytest
from django.conf import settings
from plotly.offline import get_plotlyjs_version

from dashboards.figures import burn_up, ranked, status

DAYS = [(date(2026, 9, 1) + timedelta(days=offset), min(offset // 2, 9)) for offset in range(20)]
CURVE = burn_up.Curve(DAYS, 13, date(2026, 9, 15), date(2026, 9, 30), [(day, count // 2) for day, count in DAYS])


def bars(number: int, mine: int | None = None) -> list[ranked.Bar]:
    return [
        ranked.Bar(
            f"s{place}", f"第{place}小学", 1 - place / 200, f"{100 - place / 2:.0f}%", "9/10", place < 3, place == mine
        )
        for place in range(number)
    ]


SCALE = ranked.Scale(1, 0.85, "目标85%", ".0%")
STATUS = {"accepted": [3, 0], "waiting": [1, 1], "returned": [0, 2], "missing": [1, 0], "exempt": [0, 1]}
PLOTS = {
    "burn_up": burn_up.burn_up(CURVE),
    "burn_up_first_day": burn_up.burn_up(burn_up.Curve(DAYS[:1], 1, date(2026, 9, 1), date(2026, 9, 1))),
    "ranked": ranked.ranked(bars(14), SCALE),
    "ranked_without_target": ranked.ranked(bars(3), ranked.Scale(100)),
    "ranked_of_many": ranked.ranked(
        ranked.drawn(ranked.cut(150, met=3, mine=70), bars(150, mine=70).__getitem__), SCALE
    ),
    "status": status.status(["小学", "初中"], STATUS),
}


@pytest.mark.parametrize("name", PLOTS)
def test_plotly_takes_the_figure(name: str) -> None:
    """go.Figure raises for a property that plotly.js does not know."""
    plot = PLOTS[name]

    figure = go.Figure(data=plot["data"], layout={**plot["layout"], "template": "none"})

    assert [trace.type for trace in figure.data] == [trace["type"] for trace in plot["data"]]
    assert json.loads(json.dumps(plot)) == plot


@pytest.mark.parametrize("name", PLOTS)
def test_only_traces_of_our_bundle_are_used_and_no_template(name: str) -> None:
    """A trace type that the bundle lacks would silently be drawn as scatter (district.md §4)."""
    plot = PLOTS[name]

    assert {trace["type"] for trace in plot["data"]} <= {"bar", "scatter"}
    assert "template" not in plot["layout"]


def words(plot: dict) -> list[str]:
    return [annotation["text"] for annotation in plot["layout"]["annotations"]]


def test_the_course_says_what_was_reached_in_words() -> None:
    assert words(PLOTS["burn_up"]) == ["应报13所", "截止9月15日", "<b>今年9</b>", "<b>截止时7</b>", "去年4"]


def test_the_course_keeps_its_day_labels_apart() -> None:
    assert PLOTS["burn_up"]["layout"]["xaxis"]["ticktext"] == ["9月1日", "9月8日", "9月15日", "9月30日"]


def test_unmet_is_hatched_orange_and_says_so() -> None:
    plot = ranked.ranked(bars(4), SCALE)
    [trace] = plot["data"]

    assert trace["marker"]["color"] == ["#0072b2", "#0072b2", "#0072b2", "#d55e00"]
    assert trace["marker"]["pattern"]["shape"] == ["", "", "", "/"]
    assert words(plot)[3] == "<b>98%</b>  9/10  未达标"
    assert words(plot)[-1] == "<b>目标85%</b>"


@pytest.mark.parametrize("number", [1, 30, 31, 120])
def test_up_to_120_schools_are_all_there(number: int) -> None:
    assert ranked.drawn(ranked.cut(number, met=3), bars(number).__getitem__) == bars(number)


def test_of_more_the_ends_and_mine_are_shown() -> None:
    shown = ranked.drawn(ranked.cut(150, met=3, mine=70), bars(150, mine=70).__getitem__)

    assert [bar.key if bar else None for bar in shown] == [
        *(f"s{place}" for place in range(10)),
        None,
        *(f"s{place}" for place in range(68, 73)),
        None,
        *(f"s{place}" for place in range(140, 150)),
    ]


def test_without_a_school_of_mine_those_around_the_target_are_shown() -> None:
    kept = ranked.cut(150, met=60)

    assert kept.places == [*range(10), *range(58, 63), *range(140, 150)]
    assert kept.words == "前10、目标线前后、后10"


def test_where_all_meet_the_target_only_the_ends_are_shown() -> None:
    kept = ranked.cut(150, met=150)

    assert kept.places == [*range(10), *range(140, 150)]
    assert kept.words == "前10、后10"


def test_a_long_name_is_cut_on_the_axis_and_whole_on_hover() -> None:
    plot = ranked.ranked([ranked.Bar("s", "青禾区第一实验小学东校", 0.9, "90%")], SCALE)

    assert plot["layout"]["yaxis"]["ticktext"] == ["青禾区第一实验…"]
    assert plot["data"][0]["customdata"] == [["青禾区第一实验小学东校", "90%"]]


def test_states_that_no_school_is_in_are_left_out() -> None:
    plot = status.status(["小学"], {"accepted": [2], "waiting": [0], "returned": [0], "missing": [1], "exempt": [0]})

    assert [trace["name"] for trace in plot["data"]] == ["通过", "未报"]


def test_the_figures_are_tested_against_the_plotly_that_draws_them() -> None:
    package = json.loads((settings.BASE_DIR / "platform/frontend/package.json").read_text(encoding="utf-8"))
    wanted = {**package.get("dependencies", {}), **package.get("devDependencies", {})}["plotly.js"]

    assert get_plotlyjs_version() == wanted
