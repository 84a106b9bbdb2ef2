"""What a campaign may be set to."""

from django.db import models

MOST_REVIEWERS = 5


class CampaignState(models.TextChoices):
    """Being prepared, announced to the schools, or archived; the clocks say the rest."""

    DRAFT = "draft", "筹备中"
    ANNOUNCED = "announced", "已发布"
    ARCHIVED = "archived", "已归档"


class ScoreRule(models.TextChoices):
    """How the totals of several reviewers become one (district.review.scoring)."""

    MEAN = "mean", "平均分"
    MEDIAN = "median", "中位数"
    TRIMMED = "trimmed", "去掉最高最低后平均"


class AmendedBy(models.TextChoices):
    """Who has the last word on an amendment of an accepted plan."""

    DISTRICT = "district", "区里同意后生效"
    CHAIR = "chair", "工会主席同意即生效"
