"""Numbers that people or programs put into addresses and forms."""

from collections.abc import Iterable
from uuid import UUID

_LONGEST = 6


def small_number(text: str) -> int | None:
    """The whole number of at most six ASCII digits that `text` is, else None; never raises."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None


def uids_in(texts: Iterable[str]) -> list[UUID]:
    """Those of `texts` that are uids; never raises."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
