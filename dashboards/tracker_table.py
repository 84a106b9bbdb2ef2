"""The tracker as a list: what can be filtered, sorted, searched and exported."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from core.listing import Column, Listing, Pick, Shown, matches_name, show
from dashboards.peers import BANDS, band_label, in_band, peer_group
from dashboards.tracking import TURNS, days_waited, turn_label
from district.collection.models import Campaign, Entry
from district.collection.selectors import STANDINGS
from district.collection.tables import SEGMENTS, STANDING_WORDS, state_word
from district.collection.timeliness import late_days
from tenants.models import SchoolKind

_STATES = [*STANDING_WORDS.items(), *SEGMENTS[1:]]


def _size(entry: Entry) -> str:
    return band_label(peer_group(entry.school.kind, entry.school.staff_count).band)


def _columns(now: datetime, overrides: Mapping[date, bool]) -> Sequence[Column]:
    return (
        Column("学校", 22, lambda row: row.school.name),
        Column("学段", 10, lambda row: row.school.get_kind_display()),
        Column("片区", 8, lambda row: row.school.area),
        Column("规模", 12, _size),
        Column("状态", 10, state_word),
        Column("首次报送", 18, lambda row: row.first_submitted_at),
        Column("按时", 8, lambda row: row.first_on_time),
        Column("迟报工作日", 10, lambda row: late_days(row, overrides)),
        Column("首次通过", 18, lambda row: row.passed_at),
        Column("通过后改动", 10, lambda row: row.changes),
        Column("退回次数", 10, lambda row: row.return_count),
        Column("轮到谁", 12, turn_label),
        Column("从何时起", 18, lambda row: row.turn_since),
        Column("已等工作日", 10, lambda row: days_waited(row, now, overrides)),
        Column("当前版本", 8, lambda row: row.newest_version),
    )


def tracker_listing(
    campaign: Campaign, rows: QuerySet[Entry], now: datetime, overrides: Mapping[date, bool]
) -> Listing:
    """The tracker of one campaign; offers the areas that occur; longest turn first."""
    areas = sorted({area for area in rows.order_by().values_list("school__area", flat=True).distinct() if area})
    return Listing(
        title=f"{campaign.title}跟踪表",
        unit="所",
        orders={
            "turn": ("turn_since", "school__pinyin"),
            "school": ("school__pinyin",),
            "state": ("urgency", "school__pinyin"),
            "first": ("first_submitted_at", "school__pinyin"),
            "passed": ("passed_at", "school__pinyin"),
            "changes": ("changes", "school__pinyin"),
            "returns": ("return_count", "school__pinyin"),
            "version": ("newest_version", "school__pinyin"),
        },
        default_order="turn",
        columns=_columns(now, overrides),
        picks=(
            Pick("state", "状态", _STATES, STANDINGS.__getitem__),
            Pick("turn", "轮到谁", list(TURNS.items()), lambda value: Q(turn=value)),
            Pick("kind", "学段", SchoolKind.choices, lambda value: Q(school__kind=value)),
            Pick("area", "片区", [(area, area) for area in areas], lambda value: Q(school__area=value)),
            Pick("size", "规模", [(band, band_label(band)) for band in BANDS],
                 partial(in_band, field="school__staff_count")),
        ),
        search=lambda text: matches_name(text, name="school__short_name", pinyin="school__pinyin"),
        placeholder="校名或首字母",
    )  # fmt: skip


def show_tracker(
    campaign: Campaign,
    campaigns: Sequence[Campaign],
    rows: QuerySet[Entry],
    request: HttpRequest,
    *,
    now: datetime,
    overrides: Mapping[date, bool],
) -> Shown:
    """The tracker as the address asks for it; the campaign is its first filter."""
    shown = show(tracker_listing(campaign, rows, now, overrides), rows, request)
    options: list[Any] = [(str(each.uid), each.title) for each in campaigns]
    shown.filters["picks"].insert(
        0, {"name": "campaign", "label": "征集", "value": str(campaign.uid), "options": options}
    )
    if shown.is_filtered:
        shown.filters["clear_url"] = f"{request.path}?campaign={campaign.uid}"
    return shown
