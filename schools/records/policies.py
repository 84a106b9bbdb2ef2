"""Who may do what with records (product.md §1): officers write and confirm, the leader reads, all see completion."""

from core.actors import Actor, Role

OFFICERS = (Role.CHAIR, Role.COMMITTEE)
READERS = (*OFFICERS, Role.LEADER)


def can_read_records(actor: Actor) -> bool:
    """Whether records and their files may be opened; completion in numbers is for everyone."""
    return actor.has(*READERS)


def can_write_records(actor: Actor) -> bool:
    """Whether records may be written, and matches with tasks confirmed and taken back."""
    return actor.has(*OFFICERS)
