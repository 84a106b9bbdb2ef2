"""The outbox: letters to people of the school, and what became of them."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from core.models import Record


class LetterState(models.TextChoices):
    """Waiting for its (next) try, taken by the mail server, no longer wanted, given up."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    DROPPED = "dropped", "不再发送"
    FAILED = "failed", "没有发出"


class Letter(Record):
    """A letter to a person. Its address is read from the account when it is sent; `fault` says why the last try failed.

    It is written in the transaction that tells the person in the app, so that neither is there without the other.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+", verbose_name="账号")
    subject = models.CharField("主题", max_length=120)
    body = models.TextField("正文")
    state = models.CharField("状态", max_length=8, choices=LetterState, default=LetterState.WAITING)
    tries = models.PositiveSmallIntegerField("试发次数", default=0)
    next_try_at = models.DateTimeField("下次试发", default=timezone.now)
    fault = models.CharField("原因", max_length=120, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True)

    class Meta:
        verbose_name = "邮件"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="letter_sent_has_its_time",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        """What it is about."""
        return self.subject
