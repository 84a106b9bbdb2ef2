"""App entry."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Reviewing, scoring, deciding and publishing what schools submitted."""

    name = "district.review"
    label = "district_review"
    verbose_name = "审核"
