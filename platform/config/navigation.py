"""The frame of every page: where one is, what is near, who one is."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.actors import NOBODY, Role
from core.periods import period_of, today
from schools.calendar.facade import unread_count


@dataclass
class Item:
    """One entry of the navigation; `roles` empty means everyone who is signed in."""

    label: str
    name: str
    icon: str
    roles: frozenset[Role] = frozenset()
    children: list["Item"] = field(default_factory=list)
    url: str = ""
    is_active: bool = False
    count: int = 0


OFFICERS = frozenset({Role.CHAIR, Role.COMMITTEE, Role.SCHOOL_ADMIN})
STAFF = frozenset({Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER, Role.OFFICIAL})


def school_groups() -> list[list[Item]]:
    """The school's navigation, grouped by duty."""
    return [
        [
            Item("工作台", "home:index", "home"),
            Item(
                "计划", "plans:list", "file-text",
                children=[
                    Item("导入计划", "plans:import", "", frozenset({Role.CHAIR, Role.COMMITTEE})),
                    Item("领域规则", "plans:rules", "", frozenset({Role.SCHOOL_ADMIN})),
                ],
            ),
            Item("行事历", "calendar:month", "calendar"),
            Item("完成情况", "records:progress", "checklist"),
            Item("工作记录", "records:list", "clipboard-check", frozenset({Role.CHAIR, Role.COMMITTEE, Role.LEADER})),
        ],
        [
            Item("会员", "members:list", "users", OFFICERS | {Role.GROUP_LEADER}),
            Item("账号", "accounts:list", "key", frozenset({Role.SCHOOL_ADMIN})),
            Item("操作记录", "audit:list", "history", frozenset({Role.SCHOOL_ADMIN, Role.CHAIR})),
            Item("后台任务", "jobs:list", "clock", frozenset({Role.SCHOOL_ADMIN})),
        ],
    ]  # fmt: skip


def district_groups() -> list[list[Item]]:
    """The district's navigation."""
    return [
        [
            Item("工作台", "home:desk", "home"),
            Item("学校", "schools:list", "building-community", STAFF),
        ],
        [
            Item("征集", "collection:list", "inbox", STAFF),
            Item("审核", "review:queue", "checks", frozenset({Role.REVIEWER, Role.APPROVER, Role.DISTRICT_ADMIN})),
            Item("看板", "dashboards:plans", "chart-bar", STAFF),
        ],
        [
            Item("账号", "accounts:list", "key", frozenset({Role.DISTRICT_ADMIN})),
            Item("操作记录", "audit:list", "history", frozenset({Role.DISTRICT_ADMIN})),
            Item("后台任务", "jobs:list", "clock", frozenset({Role.DISTRICT_ADMIN})),
            Item(
                "设置", "settings:figures", "settings", frozenset({Role.DISTRICT_ADMIN}),
                children=[Item("工作日", "settings:workdays", "")],
            ),
        ],
    ]  # fmt: skip


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context `frame` for templates/frame.html; quiet on pages of people who are not signed in."""
    actor = getattr(request, "actor", NOBODY)
    school = getattr(request, "school", None)
    groups = school_groups() if school else district_groups()
    nav = [shown for group in groups if (shown := _shown(group, actor, request.path))] if actor.is_signed_in else []
    flat = [item for group in nav for item in group]
    return {
        "frame": {
            "place": school.place_name if school else settings.DISTRICT_NAME,
            "district": settings.DISTRICT_NAME,
            "brand": "工会工作台" if school else "区级工作台",
            "nav": nav,
            "tabs": [
                *flat[:4],
                Item("我的", "accounts:own", "user", url=_url("accounts:own"), is_active=_is_own(request.path)),
            ],
            "period": period_of(today()).label,
            "account_url": _url("accounts:own"),
            "type_url": _url("accounts:type_size"),
            "sign_out_url": _url("accounts:sign_out"),
            "search_url": _url("home:search"),
            "inbox_url": _url("calendar:reminders") if school else "",
            "inbox_count": unread_count(actor) if school else 0,
        }
    }


def _shown(group: list[Item], actor: Any, path: str) -> list[Item]:
    shown = []
    for item in group:
        if (item.roles and not actor.has(*item.roles)) or not (address := _url(item.name)):
            continue
        item.url = address
        item.is_active = path == address or (path.startswith(address) and item.icon != "home" and not _is_own(path))
        item.children = _shown(item.children, actor, path)
        shown.append(item)
    return shown


def _is_own(path: str) -> bool:
    """Whether a page is about one's own account; those lie below the administrator's list of accounts."""
    return any(path.startswith(_url(name)) for name in ("accounts:own", "accounts:password"))


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
