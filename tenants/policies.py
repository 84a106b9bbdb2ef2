"""Who may do what with the register of schools."""

from core.actors import Actor, Role

READERS = (Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER, Role.OFFICIAL)


def can_see_schools(actor: Actor) -> bool:
    """The district's staff; nobody of a school."""
    return actor.school is None and actor.has(*READERS)


def can_change_schools(actor: Actor) -> bool:
    """District administrators open, rename, stop and close schools."""
    return actor.school is None and actor.has(Role.DISTRICT_ADMIN)


def can_change_settings(actor: Actor) -> bool:
    """District administrators decide figures and working days."""
    return actor.school is None and actor.has(Role.DISTRICT_ADMIN)
