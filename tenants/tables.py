"""The list of schools: its filters, orders and Excel columns."""

from django.db.models import Q

from core.listing import Column, Listing, Pick
from tenants import selectors
from tenants.models import SchoolKind, SchoolState


def school_listing(areas: list[str]) -> Listing:
    """Describe the list; `areas` are the 片区 in use."""
    return Listing(
        title="学校名册",
        unit="所",
        orders={
            "name": ["pinyin", "code"], "code": ["code"], "kind": ["kind", "pinyin"], "area": ["area", "pinyin"],
            "staff": ["staff_count", "pinyin"], "opened": ["opened_on", "pinyin"],
        },
        default_order="name",
        columns=[
            Column("学校全称", 28, lambda school: school.name),
            Column("简称", 14, lambda school: school.short_name),
            Column("代码", 16, lambda school: school.code),
            Column("学段", 10, lambda school: school.get_kind_display()),
            Column("片区", 10, lambda school: school.area),
            Column("教职工人数", 12, lambda school: school.staff_count),
            Column("状态", 10, lambda school: school.get_state_display()),
            Column("原因", 24, lambda school: school.state_reason),
            Column("开通日期", 12, lambda school: school.opened_on),
            Column("首次使用", 12, lambda school: school.first_used_on),
            Column("关闭日期", 12, lambda school: school.closed_on),
        ],
        picks=[
            Pick("state", "状态", SchoolState.choices, lambda value: Q(state=value)),
            Pick("kind", "学段", SchoolKind.choices, lambda value: Q(kind=value)),
            Pick("area", "片区", [(area, area) for area in areas], lambda value: Q(area=value)),
            Pick(
                "used", "使用", [("no", "尚未登录"), ("yes", "已在使用")],
                lambda value: Q(first_used_on__isnull=value == "no"),
            ),
        ],
        search=selectors.names_holding,
        placeholder="校名或首字母",
    )  # fmt: skip
