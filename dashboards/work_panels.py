"""The panels of the work done: who has what is due by today, and in which areas it lags."""

from collections.abc import Mapping, Sequence

from core import figures
from core.areas import Area
from core.shares import in_percent
from dashboards import words
from dashboards.definitions import AREA_DUE_DONE, TASKS_DUE_DONE
from dashboards.fact_panels import Ranking, Rate, heat_of, share_panel
from dashboards.freshness import FreshnessReport
from dashboards.panels import Cell, Column, Panel, Rows, ends_of
from dashboards.plan_panels import View, school_cell
from dashboards.selectors import Facts, Parts
from dashboards.standings import Standing

DONE = Ranking(
    "done", TASKS_DUE_DONE, "compare.done_target", "记录已够的任务÷到今天该有记录的任务", "完成/到期",
    words.done_finding, "没有到期的任务",
)  # fmt: skip
LEAST_TO_BE_LOW = 3  # of one or two tasks a share says nothing; such a cell gets no frame
_FROM = (50, 60, 70, 80, 90)
_STEPS = ((0, "不到50"), (1, "50—59"), (2, "60—69"), (3, "70—79"), (4, "80—89"), (5, "90以上"))


def done_panel(view: View, rows: Sequence[Standing], due: Sequence[Rate], freshness: FreshnessReport) -> Panel:
    """Ranked share of the tasks due by today that have their records (`due`); few due tasks are listed, not ranked."""
    return share_panel(DONE, view, rows, due, freshness)


def work_panel(
    view: View, rows: Sequence[Standing], facts: Facts, lagging: Mapping[str, int], freshness: FreshnessReport
) -> Panel:
    """Share of due tasks done by school (best first) and area in percent, for Excel and the heat table.

    `lagging` is how many have a low share in an area, by its indicator.
    """
    bound = figures.value("compare.low_share")
    low = [(str(area.label), lagging.get(AREA_DUE_DONE[area.value].code, 0)) for area in Area]
    return Panel(
        id="work",
        finding=words.work_finding(low, len(rows), bound),
        question="各领域到今天该有记录的任务，记录已够的比例（%）；点校名看单校一页",
        columns=[
            Column("学校", 16), *(Column(str(area.label), 10, is_number=True) for area in Area),
            Column("总体", is_number=True),
        ],
        rows=Rows((rows, lambda row: _row(facts, row, bound))),
        n=len(rows),
        excerpt=ends_of(len(rows)),
        all_url=view.whole("work"),
        note=f"到期任务不足{LEAST_TO_BE_LOW}项的格不标偏低",
        freshness=freshness,
        now=view.now,
        export_url=view.export("work"),
        empty="学校登记并确认工作记录后，数字会自动送来。",
    )  # fmt: skip


def heat(panel: Panel) -> dict[str, object]:
    """The context of jinja/ui/heat.html for `work_panel`."""
    low = f"低于{figures.value('compare.low_share')}，偏低"
    return heat_of(panel, _heat_cell, total="总体", keys=_STEPS, low=low)


def _row(facts: Facts, row: Standing, bound: int) -> list[Cell]:
    shares = [*(_fact(facts, row, area) for area in Area), facts[row.school_id, TASKS_DUE_DONE.code]]
    return [school_cell(row), *(_cell(parts, bound) for parts in shares)]


def _fact(facts: Facts, row: Standing, area: Area) -> Parts | None:
    return facts.get((row.school_id, AREA_DUE_DONE[area.value].code))


def _percent(fact: Parts | None) -> int | None:
    """As it is shown; `selectors.low_in` counts by the same rounding."""
    top, below = fact or (None, None)
    return None if top is None or not below else in_percent(top / below)


def _is_low(fact: Parts | None, bound: int) -> bool:
    share = _percent(fact)
    is_enough = fact is not None and (fact[1] or 0) >= LEAST_TO_BE_LOW
    return share is not None and is_enough and share < bound


def _cell(fact: Parts | None, bound: int) -> Cell:
    share = _percent(fact)
    if share is None:
        return Cell("不适用")
    return Cell(str(share), share, state="low" if _is_low(fact, bound) else "")


def _heat_cell(cell: Cell) -> dict[str, object]:
    if cell.value is None:
        return {"word": cell.text}
    share = int(str(cell.value))
    return {"value": share, "step": sum(share >= bound for bound in _FROM), "is_low": cell.state == "low"}
