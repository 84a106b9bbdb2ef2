"""The progress row of long work."""

from typing import ClassVar

from django.db import models

from core.models import Record


class JobState(models.TextChoices):
    """Waiting for a worker, at work, done, failed, stopped by a person."""

    WAITING = "waiting", "等待中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    STOPPED = "stopped", "已停止"


class Job(Record):
    """One piece of long work. `kind` is the dotted path of a function marked with jobs.work.job."""

    kind = models.CharField("种类", max_length=120)
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.WAITING)
    arguments = models.JSONField("参数", default=dict)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    report = models.JSONField("结果", default=dict)
    stop_asked = models.BooleanField("要求停止", default=False)
    started_by_uid = models.UUIDField("发起人编号", null=True)
    started_by = models.CharField("发起人", max_length=60)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "后台任务"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        """The title."""
        return self.title

    @property
    def percent(self) -> int:
        """Whole percents done."""
        return min(100, self.done * 100 // self.total) if self.total else (100 if self.state == JobState.DONE else 0)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.STOPPED}
