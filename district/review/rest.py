"""Reviews of a submission as JSON, to whom the review page would show them."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import only
from core.actors import Role
from core.rest import described, endpoint
from district.review import selectors
from district.review.models import Mark, Remark, Review


class MarkSerializer(serializers.ModelSerializer[Mark]):
    """What one criterion got; `level` 0 is the best, null means 不适用."""

    criterion = serializers.UUIDField(source="criterion.uid")
    title = serializers.CharField(source="criterion.title")
    weight = serializers.IntegerField(source="criterion.weight", help_text="满分")
    is_counted = serializers.BooleanField(source="criterion.is_counted", help_text="计入总分")
    points = serializers.FloatField(allow_null=True)

    class Meta:
        model = Mark
        fields = ("criterion", "title", "weight", "is_counted", "level", "points", "reason")
        read_only_fields = fields


class RemarkSerializer(serializers.ModelSerializer[Remark]):
    """A remark on a line; `criterion` is the uid of the one that it is about, or null."""

    criterion = serializers.UUIDField(source="criterion.uid", allow_null=True, help_text="关于哪个评分项目")

    class Meta:
        model = Remark
        fields = ("uid", "criterion", "anchor", "line_number", "quote", "is_required", "text")
        read_only_fields = fields


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """One reviewer's review with its marks and remarks; `proposal` is empty until it is in."""

    version = serializers.IntegerField(source="submission.version", help_text="审的是第几版")
    total = serializers.FloatField(allow_null=True)
    marks = MarkSerializer(many=True)
    remarks = RemarkSerializer(many=True)

    class Meta:
        model = Review
        fields = (
            "uid", "version", "reviewer_name", "proposal", "reason", "total", "proposed_at", "marks", "remarks",
        )  # fmt: skip
        read_only_fields = fields


@only(Role.REVIEWER, Role.APPROVER, Role.DISTRICT_ADMIN)
@described(
    "GET",
    "一份报送的审核",
    ReviewSerializer(many=True),
    also=[404],
    text="当前版本的初评和上一轮据以退回的初评；审核员交初评之前只看得到自己的，须回避的学校都看不到。",
)
@endpoint("GET")
def reviews(request: Request, uid: UUID) -> Response:
    """What the review page shows of an entry."""
    asked: Any = request._request
    entry = get_object_or_404(selectors.reviews_visible_to(asked.actor), uid=uid)
    return Response(ReviewSerializer(selectors.rounds_of(entry, asked.actor), many=True).data)
