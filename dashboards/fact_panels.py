"""The panels made of the facts that schools push: dated tasks, tasks by area."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from core import figures
from core.areas import Area
from core.shares import percent
from dashboards import words
from dashboards.definitions import AREA_TASKS, TASKS_DATED, Definition
from dashboards.figures import ranked
from dashboards.freshness import FreshnessReport
from dashboards.panels import Cell, Column, Panel, Rows, excerpt_of, first_of
from dashboards.plan_panels import View, school_cell
from dashboards.selectors import Facts, Parts
from dashboards.standings import PeerRanks, Standing, median_of

HEAD_CHARACTERS = 4


class Rate(NamedTuple):
    """A school's share, between 0 and 1, with what it is made of."""

    row: Standing
    numerator: int
    denominator: int
    share: float


def rates(rows: Sequence[Standing], facts: Facts, indicator: str) -> list[Rate]:
    """The shares of the schools that have one, best first: a denominator of 0 or a withheld count is none."""
    numbers = [(row, *facts.get((row.school_id, indicator), _NO_FACT)) for row in rows]
    found = [Rate(row, top, below, top / below) for row, top, below in numbers if top is not None and below]
    found.sort(key=attrgetter("row.code"))
    found.sort(key=attrgetter("share"), reverse=True)
    return found


_NO_FACT: Parts = (None, None)


@dataclass(frozen=True)
class Ranking:
    """A share that schools are ranked by, beside a target of core.figures; `finding(met, compared, target)`."""

    id: str
    definition: Definition
    target: str
    question: str
    parts: str
    finding: Callable[[int, int, int], str]
    absent: str


DATED = Ranking(
    "dated", TASKS_DATED, "compare.dated_target", "写明月份、日期或周期的任务÷全部任务", "写明/全部",
    words.rate_finding, "没有本时段的计划",
)  # fmt: skip


def dated_panel(view: View, rows: Sequence[Standing], facts: Facts, freshness: FreshnessReport) -> Panel:
    """Ranked share of tasks with a month; plans with very few tasks are listed but not ranked."""
    return share_panel(DATED, view, rows, rates(rows, facts, TASKS_DATED.code), freshness)


def share_panel(
    ranking: Ranking, view: View, rows: Sequence[Standing], known: Sequence[Rate], freshness: FreshnessReport
) -> Panel:
    """Schools ranked by a share (`known`, of `rates`); small wholes are listed unranked, schools without one last."""
    target, least = figures.value(ranking.target), figures.value("compare.least_tasks")
    compared = [rate for rate in known if rate.denominator >= least]
    of_school = {rate.row.school_id: rate for rate in known}
    small = {rate.row.school_id for rate in known if rate.denominator < least}
    few = [of_school[row.school_id] for row in rows if row.school_id in small]
    absent = [row for row in rows if row.school_id not in of_school]
    met = sum(rate.share * 100 >= target for rate in compared)
    cut = ranked.cut(len(compared), met=met)
    ranks = PeerRanks((rate.row, rate.share) for rate in compared)
    bars = ranked.drawn(cut, lambda place: _bar(compared[place], target))
    lines = Rows(
        (compared, lambda rate: _rate_row(rate, ranks.of(rate.row, rate.share), target)),
        (few, lambda rate: _few_row(rate, least)),
        (absent, lambda row: _absent_row(row, ranking.absent)),
    )
    return Panel(
        id=ranking.id,
        finding=ranking.finding(met, len(compared), target),
        question=f"{ranking.question}；中位数{percent(median_of([r.share for r in compared]))}",
        columns=[
            Column("学校", 16), Column("比例", is_number=True), Column(ranking.parts, is_number=True),
            Column("同类名次", is_number=True, only_wide=True), Column("结果"),
        ],
        rows=lines,
        n=len(compared),
        plot=_plot(bars, target) if bars else None,
        height=ranked.height(bars),
        note=_left_out(len(few), len(absent), least, ranking.absent),
        excerpt=excerpt_of(cut, len(lines)),
        all_url=view.whole(ranking.id),
        freshness=freshness,
        now=view.now,
        export_url=view.export(ranking.id),
        empty="学校写好本时段的计划后，数字会自动送来。",
    )  # fmt: skip


def _bar(rate: Rate, target: int) -> ranked.Bar:
    note = f"{rate.numerator}/{rate.denominator}"
    is_met = rate.share * 100 >= target
    return ranked.Bar(rate.row.code, rate.row.short_name, rate.share, percent(rate.share), note, is_met)


def _plot(bars: Sequence[ranked.Bar | None], target: int) -> dict[str, object]:
    return ranked.ranked(bars, ranked.Scale(1, target / 100, f"目标{target}%", ".0%"))


def _rate_row(rate: Rate, place: tuple[int, int], target: int) -> list[Cell]:
    is_met = rate.share * 100 >= target
    return [
        school_cell(rate.row),
        Cell(percent(rate.share), round(rate.share, 4)),
        Cell(f"{rate.numerator}/{rate.denominator}"),
        Cell(words.rank(*place)),
        Cell("达标" if is_met else "未达标", state="met" if is_met else "unmet"),
    ]


def _few_row(rate: Rate, least: int) -> list[Cell]:
    parts = f"{rate.numerator}/{rate.denominator}"
    return [
        school_cell(rate.row),
        Cell(percent(rate.share), round(rate.share, 4)),
        Cell(parts),
        Cell("—"),
        Cell(f"不足{least}项，不排"),
    ]


def _absent_row(row: Standing, why: str) -> list[Cell]:
    return [school_cell(row), Cell("—"), Cell("—"), Cell("—"), Cell(why)]


def _left_out(few: int, absent: int, least: int, why: str) -> str:
    parts = []
    if few:
        parts.append(f"任务不足{least}项的{few}所不排名")
    if absent:
        parts.append(f"{absent}所{why}")
    return "，".join(parts)


def planned(rows: Sequence[Standing], facts: Facts) -> list[Standing]:
    """The schools that have a plan for the period."""
    return [row for row in rows if (row.school_id, TASKS_DATED.code) in facts]


def areas_panel(
    view: View, rows: Sequence[Standing], facts: Facts, without: Mapping[str, int], freshness: FreshnessReport
) -> Panel:
    """Tasks by school (of `planned`) and area as plain numbers, for Excel and for the heat table.

    `without` is how many have no task in an area, by its indicator.
    """
    missing = [(str(area.label), without.get(AREA_TASKS[area.value].code, 0)) for area in Area]
    return Panel(
        id="areas",
        finding=words.areas_finding(missing, len(rows)) if rows else "还没有可以比较的计划",
        question="各校计划在十二个领域的任务数；点校名看单校一页",
        columns=[
            Column("学校", 16), *(Column(str(area.label), 10, is_number=True) for area in Area),
            Column("合计", is_number=True),
        ],
        rows=Rows((rows, lambda row: _areas_row(facts, row))),
        n=len(rows),
        excerpt=first_of(len(rows)),
        all_url=view.whole("areas"),
        freshness=freshness,
        now=view.now,
        export_url=view.export("areas"),
        empty="学校写好本时段的计划后，数字会自动送来。",
    )  # fmt: skip


def _areas_row(facts: Facts, row: Standing) -> list[Cell]:
    return [school_cell(row), *(_number(_tasks(facts, row, area)) for area in Area), _number(_total(facts, row))]


def _number(count: int) -> Cell:
    return Cell(str(count), count)


def _tasks(facts: Facts, row: Standing, area: Area) -> int:
    return facts.get((row.school_id, AREA_TASKS[area.value].code), _NO_FACT)[0] or 0


def _total(facts: Facts, row: Standing) -> int:
    """All tasks are the whole of those with a time."""
    return facts[row.school_id, TASKS_DATED.code][1] or 0


_STEPS = ((0, "没有"), (1, "1项"), (2, "2项"), (3, "3—4项"), (4, "5—7项"), (5, "8项以上"))
_FROM = (1, 2, 3, 5, 8)


def heat(panel: Panel) -> dict[str, object]:
    """The context of jinja/ui/heat.html for `areas_panel`."""
    return heat_of(panel, lambda cell: _heat_cell(int(str(cell.value))), total="合计", keys=_STEPS, low="没有任务")


def heat_of(
    panel: Panel, cell: Callable[[Cell], dict[str, object]], *, total: str, keys: Sequence[tuple[int, str]], low: str
) -> dict[str, object]:
    """The context of jinja/ui/heat.html for the rows shown: a school, its twelve areas and a total."""
    return {
        "caption": panel.question,
        "columns": [head_of(str(area.label)) for area in Area],
        "total_label": total,
        "rows": [
            {
                "label": cells[0].text,
                "url": cells[0].url,
                "total": cells[-1].text,
                "cells": [cell(each) for each in cells[1:-1]],
            }
            for cells in map(panel.rows.__getitem__, panel.places)
        ],
        "keys": keys,
        "low_label": low,
    }


def head_of(name: str) -> str:
    """The name of an area in at most four characters, which is what a column head holds."""
    joined = name.replace("与", "")
    return joined if len(joined) <= HEAD_CHARACTERS else name.split("与", maxsplit=1)[0]


def _heat_cell(count: int) -> dict[str, object]:
    return {"value": count, "step": sum(count >= bound for bound in _FROM), "is_low": count == 0}
