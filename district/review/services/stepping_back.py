"""A reviewer who cannot judge a copy (回避), or puts it off (跳过)."""

from django.db import transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from district.collection.models import Entry, EntryState, EventKind, ReviewAssignment
from district.collection.services import decisions
from district.collection.services.events import note
from district.review import policies, selectors
from district.review.services.reviewing import REFUSAL

MOST_WORDS = 200


@transaction.atomic
def abstain(entry: Entry, *, reason: str, actor: Actor) -> None:
    """Step back from an entry for good, with a reason; it waits for the administrator to assign somebody else.

    What was marked so far stays with the person and counts for nothing. Raises WrongStateError once the own proposal
    is in.
    """
    assignment = _open_assignment(entry, actor)
    words = reason.strip()
    if not words or len(words) > MOST_WORDS:
        message = f"请写回避原因，最多{MOST_WORDS}个字。"
        raise InvalidInputError(message)
    assignment.is_active, assignment.abstained_because = False, words
    assignment.save(update_fields=["is_active", "abstained_because", "updated_at"])
    note(assignment.entry, EventKind.RELEASED, by=actor.name, reason=f"{actor.name}：{words}")
    record("review.abstain", entry, actor=actor, after={"reason": words})


@transaction.atomic
def skip(entry: Entry, *, actor: Actor) -> None:
    """Put an entry last in one's own queue."""
    assignment = _open_assignment(entry, actor)
    assignment.skipped_at = timezone.now()
    assignment.save(update_fields=["skipped_at", "updated_at"])


def _open_assignment(entry: Entry, actor: Actor) -> ReviewAssignment:
    entry = decisions.locked_entry(entry.uid)
    assignment = selectors.assignment_of(actor, entry)
    ensure(policies.can_review(actor, entry, is_assigned=assignment is not None), REFUSAL)
    own = selectors.review_of(entry, actor)
    is_over = entry.state not in {EntryState.SUBMITTED, EntryState.REVIEWING}
    if assignment is None or is_over or (own is not None and own.is_in):
        message = "这份报送件已经审完，或您的初评已经提交。"
        raise WrongStateError(message)
    return assignment
