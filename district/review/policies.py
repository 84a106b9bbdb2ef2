"""Who may review, score, decide and publish."""

from core.actors import Actor, Role
from district.collection import conflicts
from district.collection.models import Entry


def can_see_queue(actor: Actor) -> bool:
    """Reviewers, approvers and administrators of the district."""
    return actor.school is None and actor.has(Role.REVIEWER, Role.APPROVER, Role.DISTRICT_ADMIN)


def can_see_all_reviews(actor: Actor) -> bool:
    """Approvers and administrators read every review; a reviewer only what was assigned."""
    return actor.school is None and actor.has(Role.APPROVER, Role.DISTRICT_ADMIN)


def can_review(actor: Actor, entry: Entry, *, is_assigned: bool) -> bool:
    """An assigned reviewer, never on a submission of a school to keep away from (district.md §5, check 6)."""
    is_reviewer = actor.school is None and actor.has(Role.REVIEWER)
    return is_reviewer and is_assigned and conflicts.may_judge(actor, entry.school.code)


def can_decide(actor: Actor, entry: Entry, *, is_assigned: bool) -> bool:
    """An approver who has no part in the review, never on a submission of a school to keep away from."""
    is_apart = can_approve(actor) and not is_assigned
    return is_apart and conflicts.may_judge(actor, entry.school.code)


def can_see_others(actor: Actor, *, is_assigned: bool, is_in: bool, is_decided: bool) -> bool:
    """Whether the other reviewers' proposals may be shown: after one's own is in, or the decision is made.

    Whoever does not review the copy sees them as soon as they are in: approvers and administrators.
    """
    return is_decided or (is_in if is_assigned else can_see_all_reviews(actor))


def can_approve(actor: Actor) -> bool:
    """Approvers have a queue of proposals."""
    return actor.school is None and actor.has(Role.APPROVER)


def can_publish(actor: Actor) -> bool:
    """Approvers and district administrators."""
    return actor.school is None and actor.has(Role.APPROVER, Role.DISTRICT_ADMIN)


def can_manage_rubrics(actor: Actor) -> bool:
    """District administrators."""
    return actor.school is None and actor.has(Role.DISTRICT_ADMIN)
