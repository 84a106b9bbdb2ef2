"""Writing the audit trail."""

from typing import Any

from django.db import models

from audit.context import client_ip
from audit.models import AuditEntry
from core.actors import Actor


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: Actor,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Note that `actor` did `verb` (a key of audit.verbs.VERBS) to `subject`, in the current schema and transaction.

    `before` and `after` hold the changed fields as JSON values; never put a password or an encrypted field there.
    """
    return AuditEntry.objects.create(
        verb=verb,
        actor_uid=actor.uid,
        actor_name=actor.name,
        subject_kind=subject._meta.label_lower,
        subject_uid=getattr(subject, "uid", None),
        subject_label=str(subject)[:200],
        before=before or {},
        after=after or {},
        ip=client_ip.get(),
    )
