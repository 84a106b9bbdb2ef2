"""Who may do what with the calendar: all see it for the plans that they may open; officers record (product.md §1)."""

from core.actors import Actor, Role


def can_record(actor: Actor) -> bool:
    """Whether the way from an occurrence to a new record is offered."""
    return actor.has(Role.CHAIR, Role.COMMITTEE)
