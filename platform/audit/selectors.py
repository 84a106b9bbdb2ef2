"""Reading the audit trail."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from audit.models import AuditEntry
from audit.verbs import VERBS
from audit.words import changes_of
from core.actors import Actor, Role
from core.templatetags.ui import cn_datetime

READERS = (Role.SCHOOL_ADMIN, Role.CHAIR, Role.DISTRICT_ADMIN)
SYSTEM = "system"


def entries_visible_to(actor: Actor) -> QuerySet[AuditEntry]:
    """The whole trail of the current place for those who may read it, else one's own acts."""
    entries = AuditEntry.objects.all()
    return entries if actor.has(*READERS) else entries.filter(actor_uid=actor.uid)


def people_in(entries: QuerySet[AuditEntry]) -> list[tuple[str, str]]:
    """(uid or SYSTEM, name) of everybody who acted, for a filter."""
    people = entries.order_by("actor_name").values_list("actor_uid", "actor_name").distinct()
    return [(str(uid) if uid else SYSTEM, name) for uid, name in people]


def verbs_in(entries: QuerySet[AuditEntry]) -> list[tuple[str, str]]:
    """(verb, label) of every act that happened, for a filter."""
    verbs = entries.order_by("verb").values_list("verb", flat=True).distinct()
    return [(verb, VERBS.get(verb, verb)) for verb in verbs]


def timeline_of(subject: UUID, *, limit: int = 20) -> list[dict[str, Any]]:
    """What was done to a record, newest first, as entries of `ui/_timeline.html`."""
    entries = AuditEntry.objects.filter(subject_uid=subject)[:limit]
    return [
        {
            "title": entry.verb_label,
            "text": "；".join(
                [f"{entry.actor_name}，{cn_datetime(entry.at)}", *(str(change) for change in changes_of(entry))]
            ),
            "shape": "solid",
            "tone": "blue",
        }
        for entry in entries
    ]
