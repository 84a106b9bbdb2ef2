"""Facts that schools pushed, and how fresh they are; public schema."""

from typing import ClassVar

from django.db import models

from tenants.models import School


class Fact(models.Model):
    """One number of one school for one period: a count with its denominator, never a name (product.md §2.6).

    `period` is `2026`, `2026-first` or `2026-second`; `denominator` 0 means 不适用, None means a plain count. A count
    of fewer than five people is withheld: the row says so and holds no number.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="facts")
    indicator = models.CharField("指标", max_length=40)
    period = models.CharField("时段", max_length=12)
    numerator = models.IntegerField("分子", null=True)
    denominator = models.IntegerField("分母", null=True)
    is_withheld = models.BooleanField("不足5人", default=False)
    measured_at = models.DateTimeField("数据时间")

    class Meta:
        verbose_name = "指标值"
        indexes: ClassVar = [
            models.Index(fields=["period", "indicator"], condition=models.Q(numerator=0), name="fact_of_nothing"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "period", "school"], name="fact_once"),
            models.CheckConstraint(
                name="fact_number_unless_withheld",
                condition=models.Q(is_withheld=True, numerator__isnull=True, denominator__isnull=True)
                | models.Q(is_withheld=False, numerator__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Indicator and numbers."""
        return f"{self.indicator} {self.numerator}/{self.denominator}"


class Freshness(models.Model):
    """When a school last pushed its facts, and what went wrong since."""

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="freshness")
    measured_at = models.DateTimeField("数据截至", null=True)
    failed_at = models.DateTimeField("最近失败", null=True)
    failure = models.CharField("失败原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "数据新鲜度"

    def __str__(self) -> str:
        """School and time."""
        return f"{self.school} {self.measured_at}"
