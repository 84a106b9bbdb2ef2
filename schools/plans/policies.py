"""Who may do what with plans (product.md §1): officers write, the chair submits, the leader reads everything."""

from core.actors import Actor, Role
from schools.plans.models import Plan

OFFICERS = (Role.CHAIR, Role.COMMITTEE)
READERS = (*OFFICERS, Role.LEADER)


def can_see_draft_plans(actor: Actor) -> bool:
    """Whether plans that were not sent yet, or came back, may be seen."""
    return actor.has(*READERS)


def can_edit_plans(actor: Actor) -> bool:
    """Whether plans may be written, imported, changed and deleted while they are drafts."""
    return actor.has(*OFFICERS)


def can_submit_plans(actor: Actor) -> bool:
    """Whether plans may be sent to the district and taken back."""
    return actor.has(Role.CHAIR)


def can_ask_changes(actor: Actor, plan: Plan) -> bool:
    """Whether changes of this plan may be asked for now."""
    return can_edit_plans(actor) and plan.is_amendable


def can_edit_rules(actor: Actor) -> bool:
    """Whether the rules that propose an area may be changed."""
    return actor.has(Role.SCHOOL_ADMIN)
