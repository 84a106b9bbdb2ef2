"""What waits for a person of the district: asked from sources, shown by urgency on the desk.

An app above this one (dashboards) adds its own source at start-up with `add_source`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from core.actors import Actor
from core.templatetags.ui import cn_datetime, cn_day
from district.collection.selectors import Waiting, waiting_for
from district.review.selectors import waiting_for as reviews_waiting_for
from tenants import policies, selectors

NAMES_SHOWN = 3
NEAR = timedelta(days=3)


@dataclass(frozen=True)
class DeskItem:
    """One thing that waits: a state of core.badges with its word, what, facts about it, and where it is done.

    `rank` orders the desk: 0 is overdue, 1 near, 2 work of the day, 3 can wait.
    """

    state: str
    word: str
    title: str
    url: str
    act: str
    facts: tuple[str, ...] = field(default=())
    rank: int = 2


Source = Callable[[Actor], list[DeskItem]]


def from_campaigns(actor: Actor) -> list[DeskItem]:
    """Submissions to review, proposals to decide, entries to assign, schools missing, results to publish."""
    return [_campaign_item(waiting) for waiting in [*reviews_waiting_for(actor), *waiting_for(actor)]]


def _campaign_item(waiting: Waiting) -> DeskItem:
    count, campaign = waiting.count, waiting.campaign
    board = reverse("collection:board", args=[campaign.uid])
    match waiting.kind:
        case "to_review":
            return DeskItem(
                "submitted", "待审", f"{count}份报送件等你审核", reverse("review:queue"), "去审核", (campaign.title,)
            )
        case "to_approve":
            return DeskItem(
                "submitted",
                "待审定",
                f"{count}份初评等你审定",
                reverse("review:approvals"),
                "去审定",
                (campaign.title,),
            )
        case "to_assign":
            return DeskItem("todo", "待分派", f"{count}份报送件还缺审核员", board, "分派", (campaign.title,))
        case "to_amend":
            facts = (campaign.title, "同意后学校的计划随即改动")
            return DeskItem(
                "todo", "待定修订", f"{count}所学校要修订通过的计划", f"{board}?state=amending", "去决定", facts
            )
        case "to_publish":
            facts = (campaign.title, "全部审完，公布后学校才看到成绩")
            return DeskItem("due_soon", "待公布", f"{count}所学校的成绩可以公布", board, "去公布", facts, rank=1)
        case _:
            is_over = waiting.until is not None and waiting.until <= timezone.now()
            is_near = waiting.until is not None and waiting.until - timezone.now() < NEAR
            facts = (campaign.title, f"{_last_day(waiting)}24:00截止")
            return DeskItem(
                "overdue" if is_over else "due_soon", "逾期" if is_over else "将到期", f"{count}所学校还没有报",
                f"{board}?state=missing", "催办", facts, rank=0 if is_over else 1 if is_near else 2,
            )  # fmt: skip


def _last_day(waiting: Waiting) -> str:
    return cn_day(waiting.until - timedelta(seconds=1)) if waiting.until else cn_datetime(None)


def from_schools(actor: Actor) -> list[DeskItem]:
    """Schools that were opened but where nobody has signed in."""
    if not policies.can_change_schools(actor):
        return []
    unused = selectors.never_used(selectors.schools_visible_to(actor))
    names = list(unused.values_list("short_name", flat=True))
    if not names:
        return []
    shown = "、".join(names[:NAMES_SHOWN]) + (f"等{len(names)}所" if len(names) > NAMES_SHOWN else "")
    address = f"{reverse('schools:list')}?state=active&used=no"
    return [DeskItem("todo", "未启用", f"{len(names)}所学校还没有人登录", address, "查看", (shown,), rank=3)]


_sources: list[Source] = [from_campaigns, from_schools]


def add_source(source: Source) -> None:
    """Let another app put its things on the desk; called once, at start-up."""
    if source not in _sources:
        _sources.append(source)


def items_for(actor: Actor) -> list[DeskItem]:
    """Everything that waits for `actor`, most urgent first."""
    found = [item for source in _sources for item in source(actor)]
    return sorted(found, key=lambda item: item.rank)
