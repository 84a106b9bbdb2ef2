"""Marking in tests."""

from core.actors import Actor
from district.collection.models import Entry
from district.review import selectors
from district.review.models import Review
from district.review.services.reviewing import MarkWish, save_marks


def wish(level: int | None, reason: str = "") -> MarkWish:
    """A level, -1 for 不适用, None for nothing."""
    return MarkWish(level=None, applies=False, reason=reason) if level == -1 else MarkWish(level=level, reason=reason)


def mark_all(entry: Entry, actor: Actor, *levels: int | None, reason: str = "") -> Review:
    """Save levels for the criteria in their order, from what the reviewer sees now."""
    criteria = selectors.criteria_of(entry.campaign)
    review = selectors.review_of(entry, actor)
    wishes = {criterion.uid: wish(level, reason) for criterion, level in zip(criteria, levels, strict=True)}
    return save_marks(entry, wishes, version=review.version if review else 1, actor=actor)
