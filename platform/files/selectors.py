"""Reading stored files."""

from django.db.models import QuerySet

from core.actors import Actor, Role
from files.models import StoredFile

OFFICERS = (
    Role.CHAIR, Role.COMMITTEE, Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER,
)  # fmt: skip


def files_visible_to(actor: Actor) -> QuerySet[StoredFile]:
    """Files of the current place that this person may fetch: officers all, everyone their own uploads."""
    files = StoredFile.objects.all()
    if actor.has(*OFFICERS):
        return files
    return files.filter(uploaded_by_uid=actor.uid) if actor.uid else files.none()
