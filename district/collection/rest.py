"""Campaigns, the board, and what schools handed in, as JSON."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import only
from core.documents import DocumentKind
from core.listing import show
from core.rest import described, endpoint, page_of, paged, parameters_of
from district.collection import policies, selectors, tables
from district.collection.models import Campaign, Entry, EntryState, Submission
from district.collection.views.campaigns import LISTING
from district.review import facade as review
from tenants.models import SchoolKind

_STATES = (*EntryState.values, "expected", "reported", "on_time", "exempt", "late", "amending")
_BOARD = parameters_of(
    ("state", "school", "kind", "area", "round", "first", "reviewer", "score"), search="校名或首字母",
    state=("报送状态", _STATES), kind=("学段", SchoolKind.values), area=("片区", None),
    reviewer=("审核员编号，none 为未分派", None),
)  # fmt: skip


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
    """A campaign with its clocks and how many schools stand where."""

    expected = serializers.IntegerField(source="expected_n", help_text="应报学校数")
    reported = serializers.IntegerField(source="reported_n", help_text="已报学校数")
    accepted = serializers.IntegerField(source="accepted_n", help_text="通过学校数")
    waiting = serializers.IntegerField(source="waiting_n", help_text="待审和审核中的学校数")

    class Meta:
        model = Campaign
        fields = (
            "uid", "kind", "title", "year", "term", "note", "state", "open_at", "due_at", "close_at",
            "review_opens_at", "review_closes_at", "required_sections", "required_areas", "most_returns", "amended_by",
            "reviewers_per_copy", "score_rule", "needs_approval", "results_published_at", "expected", "reported",
            "accepted", "waiting",
        )  # fmt: skip
        read_only_fields = fields


class EntrySerializer(serializers.ModelSerializer[Entry]):
    """Where one school stands in a campaign; `score` is null unless the board shows it to the person."""

    school = serializers.CharField(source="school.code", help_text="学校代码")
    school_name = serializers.CharField(source="school.short_name")
    kind = serializers.ChoiceField(SchoolKind.choices, source="school.kind")
    area = serializers.CharField(source="school.area")
    due_at = serializers.DateTimeField(help_text="本校的截止时间")
    version = serializers.SerializerMethodField(help_text="审核和评分依据的版本；通过后的修订另计")
    amendments_count = serializers.IntegerField(help_text="通过后修订了几次")
    amendment_waits = serializers.SerializerMethodField(help_text="是否有修订等区里决定")
    reviewers = serializers.SerializerMethodField(help_text="审核员姓名；审核员看不到")
    score = serializers.SerializerMethodField(help_text="得分；未公布时只有审定人和区工会管理员可见")

    class Meta:
        model = Entry
        fields = (
            "uid", "school", "school_name", "kind", "area", "state", "is_exempt", "has_draft", "due_at",
            "first_submitted_at", "first_on_time", "return_count", "reviewers", "version", "amendments_count",
            "amendment_waits", "score",
        )  # fmt: skip
        read_only_fields = fields

    def get_version(self, entry: Entry) -> int | None:
        """The number of the current copy."""
        return entry.current.version if entry.current else None

    def get_amendment_waits(self, entry: Entry) -> bool:
        """Whether one waits."""
        return entry.pending_id is not None

    def get_reviewers(self, entry: Any) -> list[str]:
        """Their names where they may be shown."""
        return entry.reviewers.split("、") if self.context["with_reviewers"] and entry.reviewers else []

    def get_score(self, entry: Entry) -> float | None:
        """The score where it may be shown."""
        return float(entry.score) if self.context["with_scores"] and entry.score is not None else None


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    """A frozen copy without its contents."""

    class Meta:
        model = Submission
        fields = (
            "uid", "version", "cause", "receipt_number", "schema_number", "sha256", "previous_sha256", "submitted_at",
            "submitted_by", "due_at", "is_on_time",
        )  # fmt: skip
        read_only_fields = fields


class DocumentSerializer(SubmissionSerializer):
    """A frozen copy with what the school sent."""

    payload = serializers.SerializerMethodField(help_text="报送内容，格式由 schema_number 决定")

    class Meta(SubmissionSerializer.Meta):
        fields = (*SubmissionSerializer.Meta.fields, "payload")  # type: ignore[assignment] # a longer tuple

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_payload(self, copy: Submission) -> dict[str, Any]:
        """As it was received."""
        return copy.payload


def _campaigns(request: Any) -> Any:
    return selectors.with_counts(selectors.campaigns_visible_to(request.actor))


@only(*policies.READERS)
@described(
    "GET",
    "征集",
    paged(CampaignSerializer),
    parameters=parameters_of(list(LISTING.orders), search="名称", kind=("种类", DocumentKind.values)),
    text="看得到的全部征集，含各状态学校数。",
)
@endpoint("GET")
def campaigns(request: Request) -> Response:
    """All campaigns that one may see, with their counts."""
    asked: Any = request._request
    return page_of(show(LISTING, _campaigns(asked), asked), CampaignSerializer)


@only(*policies.READERS)
@described("GET", "一次征集", CampaignSerializer, also=[404], text="一次征集。")
@endpoint("GET")
def campaign(request: Request, uid: UUID) -> Response:
    """One campaign."""
    return Response(CampaignSerializer(get_object_or_404(_campaigns(request._request), uid=uid)).data)


@only(*policies.READERS)
@described(
    "GET",
    "报送情况",
    paged(EntrySerializer),
    also=[404],
    parameters=_BOARD,
    text="一次征集里各校的报送情况，与看板相同；成绩未公布时只给有权公布的人看得分。",
)
@endpoint("GET")
def board(request: Request, uid: UUID) -> Response:
    """Who stands where; scores only where the board shows them."""
    asked: Any = request._request
    found = get_object_or_404(selectors.campaigns_visible_to(asked.actor), uid=uid)
    with_scores = review.can_see_scores(asked.actor, found)
    with_reviewers = policies.can_see_reviewers(asked.actor)
    shown, _ = tables.show_board(found, asked, with_scores=with_scores, with_reviewers=with_reviewers)
    return page_of(shown, EntrySerializer, with_scores=with_scores, with_reviewers=with_reviewers)


@only(*policies.READERS)
@described(
    "GET",
    "报送的各版本",
    SubmissionSerializer(many=True),
    also=[404],
    text="一所学校在一次征集里报送的全部版本，新的在前；须回避的学校看不到。",
)
@endpoint("GET")
def submissions(request: Request, uid: UUID) -> Response:
    """All copies of an entry, newest first."""
    asked: Any = request._request
    entry = get_object_or_404(selectors.entries_visible_to(asked.actor), uid=uid)
    return Response(SubmissionSerializer(selectors.versions_of(entry), many=True).data)


@only(*policies.READERS)
@described("GET", "报送的一个版本", DocumentSerializer, also=[404], text="一个版本的内容，与收到时相同。")
@endpoint("GET")
def submission(request: Request, uid: UUID, version: int) -> Response:
    """One copy as it was received."""
    asked: Any = request._request
    entry = get_object_or_404(selectors.entries_visible_to(asked.actor), uid=uid)
    copies = Submission.objects.filter(campaign=entry.campaign_id, school=entry.school_id)
    return Response(DocumentSerializer(get_object_or_404(copies, version=version)).data)
