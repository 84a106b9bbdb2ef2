"""The dashboard of a campaign: asks for everything once and hands panels to the page.

What is made of tasks is shown for campaigns for plans only; a summary has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from core import figures
from core.documents import DocumentKind
from dashboards import fact_panels, plan_panels, selectors, words, work_panels
from dashboards.definitions import AREA_DUE_DONE, AREA_TASKS, TASKS_DATED, TASKS_DUE_DONE
from dashboards.filters import Filters, choices, chosen_campaign, picks, read
from dashboards.freshness import FreshnessReport, report_on
from dashboards.funnel_panel import funnel_panel
from dashboards.panels import Cell, Column, Panel, Rows, ends_of, first_of, shown_of
from dashboards.plan_panels import View
from dashboards.selectors import Course, Parts
from dashboards.standings import Standing
from district.collection.models import Campaign
from district.collection.selectors import Tile
from district.collection.words import tile_of

TILES = {"expected": "应报", "reported": "已报", "on_time": "按时", "accepted": "通过"}
WAITING_SHOWN = 12
SHORT_LIST = 5
LIST_FRAME, ROW = 120, 36
INDICATORS = [TASKS_DATED.code, TASKS_DUE_DONE.code]
OF_AREAS, WORK_OF_AREAS = ([one.code for one in each.values()] for each in (AREA_TASKS, AREA_DUE_DONE))


@dataclass(frozen=True)
class PlansPage:
    """Everything that the page shows; `panels` by their id, in the order of the page."""

    view: View
    freshness: FreshnessReport
    panels: dict[str, Panel] = field(default_factory=dict)
    picks: list[dict[str, object]] = field(default_factory=list)

    @property
    def finding(self) -> str:
        """The title."""
        return words.page_finding(self.view.counts, self.view.campaign, self.view.now)

    @property
    def tiles(self) -> list[dict[str, Any]]:
        """应报, 已报, 按时, 通过 as on the board: number, rate, difference from last year; each opens its schools."""
        view, now = self.view, self.view.counts
        before = view.course.counts if view.course and view.course.counts.expected else None
        tiles = []
        for key, label in TILES.items():
            tile = Tile(
                key, label, getattr(now, key), now.expected,
                getattr(before, key) if before else None, before.expected if before else None,
            )  # fmt: skip
            tiles.append({**tile_of(tile), "url": board_url(view.filters, key)})
        return tiles

    @property
    def before_title(self) -> str:
        """The campaign that this one is compared with; empty without one."""
        return self.view.before.title if self.view.before else ""

    @property
    def has_work(self) -> bool:
        """Whether any school has tasks that are due; a campaign for a time to come has none."""
        return "work" in self.panels and bool(self.panels["work"].n)

    def heat(self, name: str) -> dict[str, Any] | None:
        """The context of jinja/ui/heat.html for a panel that is such a table and has rows; None for others."""
        panel = self.panels.get(name)
        return heat_of_panel(panel) if panel else None

    @property
    def has_missing(self) -> bool:
        """Whether any expected school has sent nothing."""
        return self.view.counts.reported < self.view.counts.expected

    @property
    def is_waiting_short(self) -> bool:
        """Whether the list leaves room for another figure below it."""
        return len(self.view.waiting) <= SHORT_LIST

    @property
    def waiting_title(self) -> str:
        """How many have sent nothing."""
        return words.missing_title(self.view.counts)

    @property
    def waiting_sub(self) -> str:
        """How many of them have a draft, and how many were sent back."""
        return words.waiting_sub([row.shown_state for row in self.view.waiting])


def heat_of_panel(panel: Panel) -> dict[str, Any] | None:
    """The context of jinja/ui/heat.html for a panel that is such a table and has rows; None for others."""
    tables = {"areas": fact_panels.heat, "work": work_panels.heat}
    return tables[panel.id](panel) if panel.id in tables and panel.rows else None


def board_url(filters: Filters, state: str) -> str:
    """The board of the campaign with the same filters; `state` as the board calls it."""
    asked = {"state": state, "kind": filters.kind, "area": filters.area}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('collection:board', args=[filters.campaign.uid])}?{query}"


def plans_page(parameters: Mapping[str, str], campaigns: Sequence[Campaign], *, now: datetime) -> PlansPage | None:
    """Read what the address asks for; None when it names a campaign that is not shown. Five queries.

    Numbers by area are read for the schools that are shown, and counted by the database for all of them.
    """
    campaign = chosen_campaign(parameters.get("campaign", ""), campaigns, now)
    if campaign is None:
        return None
    rows = selectors.standings([campaign])[campaign.pk]
    known = choices(rows)
    filters = read(parameters, campaign, known)
    before = selectors.campaign_before(campaign, campaigns)
    view = View(filters, filters.narrow(rows), now, before, _course(campaign, before, filters, now))
    compared = filters.peers(view.expected)
    panels = [
        plan_panels.burn_up_panel(view, beside=_height_beside(view, status := plan_panels.status_panel(view))),
        status,
        plan_panels.scores_panel(view, compared),
    ]
    facts: dict[tuple[int, str], Parts] = {}
    freshness = _freshness(view.expected, now)
    if campaign.kind == DocumentKind.PLAN:
        period = selectors.period_key(campaign.year, campaign.term)
        facts = selectors.facts_of_period(period, (None, INDICATORS))
        is_whole = "figure" in parameters or "export" in parameters
        of_compared = freshness if compared is view.expected else _freshness(compared, now)
        panels += _panels_of_facts(view, compared, facts, period, of_compared, is_whole=is_whole)
    return PlansPage(
        view,
        freshness,
        {panel.id: panel for panel in [*panels, all_schools(view, facts)]},
        picks(filters, campaigns, known),
    )


def _course(campaign: Campaign, before: Campaign | None, filters: Filters, now: datetime) -> Course | None:
    if before is None:
        return None
    return selectors.course_of(before, before.due_at + (now - campaign.due_at), kind=filters.kind, area=filters.area)


def _panels_of_facts(
    view: View,
    compared: Sequence[Standing],
    facts: dict[tuple[int, str], Parts],
    period: str,
    freshness: FreshnessReport,
    *,
    is_whole: bool,
) -> list[Panel]:
    due = fact_panels.rates(compared, facts, TASKS_DUE_DONE.code)
    planned, working = fact_panels.planned(compared, facts), [rate.row for rate in due]
    tallies = selectors.tally(
        period, {row.school_id for row in compared},
        selectors.none_in(OF_AREAS),
        selectors.low_in(WORK_OF_AREAS, below=figures.value("compare.low_share"), least=work_panels.LEAST_TO_BE_LOW),
        known={school for school, _code in facts},
    )  # fmt: skip
    shown = [planned, working] if is_whole else [shown_of(planned, first_of), shown_of(working, ends_of)]
    schools = ([row.school_id for row in part] for part in shown)
    facts |= selectors.facts_of_period(period, *zip(schools, (OF_AREAS, WORK_OF_AREAS), strict=True))
    return [
        fact_panels.dated_panel(view, compared, facts, freshness),
        fact_panels.areas_panel(view, planned, facts, tallies, freshness),
        work_panels.done_panel(view, compared, due, freshness),
        funnel_panel(view, due, freshness),
        work_panels.work_panel(view, working, facts, tallies, freshness),
    ]


def _height_beside(view: View, status: Panel) -> int:
    """Pixels that stand beside the course: the list, and the status when the list is short."""
    waiting = len(view.waiting)
    if waiting <= SHORT_LIST:
        return LIST_FRAME + ROW * waiting + status.height
    return ROW * min(waiting, WAITING_SHOWN) - ROW // 2


def _freshness(rows: Sequence[Standing], now: datetime) -> FreshnessReport:
    """Schools that are closed or paused send nothing and are not waited for."""
    return report_on([(row.short_name, row.measured_at) for row in rows if row.is_open], now=now)


def all_schools(view: View, facts: selectors.Facts) -> Panel:
    """Every school with everything the page knows, for Excel only."""
    columns = [
        Column("学校", 22), Column("学段", 10), Column("片区", 10), Column("教职工", 10), Column("同类组", 16),
        Column("状态", 12), Column("首次报送", 18), Column("按时", 8), Column("退回次数", 10), Column("得分", 10),
        Column("任务数", 10), Column("写明时间的任务", 16), Column("到期任务", 10), Column("到期已完成", 12),
    ]  # fmt: skip
    rows = Rows((view.rows, lambda row: _school_row(row, facts)))
    return Panel("all", "", "", columns, rows, len(view.rows), now=view.now)


def _school_row(row: Standing, facts: selectors.Facts) -> list[Cell]:
    dated, dated_all = facts.get((row.school_id, TASKS_DATED.code), (None, None))
    due_done, due = facts.get((row.school_id, TASKS_DUE_DONE.code), (None, None))
    values = [
        row.name, row.kind_label, row.area, row.staff_count, row.peers.label, plan_panels.state_cell(row).text,
        row.first_submitted_at, "" if row.is_on_time is None else ("是" if row.is_on_time else "否"), row.return_count,
        None if row.score is None else float(row.score), dated_all, dated, due, due_done,
    ]  # fmt: skip
    return [Cell("", value) for value in values]
