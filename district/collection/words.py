"""How clocks and differences are said on the pages."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from core.periods import SHANGHAI
from core.shares import percent
from district.collection.models import Campaign, CampaignState
from district.collection.policies import moment_label
from district.collection.selectors import Tile

_WEEKDAYS = "一二三四五六日"


def deadline_label(moment: datetime) -> str:
    """「3月5日（周五）24:00」: midnight belongs to the day before it."""
    day = (moment - timedelta(microseconds=1)).astimezone(SHANGHAI)
    date, _, clock = moment_label(moment).partition("日")
    return f"{date}日（周{_WEEKDAYS[day.weekday()]}）{clock}"


def opening_label(moment: datetime) -> str:
    """「3月1日（周一）」: a midnight is the day that begins with it."""
    if moment.astimezone(SHANGHAI).time() != time():
        return deadline_label(moment)
    return deadline_label(moment + timedelta(days=1)).removesuffix("24:00")


def review_label(campaign: Campaign) -> str:
    """「3月1日（周一）至3月20日（周六）24:00」, 「…起」, 「…止」; empty where nothing limits the review."""
    opens, closes = campaign.review_opens_at, campaign.review_closes_at
    if opens and closes:
        return f"{opening_label(opens)}至{deadline_label(closes)}"
    if opens:
        return f"{opening_label(opens)}起"
    return f"{deadline_label(closes)}止" if closes else ""


def time_left(moment: datetime, now: datetime | None = None) -> str:
    """「还有2天」, 「还有5小时」; empty when it has passed."""
    left = moment - (now or timezone.now())
    if left <= timedelta(0):
        return ""
    if left.days:
        return f"还有{left.days}天"
    hours = left.seconds // 3600
    return f"还有{hours}小时" if hours else "不到1小时"


def phase_of(campaign: Campaign, now: datetime | None = None) -> str:
    """The code of `core.badges` for where a campaign is by its clocks, and its own states."""
    now = now or timezone.now()
    if campaign.state == CampaignState.DRAFT:
        return "draft"
    if campaign.state == CampaignState.ARCHIVED:
        return "archived"
    if campaign.results_published_at:
        return "published"
    if now < campaign.open_at:
        return "scheduled"
    return "open" if now < campaign.close_at else "closed"


def phase_word(campaign: Campaign) -> str:
    """The word of a phase where the general one does not fit; empty for the general one."""
    phase = phase_of(campaign)
    if phase == "open" and timezone.now() >= campaign.due_at:
        return "已截止，可迟报"
    return {"draft": "筹备中", "published": "成绩已公布", "closed": "已关闭，审核中"}.get(phase, "")


def tile_of(tile: Tile) -> dict[str, object]:
    """The context of `ui/_tiles.html`; the number opens the schools that it counts."""
    return {
        "label": tile.label,
        "value": tile.count,
        "unit": _unit(tile),
        "note": _note(tile),
        "trend": "" if not tile.points_more else "up" if tile.points_more > 0 else "down",
        "url": f"?state={tile.key}",
    }


def _unit(tile: Tile) -> str:
    if tile.key == "expected":
        return "所"
    return "所，不适用" if tile.rate is None else f"所，{percent(tile.rate)}"


def _note(tile: Tile) -> str:
    if tile.key == "expected":
        return _expected_note(tile)
    if tile.rate is None:
        return "不适用：没有应报的学校"
    if tile.points_more is None:
        return f"应报{tile.expected}所中的{tile.count}所"
    if not tile.points_more:
        return "与去年同期持平"
    return f"比去年同期{'高' if tile.points_more > 0 else '低'}{abs(tile.points_more)}个百分点"


def _expected_note(tile: Tile) -> str:
    if tile.before is None:
        return "不含免报"
    more = tile.count - tile.before
    if not more:
        return f"与去年一样，{tile.before}所"
    return f"去年{tile.before}所，{'多' if more > 0 else '少'}{abs(more)}所"
