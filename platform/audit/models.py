"""The audit trail's rows."""

from typing import ClassVar

from django.db import models

from core.models import AppendOnlyRecord


class AuditEntry(AppendOnlyRecord):
    """One act of one person. Written in the transaction of the act; never changed."""

    at = models.DateTimeField("时间", auto_now_add=True)
    verb = models.CharField("操作", max_length=40)
    actor_uid = models.UUIDField("操作人编号", null=True)
    actor_name = models.CharField("操作人", max_length=60)
    subject_kind = models.CharField("对象类别", max_length=40)
    subject_uid = models.UUIDField("对象编号", null=True)
    subject_label = models.CharField("对象", max_length=200)
    before = models.JSONField("原来", default=dict)
    after = models.JSONField("改为", default=dict)
    ip = models.GenericIPAddressField("来源", null=True)

    class Meta:
        verbose_name = "操作记录"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["subject_uid"], name="audit_subject"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        """Who did what."""
        return f"{self.actor_name} {self.verb_label} {self.subject_label}"

    @property
    def verb_label(self) -> str:
        """The verb in Chinese."""
        from audit.verbs import VERBS  # noqa: PLC0415 -- a table without models

        return VERBS.get(self.verb, self.verb)
