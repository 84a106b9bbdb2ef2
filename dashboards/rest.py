"""Facts as JSON: what schools measured, never a name."""

from typing import Any

from django.db.models import Q
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import only
from core.listing import Listing, show
from core.rest import described, endpoint, page_of, paged, parameters_of
from dashboards import policies, selectors
from dashboards.models import Fact


class FactSerializer(serializers.ModelSerializer[Fact]):
    """One number of one school: a count with its denominator (0: 不适用, null: a plain count)."""

    school = serializers.CharField(source="school.code", help_text="学校代码")
    school_name = serializers.CharField(source="school.short_name")
    school_measured_at = serializers.DateTimeField(
        source="school.freshness.measured_at", allow_null=True, default=None, help_text="该校最近一次更新全部数据的时间"
    )

    class Meta:
        model = Fact
        fields = (
            "school", "school_name", "indicator", "period", "numerator", "denominator", "is_withheld", "measured_at",
            "school_measured_at",
        )  # fmt: skip
        read_only_fields = fields


_ORDERS = {
    "indicator": ("indicator", "period", "school__pinyin"),
    "period": ("period", "indicator", "school__pinyin"),
    "school": ("school__pinyin", "indicator", "period"),
    "measured": ("measured_at", "school__pinyin"),
}
_FILTERS = parameters_of(
    tuple(_ORDERS), search="学校简称或代码", indicator=("指标代码", None), period=("时段，如 2026、2026-first", None),
    school=("学校代码", None),
)  # fmt: skip


def _listing() -> Listing:
    """Any value may be asked for; one that no fact has finds nothing."""
    return Listing(
        title="指标值", unit="条", orders=_ORDERS, default_order="indicator", columns=(), search=_school_named
    )


def _school_named(text: str) -> Q:
    return Q(school__short_name__icontains=text) | Q(school__code__icontains=text)


@only(*policies.VIEWERS)
@described(
    "GET",
    "指标值",
    paged(FactSerializer),
    parameters=_FILTERS,
    text="各校推送的指标值和数据时间；不足5人的不给数字，is_withheld 为真。",
)
@endpoint("GET")
def facts(request: Request) -> Response:
    """Facts with how fresh they are."""
    asked: Any = request._request
    wanted = {name: asked.GET.get(name, "").replace("\x00", "") for name in ("indicator", "period", "school")}
    return page_of(show(_listing(), selectors.facts_matching(**wanted), asked), FactSerializer)
