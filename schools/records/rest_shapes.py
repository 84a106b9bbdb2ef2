"""The shapes of work records and completion in the JSON API."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.areas import Area
from files.services import EVIDENCE_LABELS
from schools.records.models import Deed, DeedState, RecordFile, WorkRecord
from schools.records.standing import AreaStanding

_LARGEST = 2_147_483_647
_MOST_PEOPLE = 100_000


class RecordSerializer(serializers.ModelSerializer[WorkRecord]):
    """A work record; the context brings `deeds`, those of each record."""

    file_count = serializers.IntegerField(help_text="附件数")
    tasks = serializers.SerializerMethodField(help_text="已确认由它落实的任务编号")

    class Meta:
        model = WorkRecord
        fields = (
            "uid", "day", "title", "area", "text", "place", "people", "hours", "cost", "author_name", "version",
            "updated_at", "file_count", "tasks",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_tasks(self, row: WorkRecord) -> list[str]:
        """Confirmed ones only; what is proposed counts nowhere."""
        deeds: Sequence[Deed] = self.context["deeds"].get(row.uid, [])
        return [str(deed.task.uid) for deed in deeds if deed.state == DeedState.CONFIRMED]


class RecordFileSerializer(serializers.ModelSerializer[RecordFile]):
    """A photo or document and where it is fetched, with the same token."""

    name = serializers.CharField(source="file.name")
    size = serializers.IntegerField(source="file.size", help_text="字节")
    sha256 = serializers.CharField(source="file.sha256")
    url = serializers.SerializerMethodField(help_text="取文件的地址")

    class Meta:
        model = RecordFile
        fields = ("uid", "name", "size", "sha256", "url")
        read_only_fields = fields

    def get_url(self, row: RecordFile) -> str:
        """The address on this site."""
        return reverse("api:record_file", args=[self.context["record"].uid, row.uid])


class WholeRecordSerializer(RecordSerializer):
    """A work record with its files, which the context brings."""

    files = serializers.SerializerMethodField()

    class Meta(RecordSerializer.Meta):
        fields = (*RecordSerializer.Meta.fields, "files")  # type: ignore[assignment] # a longer tuple

    @extend_schema_field(RecordFileSerializer(many=True))
    def get_files(self, row: WorkRecord) -> Any:
        """In the order they came."""
        return RecordFileSerializer(self.context["files"], many=True, context={"record": row}).data


class RecordTextSerializer(serializers.Serializer[Any]):
    """What a record says, as on the page."""

    day = serializers.DateField(help_text="日期，不晚于今天")
    title = serializers.CharField(max_length=120, help_text="做了什么")
    area = serializers.ChoiceField(Area.choices)
    text = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    place = serializers.CharField(max_length=80, allow_blank=True, required=False)
    people = serializers.IntegerField(min_value=0, max_value=_MOST_PEOPLE, allow_null=True, required=False)
    hours = serializers.DecimalField(max_digits=5, decimal_places=1, min_value=0, allow_null=True, required=False)
    cost = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0, allow_null=True, required=False)


class NewRecordSerializer(RecordTextSerializer):
    """A new record; with `task` it carries out that task at once."""

    task = serializers.UUIDField(required=False, allow_null=True, help_text="任务编号")


class RecordChangeSerializer(RecordTextSerializer):
    """What to change; only `version` must be there."""

    version = serializers.IntegerField(min_value=0, max_value=_LARGEST, help_text="读到的 version")
    day = serializers.DateField(required=False)
    title = serializers.CharField(max_length=120, required=False)
    area = serializers.ChoiceField(Area.choices, required=False)


class UploadSerializer(serializers.Serializer[Any]):
    """One more file for a record."""

    version = serializers.IntegerField(min_value=0, max_value=_LARGEST, help_text="读到的 version")
    file = serializers.FileField(allow_empty_file=True, help_text="、".join(dict.fromkeys(EVIDENCE_LABELS.values())))


class StandingSerializer(serializers.Serializer[AreaStanding]):
    """How far tasks are: records expected, done, missing and late; shares are 0–1, null is 不适用."""

    area = serializers.CharField(help_text="工作领域代码；整份计划和未定领域为空")
    label = serializers.CharField()
    tasks = serializers.SerializerMethodField(help_text="任务数")
    expected = serializers.IntegerField(help_text="应有的记录数")
    done = serializers.IntegerField(help_text="已确认且计入的记录数")
    missing = serializers.IntegerField(help_text="还差的记录数")
    late = serializers.IntegerField(help_text="已到期还差的记录数")
    completion = serializers.SerializerMethodField(help_text="完成率")
    on_track = serializers.SerializerMethodField(help_text="按期完成率")

    def get_tasks(self, standing: AreaStanding) -> int:
        """Cancelled ones are not counted."""
        return len(standing.rows)

    def get_completion(self, standing: AreaStanding) -> float | None:
        """Over all tasks."""
        return _number(standing.completion)

    def get_on_track(self, standing: AreaStanding) -> float | None:
        """Over what is due."""
        return _number(standing.on_track)


class ProgressSerializer(serializers.Serializer[Any]):
    """A plan's completion, as a whole and by area."""

    plan = serializers.UUIDField(help_text="计划编号")
    total = StandingSerializer()
    areas = StandingSerializer(many=True)


def _number(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share), 4)
