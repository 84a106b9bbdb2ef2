"""Which members other apps refer to; they say it at start-up, because this app knows none of them."""

from collections.abc import Callable, Collection
from uuid import UUID

_declared: list[Callable[[Collection[UUID]], Collection[UUID]]] = []


def declare(uids_in_use: Callable[[Collection[UUID]], Collection[UUID]]) -> None:
    """Add a function that tells which of some members are referred to."""
    if uids_in_use not in _declared:
        _declared.append(uids_in_use)


def in_use(uids: Collection[UUID]) -> set[UUID]:
    """Which of `uids` some app refers to."""
    return {uid for uids_in_use in _declared for uid in uids_in_use(uids)}
