"""Numbers that people or programs put into addresses and forms."""

_LONGEST = 6


def small_number(text: str) -> int | None:
    """The whole number of at most six ASCII digits that `text` is, else None; never raises."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None
