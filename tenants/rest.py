"""The register of schools as JSON."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import only
from core.listing import show
from core.rest import described, endpoint, page_of, paged, parameters_of
from tenants import policies, selectors, tables
from tenants.models import School, SchoolKind, SchoolState

_FILTERS = parameters_of(
    ("name", "code", "kind", "area", "staff", "opened"),
    search="校名、代码或首字母",
    state=("状态", SchoolState.values),
    kind=("学段", SchoolKind.values),
    area=("片区", None),
    used=("是否有人登录过", ["no", "yes"]),
)


class SchoolSerializer(serializers.ModelSerializer[School]):
    """A school of the register."""

    class Meta:
        model = School
        fields = (
            "uid", "code", "name", "short_name", "kind", "area", "staff_count", "state", "opened_on", "first_used_on",
            "closed_on",
        )  # fmt: skip
        read_only_fields = fields


@only(*policies.READERS)
@described("GET", "学校名册", paged(SchoolSerializer), parameters=_FILTERS, text="筛选和排序与页面相同。")
@endpoint("GET")
def schools(request: Request) -> Response:
    """The register; filters and orders are those of the page."""
    asked: Any = request._request
    rows = selectors.schools_visible_to(asked.actor)
    return page_of(show(tables.school_listing(selectors.areas()), rows, asked), SchoolSerializer)


@only(*policies.READERS)
@described("GET", "一所学校", SchoolSerializer, also=[404], text="一所学校的资料。")
@endpoint("GET")
def school(request: Request, uid: UUID) -> Response:
    """One school of the register."""
    asked: Any = request._request
    return Response(SchoolSerializer(get_object_or_404(selectors.schools_visible_to(asked.actor), uid=uid)).data)
