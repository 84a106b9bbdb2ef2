"""The panels about a campaign for plans that come from the submissions: course, status, scores."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

from django.urls import reverse

from core import figures
from core.badges import look_of
from dashboards import words
from dashboards.figures import burn_up, ranked, status
from dashboards.filters import Filters
from dashboards.panels import Cell, Column, Panel, Rows, excerpt_of
from dashboards.selectors import Course
from dashboards.standings import (
    Counts,
    PeerRanks,
    Standing,
    count,
    cumulative,
    day_of,
    expected_of,
    first_sent,
    last_day_before,
    median_of,
)
from district.collection.models import Campaign, EntryState
from tenants.models import SchoolKind


@dataclass(frozen=True)
class View:
    """What the panels are made of: rows already narrowed; `before` is last year's campaign of the same term.

    `course` is how that one stood as far from its deadline as now is from this year's.
    """

    filters: Filters
    rows: Sequence[Standing]
    now: datetime
    before: Campaign | None = None
    course: Course | None = None

    @property
    def campaign(self) -> Campaign:
        """The campaign shown."""
        return self.filters.campaign

    @cached_property
    def expected(self) -> list[Standing]:
        """The rows that count."""
        return expected_of(self.rows)

    @cached_property
    def counts(self) -> Counts:
        """The four numbers of the rows."""
        return count(self.rows)

    @cached_property
    def waiting(self) -> list[Standing]:
        """Expected schools that still have to act: nothing sent, a draft only, returned and not sent again."""
        found: dict[str, list[Standing]] = {EntryState.MISSING.value: [], "draft": [], EntryState.RETURNED.value: []}
        for row in self.expected:
            if (state := row.shown_state) in found:
                found[state].append(row)
        return [row for rows in found.values() for row in rows]

    def export(self, panel: str) -> str:
        """Address of a panel's Excel file."""
        return self.filters.address(export="xlsx", figure=panel)

    def whole(self, panel: str) -> str:
        """Address of a panel's whole table, on pages."""
        return reverse("dashboards:plans") + self.filters.address(figure=panel)


def burn_up_panel(view: View, *, beside: int = 0) -> Panel:
    """Cumulative first submissions by day, with last year's on the same day before or after the deadline.

    `beside` are the pixels of what stands beside the figure: it grows to end on one line with that, within reason.
    """
    campaign, counts = view.campaign, view.counts
    first, due = day_of(campaign.open_at), last_day_before(campaign.due_at)
    last = last_day_before(campaign.close_at)
    until = max(first, min(day_of(view.now), last))
    days = cumulative(first_sent(view.rows), first, until)
    before = _moved(view, first, until)
    reached = dict(days).get(due) if view.now >= campaign.due_at else None
    before_reached = dict(before).get(due)
    curve = burn_up.Curve(days, counts.expected, due, last, before)
    is_drawn = counts.expected > 0 and view.now >= campaign.open_at
    return Panel(
        id="course",
        finding=words.burn_up_finding(reached, before_reached, counts),
        question="累计首次报送的学校数，按每日24:00计",
        columns=[
            Column("日期"),
            Column("今年", is_number=True),
            Column("去年同日", is_number=True),
            Column("差", is_number=True),
        ],
        rows=_days(days, dict(before), due) if is_drawn else [],
        n=counts.expected,
        plot=burn_up.burn_up(curve) if is_drawn else None,
        height=min(max(burn_up.HEIGHT, beside), burn_up.MOST_HEIGHT),
        note="表中只列数字有变化的日子" if is_drawn else "",
        now=view.now,
        export_url=view.export("course"),
        empty="征集开始后，这里画出每天累计报送的学校数。",
    )


def _moved(view: View, first: date, until: date) -> list[tuple[date, int]]:
    """Last year's curve on this year's days: the deadlines fall on one day."""
    if view.before is None or view.course is None or not view.course.counts.expected:
        return []
    shift = last_day_before(view.campaign.due_at) - last_day_before(view.before.due_at)
    days = cumulative(view.course.sent, day_of(view.before.open_at), until - shift)
    return [(day + shift, sent) for day, sent in days if day + shift >= first]


def _days(days: Sequence[tuple[date, int]], before: dict[date, int], due: date) -> list[list[Cell]]:
    shown, seen = [], (-1, -1)
    for day, sent in days:
        pair = (sent, before.get(day, -1))
        if pair != seen or day == due or day == days[-1][0]:
            shown.append((day, *pair))
        seen = pair
    return [
        [
            Cell(words.day(day) + ("（截止）" if day == due else ""), day),
            Cell(str(sent), sent),
            Cell(str(last), last) if last >= 0 else Cell("—"),
            Cell(f"{sent - last:+d}" if sent != last else "0", sent - last) if last >= 0 else Cell("—"),
        ]
        for day, sent, last in shown
    ]


def status_panel(view: View) -> Panel:
    """Where the schools of each kind stand."""
    found: Counter[tuple[str, str]] = Counter()
    for (kind, is_exempt, state), number in Counter((row.kind, row.is_exempt, row.state) for row in view.rows).items():
        found[kind, _counted_as(state, is_exempt=is_exempt)] += number
    kinds = [kind for kind in SchoolKind if any(known == kind.value for known, _state in found)]
    labels = [str(kind.label) for kind in kinds]
    counts = {state: [found[kind.value, state] for kind in kinds] for state in status.STATES}
    expected = [sum(found[kind.value, state] for state in status.STATES if state != "exempt") for kind in kinds]
    heads = [status.STATES[state].word for state in status.STATES]
    return Panel(
        id="status",
        finding=words.status_finding(labels, counts["missing"], counts["returned"]) if kinds else "没有应报的学校",
        question="各学段学校现在的状态，所",
        columns=[
            Column("学段"),
            Column("应报", is_number=True),
            *(Column(head, 14, is_number=True) for head in heads),
        ],
        rows=[
            [Cell(labels[index]), Cell(str(expected[index]), expected[index])]
            + [Cell(str(counts[state][index]), counts[state][index]) for state in status.STATES]
            for index in range(len(kinds))
        ],
        n=len(view.rows),
        plot=status.status(labels, counts) if kinds else None,
        height=status.height(labels),
        now=view.now,
        export_url=view.export("status"),
        empty="这个范围里没有学校。",
    )


def _counted_as(state: str, *, is_exempt: bool) -> str:
    """The state of the figure that a school is counted in."""
    if is_exempt:
        return "exempt"
    return "waiting" if state in {EntryState.SUBMITTED, EntryState.REVIEWING} else state


def scores_panel(view: View, rows: Sequence[Standing], *, mine: str = "") -> Panel:
    """Published scores, best first, each with its rank in the own peer group; the unscored follow without a rank.

    `mine` is the code of the school to be marked.
    """
    target = figures.value("compare.score_target")
    scored = [row for row in rows if row.score is not None]
    ordered = sorted(scored, key=lambda row: (-(row.score or 0), row.code))
    ranks = PeerRanks((row, row.score) for row in scored)
    cut = ranked.cut(
        len(ordered),
        met=sum((row.score or 0) >= target for row in ordered),
        mine=next((place for place, row in enumerate(ordered) if row.code == mine), None),
    )
    bars = ranked.drawn(cut, lambda place: _score_bar(ordered[place], target, mine))
    middle = median_of([row.score for row in ordered])
    is_public = view.campaign.results_published_at is not None
    unscored = [row for row in expected_of(rows) if row.score is None]
    lines = Rows((ordered, lambda row: _score_row(row, ranks, target)), (unscored, _unscored_row))
    return Panel(
        id="scores",
        finding=words.scores_finding([row.score for row in ordered if row.score is not None], target) if ordered
        else "没有学校有成绩" if is_public else "成绩未公布",
        question=_group_words(view, f"中位数{words.number(middle)}") if ordered else "公布后，这里按同类组比较各校得分",
        columns=[
            Column("学校", 16), Column("同类组", 16, only_wide=True), Column("得分", is_number=True),
            Column("同类名次", is_number=True), Column("结果"),
        ],
        rows=lines if is_public else [],
        n=len(ordered),
        total=len(expected_of(rows)),
        plot=ranked.ranked(bars, ranked.Scale(100, target, f"目标{target}分")) if bars else None,
        height=ranked.height(bars),
        note=_unscored_note(len(unscored)) if is_public else "",
        excerpt=excerpt_of(cut, len(lines)) if is_public else None,
        all_url=view.whole("scores"),
        now=view.now,
        export_url=view.export("scores"),
        empty="审定人公布成绩后才显示；公布前任何人在这里都看不到。",
    )  # fmt: skip


def _score_bar(row: Standing, target: int, mine: str) -> ranked.Bar:
    score = row.score or 0
    return ranked.Bar(
        row.code, row.short_name, float(score), words.number(score), is_met=score >= target, is_mine=row.code == mine
    )


def _unscored_note(count: int) -> str:
    return f"{count}所没有成绩，列在表末，不排名" if count else ""


def _group_words(view: View, tail: str) -> str:
    group = next((row.peers.label for row in view.rows if row.peers.key == view.filters.group), "")
    return f"同类：{group}；{tail}" if group else f"名次在各自的同类组里排；{tail}"


def school_cell(row: Standing) -> Cell:
    """The school's short name, opening its page; Excel gets the full name."""
    return Cell(row.short_name, row.name, url=_address_of(row.code))


@lru_cache(maxsize=4096)
def _address_of(code: str) -> str:
    """Remembered: a page of many tables names the same schools again and again."""
    return reverse("dashboards:school", args=[code])


def _score_row(row: Standing, ranks: PeerRanks, target: int) -> list[Cell]:
    place, size = ranks.of(row, row.score)
    return [
        school_cell(row),
        Cell(row.peers.label),
        Cell(words.number(row.score), float(row.score or 0)),
        Cell(words.rank(place, size)),
        Cell(
            "达标" if (row.score or 0) >= target else "未达标", state="met" if (row.score or 0) >= target else "unmet"
        ),
    ]


def _unscored_row(row: Standing) -> list[Cell]:
    return [school_cell(row), Cell(row.peers.label), Cell("—"), Cell("—"), state_cell(row)]


def state_cell(row: Standing) -> Cell:
    """The state as a badge; Excel gets the word."""
    return Cell(look_of(row.shown_state).word, state=row.shown_state)
