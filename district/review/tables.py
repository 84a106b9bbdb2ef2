"""The queue, the results: what can be filtered, sorted and exported."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from core.actors import Actor, Role
from core.listing import Column, Listing, Pick, Shown, matches_name, show
from district.collection.models import Campaign, CampaignState, EntryState
from district.collection.selectors import reviewers_of_each
from district.collection.tables import round_number, state_word
from district.review import phases, selectors
from district.review.clock import approval_days_used, days_used
from district.review.standing import with_disputes, with_proposals
from tenants.models import SchoolKind

SEGMENTS = (("", "未交初评"), ("in", "初评已交"), ("returned", "已退回"), ("accepted", "已通过"), ("all", "全部"))
_OF_ALL = "未审定"
_WHERE = {
    "": Q(state__in=selectors.UNDECIDED),
    "in": Q(is_ready=True),
    "returned": Q(state=EntryState.RETURNED),
    "accepted": Q(state=EntryState.ACCEPTED),
    "all": Q(),
}
_MINE = _WHERE | {  # the state first: the review is looked up only where that is right
    "": Q(state__in=selectors.UNDECIDED) & Q(is_in=False),
    "in": Q(state__in=selectors.UNDECIDED) & Q(is_in=True),
}


def queue_listing(*, with_all: bool) -> Listing:
    """The queue of submissions to review; `with_all`: also whose they are, how far all are, the score."""
    return Listing(
        title="审核",
        unit="份",
        orders={
            "waiting": ("is_skipped", "current__submitted_at"),
            "school": ("school__pinyin",),
            "campaign": ("campaign__open_at", "current__submitted_at"),
            **({"reviewer": ("reviewers", "current__submitted_at"), "score": ("score",)} if with_all else {}),
        },
        default_order="waiting",
        columns=(
            Column("学校", 18, lambda row: row.school.short_name),
            Column("征集", 34, lambda row: row.campaign.title),
            Column("状态", 10, state_word),
            Column("轮次", 6, round_number),
            Column("本版报送", 18, lambda row: row.current.submitted_at),
            *(_ALL if with_all else _OWN),
            Column("审核已用工作日", 14, lambda row: days_used(row, timezone.now())),
        ),
        picks=(_campaign_pick(),),
        search=lambda text: matches_name(text, name="school__short_name", pinyin="school__pinyin"),
        placeholder="校名或首字母",
    )


_OWN = (
    Column("已评项", 8, lambda row: row.marks_n),
    Column("批注", 8, lambda row: row.remarks_n),
    Column("初评", 8, lambda row: row.is_in),
)
_ALL = (
    Column("审核员", 16, lambda row: row.reviewers),
    Column("已交初评", 8, lambda row: row.in_n),
    Column("得分", 8, lambda row: float(row.score) if row.score is not None else None),
)


def approval_listing() -> Listing:
    """Proposals that wait for an approver, those far apart first."""
    return Listing(
        title="待审定",
        unit="份",
        orders={
            "urgent": ("-is_disputed", "ready_at"),
            "waiting": ("ready_at",),
            "school": ("school__pinyin",),
            "total": ("highest", "school__pinyin"),
        },
        default_order="urgent",
        columns=(
            Column("学校", 18, lambda row: row.school.short_name),
            Column("征集", 34, lambda row: row.campaign.title),
            Column("轮次", 6, round_number),
            Column("初评", 6, lambda row: row.in_n),
            Column("建议退回", 8, lambda row: row.returned_n),
            Column("最低", 8, lambda row: _plain(row.lowest)),
            Column("最高", 8, lambda row: _plain(row.highest)),
            Column("分歧大", 8, lambda row: bool(row.is_disputed)),
            Column("交齐时间", 18, lambda row: row.ready_at),
            Column("审核员", 20, lambda row: row.reviewers),
            Column("审定已用工作日", 14, lambda row: approval_days_used(row, timezone.now())),
        ),
        picks=(
            _campaign_pick(),
            Pick(
                "proposal",
                "初评",
                [("accepted", "建议通过"), ("returned", "建议退回"), ("disputed", "分歧大")],
                _proposing,
            ),
        ),
        search=lambda text: matches_name(text, name="school__short_name", pinyin="school__pinyin"),
        placeholder="校名或首字母",
    )


def results_listing() -> Listing:
    """Results of a campaign, always by peer group; the Excel file is `exports.results_workbook`."""
    return Listing(
        title="成绩",
        unit="所",
        orders={"rank": selectors.BEST_FIRST, "school": ("kind_place", "school__pinyin")},
        default_order="rank",
        columns=(),
        picks=(Pick("kind", "学段", SchoolKind.choices, lambda value: Q(school__kind=value)),),
        search=lambda text: matches_name(text, name="school__short_name", pinyin="school__pinyin"),
        placeholder="校名或首字母",
    )


def _plain(value: Any) -> float | None:
    return float(value) if value is not None else None


def _proposing(value: str) -> Q:
    if value == "disputed":
        return Q(is_disputed=True)
    return Q(returned_n=0) if value == "accepted" else Q(returned_n__gt=0)


def _campaign_pick() -> Pick:
    campaigns = Campaign.objects.exclude(state=CampaignState.DRAFT).order_by("-open_at")
    return Pick("campaign", "征集", [(str(each.uid), each.title) for each in campaigns], _in_campaign)


def _in_campaign(value: str) -> Q:
    return Q(campaign__uid=UUID(value))


def whose(actor: Actor, asked: str) -> str:
    """`mine` or `all`: reviewers see their own, the others all unless they ask for their own."""
    if not actor.has(Role.APPROVER, Role.DISTRICT_ADMIN):
        return "mine"
    if asked in {"mine", "all"}:
        return asked
    return "mine" if actor.has(Role.REVIEWER) else "all"


@dataclass(frozen=True)
class Queue:
    """A queue: the list, `who` it is of (mine, all), and how many wait: for work `now`, for its start, or too late.

    Together they are those of the first tab; of all copies `now` are those whose review is going on.
    """

    shown: Shown
    who: str
    now: int
    early: int
    late: int


def show_queue(actor: Actor, request: HttpRequest) -> Queue:
    """The queue as asked for in the address."""
    who = whose(actor, request.GET.get("who", ""))
    is_mine = who == "mine"
    visible = selectors.for_reviewer(selectors.reviews_visible_to(actor), actor)
    counted = visible.filter(is_mine=True) if is_mine else with_proposals(visible)
    conditions = _MINE if is_mine else _WHERE
    asked = request.GET.get("state", "")
    asked = asked if asked in conditions else ""
    now, waits = timezone.now(), conditions[""]
    counts = counted.order_by().aggregate(
        now=Count("pk", filter=waits & phases.may_be_marked(now)),
        early=Count("pk", filter=waits & Q(campaign__review_opens_at__gt=now)),
        **{name or "waiting": Count("pk", filter=where) for name, where in conditions.items()},
    )
    rows = counted if is_mine else counted.annotate(**reviewers_of_each())
    rows = selectors.with_progress(rows, reviewer_uid=actor.uid if is_mine else None)
    shown = show(queue_listing(with_all=not is_mine), rows.filter(conditions[asked]), request)
    shown.filters["segments"] = [
        {
            "label": label if name or is_mine else _OF_ALL, "count": counts[name or "waiting"],
            "url": _with(request, state=name), "is_active": name == asked,
        }
        for name, label in SEGMENTS
    ]  # fmt: skip
    shown.filters["kept"].extend((name, request.GET[name]) for name in ("state", "who") if request.GET.get(name))
    late = counts["waiting"] - counts["now"] - counts["early"]
    return Queue(shown, who, counts["now"], counts["early"], late)


def show_approvals(actor: Actor, request: HttpRequest) -> Shown:
    """The approver's queue as asked for in the address."""
    return show(approval_listing(), with_disputes(selectors.approvals_visible_to(actor)), request)


def show_results(campaign: Campaign, request: HttpRequest) -> Shown:
    """The results as asked for in the address; the file is always of all schools."""
    shown = show(results_listing(), selectors.results_of(campaign), request)
    shown.filters["export_url"] = ""
    return shown


def _with(request: HttpRequest, **changes: str) -> str:
    address = request.GET.copy()
    for name in ("page", "export", *changes):
        address.pop(name, None)
    for name, value in changes.items():
        if value:
            address[name] = value
    return f"?{address.urlencode()}"
