"""What the dashboards put on the district's desk: where officials look, and schools whose numbers are old."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from core.actors import Actor, Role
from core.periods import today
from dashboards import selectors, words
from dashboards.freshness import red_after
from district.home.desk import DeskItem

NAMES_SHOWN = 3


def from_dashboards(actor: Actor) -> list[DeskItem]:
    """The leading campaign's finding for officials, stale schools for administrators."""
    items = []
    if actor.has(Role.OFFICIAL):
        items += _finding()
    if actor.has(Role.DISTRICT_ADMIN):
        items += _stale()
    return items


def _finding() -> list[DeskItem]:
    now = timezone.now()
    campaign = selectors.leading(selectors.campaigns_shown(), now)
    if campaign is None:
        return []
    title = words.page_finding(selectors.counts_of(campaign), campaign, now)
    return [DeskItem("published", "看板", title, reverse("dashboards:plans"), "看比较", (campaign.title,), rank=3)]


def _stale() -> list[DeskItem]:
    """Schools open for a day or more whose numbers are missing or older than the red limit."""
    names = selectors.stale_schools(timezone.now() - red_after(), opened_until=today() - timedelta(days=1))
    if not names:
        return []
    hours = red_after() // timedelta(hours=1)
    shown = "、".join(names[:NAMES_SHOWN]) + (f"等{len(names)}所" if len(names) > NAMES_SHOWN else "")
    title = f"{len(names)}所学校的数据超过{hours}小时没有更新"
    return [DeskItem("late", "滞后", title, reverse("dashboards:plans"), "查看", (shown,), rank=3)]
