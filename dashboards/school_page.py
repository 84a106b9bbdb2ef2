"""One school among its peers: what it sent, how it was scored, what its plans hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from core import figures
from core.shares import percent
from dashboards import plan_panels, selectors, words
from dashboards.definitions import (
    AREA_DUE_DONE,
    AREA_TASKS,
    AREAS_COVERED,
    COMPLETION,
    HUNDREDTH_OF_WEIGHT,
    ON_TRACK,
    RECORDS,
    TASKS,
    TASKS_DATED,
    TASKS_DONE,
    TASKS_DUE_DONE,
    TASKS_OWNED,
    Definition,
)
from dashboards.fair import Beside, beside
from dashboards.filters import Filters
from dashboards.freshness import FreshnessReport, report_on
from dashboards.models import Fact, Freshness
from dashboards.panels import Panel
from dashboards.peers import PeerGroup, peer_group
from dashboards.plan_panels import View
from dashboards.selectors import Middle
from dashboards.standings import PeerRanks, Standing, expected_of, median_of
from district.collection.models import Campaign
from tenants.models import School

CAMPAIGNS_SHOWN = 8
SHOWN = (TASKS, TASKS_DATED, TASKS_OWNED, AREAS_COVERED)
WORK_SHOWN = (RECORDS, COMPLETION, ON_TRACK, TASKS_DONE, TASKS_DUE_DONE)
NUMBERS = (*SHOWN, *WORK_SHOWN, *AREA_TASKS.values(), *AREA_DUE_DONE.values())


@dataclass(frozen=True)
class Report:
    """One campaign of the school; `place` is its rank and the size of its group, where results are published."""

    campaign: Campaign
    row: Standing
    place: tuple[int, int] | None
    median: Any
    url: str

    @property
    def score(self) -> str:
        """The score in words."""
        return words.number(self.row.score)

    @property
    def rank(self) -> str:
        """The rank in words; empty without one."""
        return words.rank(*self.place) if self.place else ""

    @property
    def median_label(self) -> str:
        """The peers' median in words."""
        return words.number(self.median)


@dataclass(frozen=True)
class Number:
    """One indicator of the school with what it is made of and the peers' median."""

    definition: Definition
    fact: Fact
    median: float | None
    peers: int

    @property
    def label(self) -> str:
        """The name; in the list of areas the area alone."""
        return self.definition.name.removesuffix("的任务数").removesuffix(f"：{TASKS_DUE_DONE.name}")

    @property
    def value(self) -> str:
        """A share in percent, a count, 不适用, or 不足5人."""
        return _value(self.definition, self.fact)

    @property
    def parts(self) -> str:
        """Numerator and denominator; empty for a plain or withheld count."""
        if self.fact.numerator is None or self.fact.denominator is None:
            return ""
        if self.definition.unit == HUNDREDTH_OF_WEIGHT:
            return f"权重{self.fact.numerator / 100:g}/{self.fact.denominator / 100:g}"
        return f"{self.fact.numerator}/{self.fact.denominator}"

    @property
    def median_label(self) -> str:
        """The median in the same form as the value."""
        if self.median is None:
            return "—"
        return percent(self.median) if self.definition.is_rate else words.number(self.median)


@dataclass(frozen=True)
class SchoolPage:
    """Everything that the page shows."""

    school: School
    peers: PeerGroup
    peer_count: int
    reports: list[Report]
    numbers: list[Number]
    period: str
    periods: list[tuple[str, str]]
    freshness: FreshnessReport
    failure: Freshness | None
    done: Beside | None = None
    panel: Panel | None = None
    crumbs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def period_label(self) -> str:
        """The period of the numbers for people; empty without any."""
        return selectors.period_label(self.period)

    @property
    def filters(self) -> dict[str, Any]:
        """The choice of a period for ui/_filter_bar.html; empty where there is nothing to choose."""
        pick = {"name": "period", "label": "时段", "value": self.period, "options": self.periods}
        return {"picks": [pick]} if len(self.periods) > 1 else {}

    @property
    def main_numbers(self) -> list[Number]:
        """What describes the plan as a whole."""
        return [number for number in self.numbers if number.definition in SHOWN]

    @property
    def area_numbers(self) -> list[Number]:
        """Tasks by area."""
        return [number for number in self.numbers if number.definition in AREA_TASKS.values()]

    @property
    def work_numbers(self) -> list[Number]:
        """What was done of the plan as a whole."""
        return [number for number in self.numbers if number.definition in WORK_SHOWN]

    @property
    def work_area_numbers(self) -> list[Number]:
        """Due tasks done by area."""
        return [number for number in self.numbers if number.definition in AREA_DUE_DONE.values()]

    @property
    def finding(self) -> str:
        """The title: where the school stands."""
        if self.done:
            return f"{self.school.short_name}：到期任务完成{percent(self.done.share)}，{self.done.label}"
        latest = self.reports[0] if self.reports else None
        if latest is None:
            return f"{self.school.short_name}：还没有参加过征集"
        scored = next((report for report in self.reports if report.place), None)
        if scored and scored.place:
            place, size = scored.place
            among = f"同类{size}所中第{place}" if size > 1 else "同类仅1所"
            return f"{self.school.short_name}：{scored.score}分，{among}"
        word = plan_panels.state_cell(latest.row).text
        return f"{self.school.short_name}：{latest.campaign.title}{word}"


def school_page(school: School, *, now: datetime, asked: str = "") -> SchoolPage:
    """Put the school beside the schools of its peer group; six queries. `asked` is the period of the numbers."""
    group = peer_group(school.kind, school.staff_count)
    shown = selectors.campaigns_shown()
    campaigns = shown[:CAMPAIGNS_SHOWN]
    peers = selectors.standings(campaigns, group=group)
    reports = [
        _report(campaign, row, peers[campaign.pk])
        for campaign in campaigns
        for row in peers[campaign.pk]
        if row.school_id == school.pk
    ]
    ids = {row.school_id for rows in peers.values() for row in rows} | {school.pk}
    own = selectors.facts_of(school.pk)
    periods = selectors.periods_of(own)
    period = _period(periods, asked, selectors.leading(shown, now))
    mine = {fact.indicator: fact for fact in own if fact.period == period}
    others = selectors.medians(
        period, ids - {school.pk},
        [definition.code for definition in NUMBERS if not definition.is_rate],
        [definition.code for definition in NUMBERS if definition.is_rate],
    )  # fmt: skip
    freshness = selectors.freshness_of([school.pk]).get(school.pk)
    return SchoolPage(
        school=school,
        peers=group,
        peer_count=len(ids),
        reports=reports,
        numbers=_numbers(mine, others),
        period=period,
        periods=[(each, selectors.period_label(each)) for each in periods],
        freshness=report_on([(school.short_name, freshness.measured_at if freshness else None)], now=now),
        failure=freshness if freshness and freshness.failed_at else None,
        done=_done(school, group, period),
        panel=_panel(reports, peers, now),
        crumbs=[("看板", reverse("dashboards:plans"))],
    )


def _period(periods: Sequence[str], asked: str, first: Campaign | None) -> str:
    """The period asked for, else that of the campaign that the dashboard opens with, else the newest.

    Each only where the school has numbers of it: a plan for next year, of which nothing is due, hides no work of this.
    """
    of_first = selectors.period_key(first.year, first.term) if first else ""
    return next((each for each in (asked, of_first, *periods) if each in periods), "")


def _done(school: School, group: PeerGroup, period: str) -> Beside | None:
    """The due tasks done beside what chance alone would do; None where there are too few to compare."""
    least = figures.value("compare.least_tasks")
    pairs = {
        each: (each.numerator or 0, each.denominator)
        for each in selectors.facts_compared(TASKS_DUE_DONE.code, period)
        if each.denominator >= least
    }
    own = next((pair for each, pair in pairs.items() if each.school_id == school.pk), None)
    if own is None:
        return None
    peers = [pair for each, pair in pairs.items() if peer_group(each.kind, each.staff_count) == group]
    return beside(own, peers, list(pairs.values()))


def _report(campaign: Campaign, row: Standing, peers: Sequence[Standing]) -> Report:
    scored = [other for other in peers if other.score is not None]
    ranks = PeerRanks((other, other.score) for other in scored)
    median = median_of([other.score for other in scored])
    place = None if row.score is None else ranks.of(row, row.score)
    return Report(campaign, row, place, median, reverse("collection:entry", args=[row.entry_uid]))


def _numbers(mine: Mapping[str, Fact], others: Mapping[str, Middle]) -> list[Number]:
    """The school's facts by indicator beside the median of the others, and how many these are."""
    nobody = Middle(None, 0)
    return [
        Number(definition, mine[definition.code], *others.get(definition.code, nobody))
        for definition in NUMBERS
        if definition.code in mine
    ]


def _plain(definition: Definition, fact: Fact) -> float | None:
    if fact.numerator is None:
        return None
    if not definition.is_rate:
        return float(fact.numerator)
    return fact.numerator / fact.denominator if fact.denominator else None


def _value(definition: Definition, fact: Fact) -> str:
    if fact.is_withheld:
        return "不足5人"
    plain = _plain(definition, fact)
    if plain is None:
        return "不适用"
    return percent(plain) if definition.is_rate else f"{fact.numerator}{definition.unit}"


def _panel(reports: Sequence[Report], peers: dict[int, list[Standing]], now: datetime) -> Panel | None:
    """The ranked scores of the newest published campaign, this school in bold."""
    report = next((one for one in reports if one.place), None)
    if report is None:
        return None
    rows = expected_of(peers[report.campaign.pk])
    group = report.row.peers.key
    view = View(Filters(report.campaign, kind=report.row.kind, group=group), rows, now)
    return plan_panels.scores_panel(view, rows, mine=report.row.code)
