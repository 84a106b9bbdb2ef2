"""Who may do what with the register (product.md §1)."""

from core.actors import Actor, Role

OFFICERS = (Role.CHAIR, Role.COMMITTEE, Role.SCHOOL_ADMIN)


def can_see_register(actor: Actor) -> bool:
    """Whether all members may be seen."""
    return actor.has(*OFFICERS)


def can_see_own_group(actor: Actor) -> bool:
    """Whether the members of one's own group may be seen."""
    return actor.has(Role.GROUP_LEADER)


def can_keep_register(actor: Actor) -> bool:
    """Whether members, groups and posts may be written, imported and taken off the register."""
    return actor.has(*OFFICERS)


def can_reveal_mobile(actor: Actor) -> bool:
    """Whether a mobile number may be shown in full, with a reason that is kept."""
    return actor.has(*OFFICERS, Role.GROUP_LEADER)


def can_open_accounts(actor: Actor) -> bool:
    """Whether members may be given accounts."""
    return actor.has(Role.SCHOOL_ADMIN)
