"""Plans and summaries of a school: sections, tasks, rules that propose an area, and drafts of an import."""

from decimal import Decimal
from functools import reduce
from operator import or_
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.areas import Area
from core.documents import DocumentKind
from core.models import Record
from core.periods import Period, Term
from core.rhythms import MOST_TIMES, Recurrence, rhythm_label
from schools.plans.words import month_labels, said_by


class PlanState(models.TextChoices):
    """Where a plan stands; the arrows are in `services/submission.py`."""

    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已通过"


EDITABLE_STATES = (PlanState.DRAFT, PlanState.RETURNED)


class SharedRecord(Record):
    """A row that several people edit: `version` counts its saves and guards against saving over each other."""

    version = models.PositiveIntegerField("保存次数", default=1)
    saved_by = models.CharField("最近保存", max_length=60, blank=True)

    class Meta:
        abstract = True


class Plan(SharedRecord):
    """One plan, or one summary of a plan; `version` guards title and period, sections and tasks have their own.

    A summary names the plan that it sums up (`source_plan`) and its stretch, and has no tasks; of a plan,
    `source_plan` is the one that it was copied from.

    `sent_copy` is the document as it was submitted last. What the district said last (`return_reason`, `remarks`,
    `sheet`) is a copy that the door brought here.
    """

    kind = models.CharField("种类", max_length=8, choices=DocumentKind, default=DocumentKind.PLAN)
    source_plan = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="来源计划"
    )
    covers_from = models.DateField("总结起", null=True, blank=True)
    covers_until = models.DateField("总结止", null=True, blank=True)
    title = models.CharField("标题", max_length=120)
    year = models.PositiveSmallIntegerField("年份")
    term = models.CharField("学期", max_length=6, choices=Term, default=Term.YEAR)
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    author_uid = models.UUIDField("起草人编号", null=True)
    author_name = models.CharField("起草人", max_length=60)
    source_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, verbose_name="原文件"
    )
    campaign_uid = models.UUIDField("报送的征集", null=True, blank=True)
    campaign_title = models.CharField("征集名称", max_length=120, blank=True)
    submitted_version = models.PositiveSmallIntegerField("报送版本", default=0)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    receipt_number = models.CharField("回执号", max_length=40, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    sent_copy = models.JSONField("报送内容", default=dict, blank=True)
    return_reason = models.CharField("退回原因", max_length=1000, blank=True)
    remarks = models.JSONField("批注", default=list, blank=True)
    sheet = models.JSONField("评分表", default=dict, blank=True)

    class Meta:
        verbose_name = "工作计划"
        ordering: ClassVar = ["-year", "-term", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign_uid"], name="plan_one_per_campaign", condition=models.Q(campaign_uid__isnull=False)
            ),
            models.CheckConstraint(
                name="plan_sent_has_receipt",
                condition=models.Q(state="draft") | ~models.Q(receipt_number="", submitted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="summary_has_source_and_stretch",
                condition=models.Q(kind="plan", covers_from__isnull=True, covers_until__isnull=True)
                | models.Q(
                    kind="summary",
                    source_plan__isnull=False,
                    covers_from__isnull=False,
                    covers_until__isnull=False,
                    covers_from__lte=models.F("covers_until"),
                ),
            ),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    @property
    def period(self) -> Period:
        """The stretch that the plan is for."""
        return Period(self.year, self.term)

    @property
    def is_summary(self) -> bool:
        """Whether it sums up a plan."""
        return self.kind == DocumentKind.SUMMARY

    @property
    def noun(self) -> str:
        """What people call it in a sentence."""
        return "小结" if self.is_summary else "计划"

    @property
    def is_editable(self) -> bool:
        """Whether its text may be changed."""
        return self.state in EDITABLE_STATES

    @property
    def is_amendable(self) -> bool:
        """Whether changes may be asked for."""
        return self.state == PlanState.ACCEPTED and not self.is_summary


class Section(SharedRecord):
    """A heading of a plan with the prose below it; `level` 1 is the highest.

    `topic` names what a section of a summary was drafted about (an area, or a code of the drafter), `drafted` is the
    text as it was drafted: by them a section can be written anew from the records without losing what people wrote.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections", verbose_name="计划")
    position = models.PositiveSmallIntegerField("次序")
    level = models.PositiveSmallIntegerField("层级", default=1)
    title = models.CharField("标题", max_length=300)
    body = models.TextField("正文", blank=True)
    topic = models.CharField("起草主题", max_length=12, blank=True)
    drafted = models.TextField("起草文字", blank=True)

    class Meta:
        verbose_name = "部分"
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        """The heading."""
        return self.title


class PlanTask(SharedRecord):
    """An action item. `months` are 1–12 in the order written; `weight` counts in completion (product.md §2.3).

    `recurrence`, `times` in each stretch and `weekdays` (1–7) say how often it comes round (core.rhythms).
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks", verbose_name="计划")
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name="所属部分"
    )
    position = models.PositiveSmallIntegerField("次序")
    text = models.TextField("内容")
    area = models.CharField("工作领域", max_length=12, choices=Area, blank=True)
    months = ArrayField(models.PositiveSmallIntegerField(), verbose_name="月份", default=list, blank=True)
    dates = models.CharField("日期", max_length=60, blank=True)
    recurrence = models.CharField("周期", max_length=10, choices=Recurrence, blank=True)
    times = models.PositiveSmallIntegerField("每个周期几次", default=1)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name="星期几", default=list, blank=True)
    owner_uid = models.UUIDField("负责人编号", null=True, blank=True)
    owner_name = models.CharField("负责人", max_length=60, blank=True)
    weight = models.PositiveSmallIntegerField("权重", default=1)
    doubt = models.CharField("待确认", max_length=200, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancelled_by_amendment = models.ForeignKey(
        "Amendment", on_delete=models.RESTRICT, null=True, blank=True, related_name="+", verbose_name="取消它的修订"
    )

    class Meta:
        verbose_name = "任务"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="task_weight_1_to_10", condition=models.Q(weight__gte=1, weight__lte=10)),
            models.CheckConstraint(
                name="task_cancelled_by_an_amendment",
                condition=models.Q(cancelled_at__isnull=True, cancelled_by_amendment__isnull=True)
                | models.Q(cancelled_at__isnull=False, cancelled_by_amendment__isnull=False),
            ),
            models.CheckConstraint(
                name="task_times_of_a_recurrence",
                condition=models.Q(times=1)
                | (models.Q(times__gte=1, times__lte=MOST_TIMES) & ~models.Q(recurrence="")),
            ),
            models.CheckConstraint(
                name="task_weekdays_of_weeks",
                condition=models.Q(weekdays=[])
                | models.Q(times=1, recurrence="weekly")
                | models.Q(times=1, recurrence="biweekly"),
            ),
        ]

    def __str__(self) -> str:
        """The first words."""
        return self.text[:40]

    @property
    def is_cancelled(self) -> bool:
        """Whether an amendment in force took it out."""
        return self.cancelled_at is not None

    @property
    def time_labels(self) -> list[str]:
        """Months and dates in short words."""
        return [*month_labels(self.months), *([self.dates] if self.dates else [])]

    @property
    def rhythm(self) -> str:
        """How often it comes round, in words: 每周五, 每学期两次; empty when it does not."""
        return rhythm_label(self.recurrence, self.times, self.weekdays)


class ChangeKind(models.TextChoices):
    """What somebody asks of an accepted plan."""

    POSTPONE = "postpone", "延期"
    CANCEL = "cancel", "取消"
    REWORD = "reword", "改写"
    ADD = "add", "新增"


class ChangeState(models.TextChoices):
    """Where a change stands; the arrows are in `services/amending.py`."""

    ASKED = "asked", "待主席同意"
    SENT = "sent", "待区里同意"
    IN_FORCE = "in_force", "已生效"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_STATES = (ChangeState.ASKED, ChangeState.SENT)


class Amendment(Record):
    """Changes to which the chair agreed together: a copy to the district, which agrees too where its campaign says so.

    `number` counts those in force, 1, 2, 3 … a plan; None while it waits, when it was refused or withdrawn. `version`,
    `receipt_number` and `sha256` are those of the copy; `answer` is what the district said. `decided_at` and `_by` of
    a withdrawn one (it has no changes any more) are the chair's.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="amendments", verbose_name="计划")
    number = models.PositiveSmallIntegerField("第几次", null=True, blank=True)
    reason = models.CharField("说明", max_length=500)
    agreed_by = models.CharField("同意人", max_length=60)
    agreed_at = models.DateTimeField("同意时间")
    version = models.PositiveSmallIntegerField("报送版本")
    receipt_number = models.CharField("回执号", max_length=40)
    sha256 = models.CharField("校验值", max_length=64)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.CharField("决定人", max_length=60, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    is_withdrawn = models.BooleanField("已撤回", default=False)

    class Meta:
        verbose_name = "修订"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="amendment_numbered_once"),
            models.UniqueConstraint(
                fields=["plan"], name="amendment_one_waits", condition=models.Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="amendment_number_when_in_force",
                condition=models.Q(number__isnull=True) | models.Q(number__gte=1, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="amendment_withdrawn_is_closed",
                condition=models.Q(is_withdrawn=False) | models.Q(number__isnull=True, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """What people call it."""
        return f"第{self.number}次修订" if self.number else "修订申请"


def _one_of(*states: str) -> models.Q:
    """Any of the states, without IN: PostgreSQL writes that in another way once a dump was replayed."""
    return reduce(or_, (models.Q(state=state) for state in states))


class Change(Record):
    """What one person asks about one task of an accepted plan, with `before` and `after` as they were asked.

    Both hold those of `months`, `dates` and `text` that change; `after` of a new task holds all that a task says, and
    its `uid`. `text` is the task's as it was asked, so that a change can be read whatever becomes of the task.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="asked_changes", verbose_name="计划")
    amendment = models.ForeignKey(
        Amendment, on_delete=models.RESTRICT, null=True, blank=True, related_name="changes", verbose_name="修订"
    )
    task = models.ForeignKey(
        PlanTask, on_delete=models.SET_NULL, null=True, blank=True, related_name="asked_changes", verbose_name="任务"
    )
    kind = models.CharField("种类", max_length=10, choices=ChangeKind)
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.ASKED)
    text = models.TextField("任务内容")
    before = models.JSONField("原来", default=dict, blank=True)
    after = models.JSONField("改为", default=dict, blank=True)
    reason = models.CharField("原因", max_length=500)
    asked_by_uid = models.UUIDField("申请人编号", null=True)
    asked_by = models.CharField("申请人", max_length=60)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)

    class Meta:
        verbose_name = "修订申请"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task"], name="change_one_open_a_task", condition=_one_of("asked", "sent")),
            models.CheckConstraint(
                name="change_in_amendment_when_agreed",
                condition=(_one_of("asked", "withdrawn") & models.Q(amendment__isnull=True))
                | (_one_of("sent", "in_force") & models.Q(amendment__isnull=False))
                | models.Q(state="refused"),
            ),
            models.CheckConstraint(name="change_has_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="change_open_has_task",
                condition=~_one_of("asked", "sent") | models.Q(kind="add") | models.Q(task__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """What is asked of which task."""
        return f"{self.get_kind_display()}：{self.text[:40]}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer."""
        return self.state in OPEN_STATES

    @property
    def before_words(self) -> str:
        """What the task said."""
        return said_by(self.before)

    @property
    def after_words(self) -> str:
        """What it shall say, of a new task when; empty for a task that is cancelled."""
        is_new = self.kind == ChangeKind.ADD
        return said_by({name: value for name, value in self.after.items() if name != "text" or not is_new})


class AreaRule(Record):
    """Words that speak for a work area; administrators edit them, the importer asks them in order."""

    area = models.CharField("工作领域", max_length=12, choices=Area)
    keywords = ArrayField(models.CharField(max_length=20), verbose_name="关键词")
    weight = models.DecimalField("分量", max_digits=3, decimal_places=1, default=Decimal(1))
    position = models.PositiveSmallIntegerField("次序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "领域规则"
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        """The area and its words."""
        return f"{self.get_area_display()}：{'、'.join(self.keywords)}"


class ImportDraft(Record):
    """A document on its way in: what was read and what the person corrected so far. Not a plan until confirmed."""

    name = models.CharField("来源", max_length=200)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, verbose_name="文件")
    lines = models.JSONField("原文各行", default=list)
    plans = models.JSONField("识别结果", default=list)
    warnings = models.JSONField("未识别", default=list)
    created_by_uid = models.UUIDField("导入人编号", null=True)
    created_by = models.CharField("导入人", max_length=60)
    confirmed_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = "导入草稿"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        """The source."""
        return self.name
