"""Who may review, score, decide and publish."""

from core.actors import Actor, Role
from district.collection.models import Entry


def can_see_queue(actor: Actor) -> bool:
    """Reviewers, approvers and administrators of the district."""
    return actor.school is None and actor.has(Role.REVIEWER, Role.APPROVER, Role.DISTRICT_ADMIN)


def can_see_all_reviews(actor: Actor) -> bool:
    """Approvers and administrators read every review; a reviewer only what was assigned."""
    return actor.school is None and actor.has(Role.APPROVER, Role.DISTRICT_ADMIN)


def can_review(actor: Actor, entry: Entry) -> bool:
    """The assigned reviewer, never on a submission of the own school (district.md §5, check 6)."""
    is_own_school = bool(actor.home_school) and actor.home_school == entry.school.code
    is_assigned = actor.uid is not None and entry.reviewer_uid == actor.uid
    return actor.school is None and actor.has(Role.REVIEWER) and is_assigned and not is_own_school


def can_publish(actor: Actor) -> bool:
    """Approvers and district administrators."""
    return actor.school is None and actor.has(Role.APPROVER, Role.DISTRICT_ADMIN)


def can_manage_rubrics(actor: Actor) -> bool:
    """District administrators."""
    return actor.school is None and actor.has(Role.DISTRICT_ADMIN)
