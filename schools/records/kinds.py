"""The kinds of records that carry out tasks; every app registers its own at start-up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of record: `address_name` is the URL name that opens one of them by its uid."""

    code: str
    label: str
    address_name: str


WORK = Kind("work", "工作记录", "records:detail")

_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; again is fine, another kind under the same code raises ValueError."""
    if _kinds.setdefault(kind.code, kind) != kind:
        message = f"kind {kind.code} is taken"
        raise ValueError(message)


def kind_of(code: str) -> Kind:
    """The kind with this code; KeyError when no app registered it."""
    return _kinds[code]
