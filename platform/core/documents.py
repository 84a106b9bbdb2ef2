"""The kinds of documents that a school writes and the district collects."""

from django.db import models


class DocumentKind(models.TextChoices):
    """A plan says what is to be done; a summary (小结、总结) says what was done of one, and has no tasks."""

    PLAN = "plan", "工作计划"
    SUMMARY = "summary", "工作小结"
