"""Errors that rules raise; the message is fit for the person who caused it."""


class DomainError(Exception):
    """A rule said no. `str(error)` is a Chinese sentence for the person."""


class NotAllowedError(DomainError):
    """The person may not do this (HTTP 403)."""


class WrongStateError(DomainError):
    """The record is in a state in which this cannot be done."""


class InvalidInputError(DomainError):
    """What was given cannot be taken; nothing was changed."""


class ConflictError(DomainError):
    """Somebody else changed the record in the meantime."""


def ensure(condition: bool, message: str) -> None:  # noqa: FBT001 -- reads as a sentence: ensure(can_do(), "…")
    """Raise NotAllowedError with `message` unless `condition` holds."""
    if not condition:
        raise NotAllowedError(message)
