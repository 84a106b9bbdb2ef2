"""Work records with their files, and deeds: which record of any kind carries out which task."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from core.areas import Area
from core.models import Record
from schools.plans.models import PlanTask, SharedRecord


class WorkRecord(SharedRecord):
    """What was done on a day; `people` took part, `hours` and `cost` (yuan) where they are known."""

    day = models.DateField("日期")
    title = models.CharField("做了什么", max_length=120)
    text = models.TextField("经过", blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    hours = models.DecimalField(
        "时长", max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    cost = models.DecimalField(
        "费用", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    area = models.CharField("工作领域", max_length=12, choices=Area)
    author_uid = models.UUIDField("登记人编号", null=True)
    author_name = models.CharField("登记人", max_length=60)

    class Meta:
        verbose_name = "工作记录"
        ordering: ClassVar = ["-day", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="record_amounts_not_negative",
                condition=(models.Q(hours=None) | models.Q(hours__gte=0))
                & (models.Q(cost=None) | models.Q(cost__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        """What was done."""
        return self.title


class RecordFile(Record):
    """A photo or document of a record."""

    record = models.ForeignKey(WorkRecord, on_delete=models.CASCADE, related_name="files", verbose_name="记录")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "记录的附件"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        """The sender's name for it."""
        return self.file.name


class DeedState(models.TextChoices):
    """Whether a person agreed that the record carries out the task; only confirmed deeds count."""

    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "不是这项"


class Deed(Record):
    """A record of any kind (`schools.records.kinds`) that carries out a task; it goes with the task, not before."""

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="deeds", verbose_name="任务")
    kind = models.CharField("记录种类", max_length=20)
    record_uid = models.UUIDField("记录编号", db_index=True)
    day = models.DateField("日期")
    title = models.CharField("标题", max_length=120)
    state = models.CharField("状态", max_length=10, choices=DeedState, default=DeedState.PROPOSED)
    decided_by = models.CharField("确认人", max_length=60, blank=True)

    class Meta:
        verbose_name = "任务的落实"
        ordering: ClassVar = ["day", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "kind", "record_uid"], name="deed_once_per_task_and_record"),
        ]

    def __str__(self) -> str:
        """What was done."""
        return self.title
