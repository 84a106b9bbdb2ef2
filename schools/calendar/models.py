"""The occurrences of tasks, written down so that calendars can be asked by day, feeds of them, and reminders."""

from typing import ClassVar

from django.db import models

from core.models import Record
from schools.plans.models import PlanTask


class Occurrence(models.Model):
    """The `number`-th time (from 1) that a task is to be done: computed from it (`rhythm.spans`), never typed.

    `first_on` is when its stretch begins, if anything says so. `done_on` is the day of the `number`-th confirmed record
    that carries out the task. It goes with the task.
    """

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="occurrences", verbose_name="任务")
    number = models.PositiveSmallIntegerField("第几次")
    first_on = models.DateField("开始日期", null=True)
    due_on = models.DateField("到期日期")
    done_on = models.DateField("完成日期", null=True)

    class Meta:
        verbose_name = "任务的一次"
        ordering: ClassVar = ["due_on", "task", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "number"], name="occurrence_once_per_task_and_number"),
            models.CheckConstraint(
                name="occurrence_begins_before_it_is_due",
                condition=models.Q(first_on=None) | models.Q(first_on__lte=models.F("due_on")),
            ),
        ]

    def __str__(self) -> str:
        """Which time of what."""
        return f"{self.task} 第{self.number}次"


class FeedScope(models.TextChoices):
    """What a feed shows."""

    MINE = "mine", "只有我的任务"
    ALL = "all", "计划的全部任务"


class Feed(Record):
    """A person's calendar for other programs; its address follows from `uid` (feeds.secret_of): a new one ends it."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="+", verbose_name="账号")
    scope = models.CharField("内容", max_length=6, choices=FeedScope, default=FeedScope.MINE)

    class Meta:
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        """Whose it is."""
        return str(self.user)


LATE = -1


class Reminder(Record):
    """A rung of the ladder that a person was told: `rung` days before `due_on`, LATE once it is over.

    `due_on` is the day that was told: an occurrence that moves is told anew. It goes with its occurrence.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+", verbose_name="账号")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="+", verbose_name="任务的一次")
    due_on = models.DateField("到期日期")
    rung = models.SmallIntegerField("提前几天")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "提醒"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "occurrence", "due_on", "rung"], name="reminder_once_a_rung_and_person"
            ),
        ]

    def __str__(self) -> str:
        """What is told."""
        return f"{self.words}：{self.occurrence.task}"

    @property
    def words(self) -> str:
        """How near the day was when it was told."""
        return {LATE: "已逾期", 0: "今天到期"}.get(self.rung, f"{self.rung}天内到期")
