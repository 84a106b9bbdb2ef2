"""The queue: what can be filtered, sorted and exported."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.actors import Actor, Role
from core.listing import Column, Listing, Pick, Shown, matches_name, show
from district.collection.models import Campaign, CampaignState, Entry, EntryState
from district.collection.tables import round_number, state_word
from district.review import selectors
from district.review.clock import days_used

SEGMENTS = (("", "待处理"), ("returned", "已退回"), ("accepted", "已通过"), ("all", "全部"))
_WHERE = {
    "": Q(state__in=selectors.UNDECIDED),
    "returned": Q(state=EntryState.RETURNED),
    "accepted": Q(state=EntryState.ACCEPTED),
    "all": Q(),
}


def queue_listing() -> Listing:
    """The queue of submissions to review."""
    campaigns = Campaign.objects.exclude(state=CampaignState.DRAFT).order_by("-open_at")
    return Listing(
        title="审核",
        unit="份",
        orders={
            "waiting": ("current__submitted_at",),
            "school": ("school__pinyin",),
            "campaign": ("campaign__open_at", "current__submitted_at"),
            "reviewer": ("reviewer_name", "current__submitted_at"),
            "score": ("score",),
        },
        default_order="waiting",
        columns=(
            Column("学校", 18, lambda row: row.school.short_name),
            Column("征集", 34, lambda row: row.campaign.title),
            Column("状态", 10, state_word),
            Column("轮次", 6, round_number),
            Column("本版报送", 18, lambda row: row.current.submitted_at),
            Column("已评项", 8, lambda row: row.marks_n),
            Column("批注", 8, lambda row: row.remarks_n),
            Column("审核员", 10, lambda row: row.reviewer_name),
            Column("审核已用工作日", 14, lambda row: days_used(row, timezone.now())),
            Column("得分", 8, lambda row: float(row.score) if row.score is not None else None),
        ),
        picks=(Pick("campaign", "征集", [(str(each.uid), each.title) for each in campaigns], _in_campaign),),
        search=lambda text: matches_name(text, name="school__short_name", pinyin="school__pinyin"),
        placeholder="校名或首字母",
    )


def _in_campaign(value: str) -> Q:
    return Q(campaign__uid=UUID(value))


def whose(actor: Actor, asked: str) -> str:
    """`mine` or `all`: reviewers see their own, the others all unless they ask for their own."""
    if not actor.has(Role.APPROVER, Role.DISTRICT_ADMIN):
        return "mine"
    if asked in {"mine", "all"}:
        return asked
    return "mine" if actor.has(Role.REVIEWER) else "all"


def show_queue(actor: Actor, request: HttpRequest) -> tuple[Shown, str]:
    """The queue as asked for in the address, and whose it is."""
    who = whose(actor, request.GET.get("who", ""))
    rows: QuerySet[Entry] = selectors.reviews_visible_to(actor)
    if who == "mine":
        rows = rows.filter(reviewer_uid=actor.uid)
    asked = request.GET.get("state", "")
    asked = asked if asked in _WHERE else ""
    counts = {name: rows.filter(where).count() for name, where in _WHERE.items()}
    shown = show(queue_listing(), selectors.with_progress(rows.filter(_WHERE[asked])), request)
    shown.filters["segments"] = [
        {"label": label, "count": counts[name], "url": _with(request, state=name), "is_active": name == asked}
        for name, label in SEGMENTS
    ]
    shown.filters["kept"].extend((name, request.GET[name]) for name in ("state", "who") if request.GET.get(name))
    return shown, who


def _with(request: HttpRequest, **changes: str) -> str:
    address = request.GET.copy()
    for name in ("page", "export", *changes):
        address.pop(name, None)
    for name, value in changes.items():
        if value:
            address[name] = value
    return f"?{address.urlencode()}"
