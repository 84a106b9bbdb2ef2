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


def can_review(actor: Actor, entry: Entry) -> bool:
    """The assigned reviewer, never on a submission of a school to keep away from (district.md §5, check 6)."""
    is_assigned = actor.uid is not None and entry.reviewer_uid == actor.uid
    is_reviewer = actor.school is None and actor.has(Role.REVIEWER)
    return is_reviewer and is_assigned and conflicts.may_judge(actor, entry.school.code)


def can_publish(actor: Actor) -> bool:
    """Approvers and district administrators."""
    return actor.school is None and actor.has(Role.APPROVER, Role.DISTRICT_ADMIN)


def can_manage_rubrics(actor: Actor) -> bool:
    """District administrators."""
    return actor.school is None and actor.has(Role.DISTRICT_ADMIN)
