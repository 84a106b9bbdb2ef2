"""Rubrics, reviews with their marks and remarks; all on the frozen copies in public."""

from typing import ClassVar

from django.db import models

from core.models import Record
from district.collection.models import Campaign, Outcome, Submission


class Rubric(Record):
    """A set of criteria; once a campaign uses it, it is frozen and a change makes a new version."""

    title = models.CharField("名称", max_length=80)
    version = models.PositiveSmallIntegerField("版本", default=1)
    is_frozen = models.BooleanField("已冻结", default=False)
    source = models.CharField("依据", max_length=200, blank=True)
    campaigns = models.ManyToManyField(Campaign, through="CampaignRubric", related_name="rubrics")

    class Meta:
        verbose_name = "评分标准"
        ordering: ClassVar = ["title", "-version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["title", "version"], name="rubric_version_once")]

    def __str__(self) -> str:
        """Title and version."""
        return f"{self.title}，第{self.version}版"


class CampaignRubric(models.Model):
    """Which rubric a campaign is scored by: one."""

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="rubric_choice")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "征集的评分标准"


class Criterion(Record):
    """A weighted category: `weight` is its maximum in points; `levels` = [{"label", "points", "text"}], best first.

    One that is not counted is independent: marked and shown, never part of the score.
    """

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField("次序")
    title = models.CharField("项目", max_length=60)
    weight = models.PositiveSmallIntegerField("分值")
    levels = models.JSONField("等级")
    may_not_apply = models.BooleanField("可不适用", default=False)
    is_counted = models.BooleanField("计入总分", default=True)

    class Meta:
        verbose_name = "评分项目"
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        """The title."""
        return self.title


class Review(Record):
    """One reviewer's work on one submission; it is in once it proposes something (初评), and then does not change.

    `total` is the reviewer's own score (None while a criterion is not marked, or without a rubric). An approver may
    send a proposal back with a reason (`sent_back_because`); the review is then open again.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reviews")
    reviewer_uid = models.UUIDField("审核员编号")
    reviewer_name = models.CharField("审核员", max_length=60)
    proposal = models.CharField("初评", max_length=10, blank=True, choices=Outcome)
    reason = models.CharField("意见", max_length=1000, blank=True)
    resubmit_by = models.DateTimeField("建议最晚重报", null=True, blank=True)
    total = models.DecimalField("总分", max_digits=5, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField("保存次数", default=1)
    proposed_at = models.DateTimeField("初评时间", null=True, blank=True)
    sent_back_because = models.CharField("审定人退还意见", max_length=500, blank=True)
    sent_back_at = models.DateTimeField("审定人退还时间", null=True, blank=True)

    class Meta:
        verbose_name = "审核"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "reviewer_uid"], name="review_once"),
            models.CheckConstraint(
                name="review_in_has_proposal",
                condition=models.Q(proposed_at__isnull=False) & ~models.Q(proposal="")
                | models.Q(proposed_at__isnull=True, proposal="", total__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Whose and of what."""
        return f"{self.reviewer_name} {self.submission}"

    @property
    def is_in(self) -> bool:
        """Whether the reviewer has proposed something."""
        return self.proposed_at is not None


class Mark(models.Model):
    """What a criterion got: a level (0 is the best), or 不适用; not marked at all has no row."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField("等级", null=True)
    points = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)
    reason = models.CharField("理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "评分"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "criterion"], name="mark_once"),
            models.CheckConstraint(
                name="mark_level_with_points",
                condition=models.Q(level__isnull=True, points__isnull=True)
                | models.Q(level__isnull=False, points__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Criterion and points."""
        return f"{self.criterion} {self.points}"

    @property
    def applies(self) -> bool:
        """Whether the criterion counts in the denominator."""
        return self.level is not None


class Remark(Record):
    """A remark on a line of the document: `anchor` is the uid of the section or task in the payload.

    It may say which criterion it is about, and is then found behind that criterion's points.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="remarks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    anchor = models.UUIDField("所在行")
    line_number = models.PositiveSmallIntegerField("行号")
    quote = models.CharField("原文", max_length=200, blank=True)
    is_required = models.BooleanField("须改", default=True)
    text = models.CharField("批注", max_length=500)

    class Meta:
        verbose_name = "批注"
        ordering: ClassVar = ["line_number", "pk"]

    def __str__(self) -> str:
        """The first words."""
        return self.text[:40]
