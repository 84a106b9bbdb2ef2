"""Reading stored files."""

from django.db.models import Q, QuerySet

from core.actors import Actor
from files.holders import holders_here
from files.models import StoredFile


def files_visible_to(actor: Actor) -> QuerySet[StoredFile]:
    """Files of the current place that this person may fetch.

    A file goes by the rule of the records that hold it; one that no record holds is its uploader's alone.
    """
    shown, held = Q(pk__in=[]), Q(pk__in=[])
    for holder in holders_here():
        shown |= Q(pk__in=holder.shown(actor))
        held |= Q(pk__in=holder.held())
    own = Q(uploaded_by_uid=actor.uid) & ~held if actor.uid else Q(pk__in=[])
    return StoredFile.objects.filter(shown | own)
