"""The shapes of plans, tasks and imports in the JSON API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.areas import Area
from core.rhythms import MOST_TIMES
from schools.plans.models import Amendment, Change, ImportDraft, Plan, PlanTask, Recurrence, Section
from schools.plans.services.importing import MOST_CHARACTERS

_LARGEST = 2_147_483_647


class PlanSerializer(serializers.ModelSerializer[Plan]):
    """A plan without its text."""

    source_plan = serializers.UUIDField(
        source="source_plan.uid", allow_null=True, default=None, help_text="小结的计划；计划从哪份复制"
    )
    task_count = serializers.IntegerField(help_text="任务数")
    doubt_count = serializers.IntegerField(help_text="待确认的任务数")

    class Meta:
        model = Plan
        fields = (
            "uid", "kind", "source_plan", "title", "year", "term", "state", "author_name", "version", "campaign_uid",
            "campaign_title", "submitted_version", "submitted_at", "receipt_number", "updated_at", "task_count",
            "doubt_count",
        )  # fmt: skip
        read_only_fields = fields


class SectionSerializer(serializers.ModelSerializer[Section]):
    """A heading with its prose."""

    class Meta:
        model = Section
        fields = ("uid", "position", "level", "title", "body", "version")
        read_only_fields = fields


class TaskSerializer(serializers.ModelSerializer[PlanTask]):
    """A task; `version` goes along with a change."""

    plan = serializers.UUIDField(source="plan.uid", help_text="计划编号")
    section = serializers.UUIDField(source="section.uid", allow_null=True, default=None, help_text="部分编号")
    area = serializers.ChoiceField([("", "未定"), *Area.choices])
    recurrence = serializers.ChoiceField([("", "不重复"), *Recurrence.choices])

    class Meta:
        model = PlanTask
        fields = (
            "uid", "plan", "section", "position", "text", "area", "months", "dates", "recurrence", "times",
            "weekdays", "owner_name", "weight", "doubt", "cancelled_at", "version", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class ChangeSerializer(serializers.ModelSerializer[Change]):
    """What one person asked, in words."""

    task = serializers.UUIDField(source="task.uid", allow_null=True, default=None, help_text="任务编号")
    before = serializers.CharField(source="before_words", help_text="原来")
    after = serializers.CharField(source="after_words", help_text="改为")

    class Meta:
        model = Change
        fields = ("uid", "kind", "state", "task", "text", "before", "after", "reason", "asked_by", "created_at")
        read_only_fields = fields


class AmendmentSerializer(serializers.ModelSerializer[Amendment]):
    """An amendment; `number` is null while it waits for the district (`decided_at` null) or when it was refused."""

    changes = ChangeSerializer(many=True)

    class Meta:
        model = Amendment
        fields = (
            "uid", "number", "reason", "agreed_by", "agreed_at", "version", "receipt_number", "sha256", "decided_at",
            "decided_by", "answer", "changes",
        )  # fmt: skip
        read_only_fields = fields


class WholePlanSerializer(PlanSerializer):
    """A plan with its sections, tasks and amendments, which the context brings."""

    sections = serializers.SerializerMethodField()
    tasks = serializers.SerializerMethodField()
    amendments = serializers.SerializerMethodField()

    class Meta(PlanSerializer.Meta):
        fields = (*PlanSerializer.Meta.fields, "sections", "tasks", "amendments")  # type: ignore[assignment] # a longer tuple

    @extend_schema_field(SectionSerializer(many=True))
    def get_sections(self, _plan: Plan) -> Any:
        """In their order."""
        return SectionSerializer(self.context["sections"], many=True).data

    @extend_schema_field(AmendmentSerializer(many=True))
    def get_amendments(self, _plan: Plan) -> Any:
        """Newest first."""
        return AmendmentSerializer(self.context["amendments"], many=True).data

    @extend_schema_field(TaskSerializer(many=True))
    def get_tasks(self, _plan: Plan) -> Any:
        """In their order."""
        return TaskSerializer(self.context["tasks"], many=True).data


class TaskChangeSerializer(serializers.Serializer[Any]):
    """What to change; only `version` must be there."""

    version = serializers.IntegerField(min_value=0, max_value=_LARGEST, help_text="读到的 version")
    text = serializers.CharField(max_length=4000, required=False)
    section = serializers.UUIDField(allow_null=True, required=False)
    area = serializers.ChoiceField(Area.choices, allow_blank=True, required=False)
    months = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=12), max_length=12, required=False
    )
    dates = serializers.CharField(max_length=60, allow_blank=True, required=False)
    recurrence = serializers.ChoiceField(Recurrence.choices, allow_blank=True, required=False)
    times = serializers.IntegerField(min_value=1, max_value=MOST_TIMES, required=False, help_text="每个周期几次")
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), max_length=7, required=False, help_text="星期几"
    )
    owner_name = serializers.CharField(max_length=60, allow_blank=True, required=False)
    weight = serializers.IntegerField(min_value=1, max_value=10, required=False)


class SourceSerializer(serializers.Serializer[Any]):
    """A file or a text, one of the two."""

    file = serializers.FileField(required=False, help_text="docx、xlsx、txt 或 md", allow_empty_file=True)
    text = serializers.CharField(required=False, max_length=MOST_CHARACTERS, trim_whitespace=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one."""
        if ("file" in attrs) == ("text" in attrs):
            message = "请给 file 或 text，二选一。"
            raise serializers.ValidationError(message)
        return attrs


class DraftSerializer(serializers.ModelSerializer[ImportDraft]):
    """What was read; `plans` hold title, year, term, is_chosen, sections and tasks with their doubts."""

    plans = serializers.ListField(child=serializers.DictField(), help_text="识别出的计划")
    warnings = serializers.ListField(child=serializers.CharField(), help_text="没有识别的内容")

    class Meta:
        model = ImportDraft
        fields = ("uid", "name", "created_by", "created_at", "plans", "warnings")
        read_only_fields = fields


class SubmitSerializer(serializers.Serializer[Any]):
    """Where to send the plan."""

    campaign = serializers.UUIDField(help_text="征集编号")
    accepts_warnings = serializers.BooleanField(default=False, help_text="已看过提醒")


class ReceiptSerializer(serializers.Serializer[Any]):
    """The district's receipt."""

    number = serializers.CharField()
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    submitted_at = serializers.DateTimeField()
