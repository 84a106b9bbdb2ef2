"""The walls of the house: every address of a URLconf, found in the URLconf itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

_PART = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
STRANGER = str(UUID(int=7))
SAMPLES = {
    "uid": STRANGER, "section": STRANGER, "task": STRANGER, "plan": STRANGER, "change": STRANGER, "amendment": STRANGER,
    "remark_uid": STRANGER, "file": STRANGER, "code": "nowhere", "key": "no.such.figure", "day": "2031-02-07",
    "version": "1", "secret": "0" * 72,
}  # fmt: skip
URLCONFS = {"school": settings.SCHOOL_URLCONF, "district": settings.ROOT_URLCONF}


@dataclass(frozen=True)
class Wall:
    """One address: its name with namespace (its route when it has none) and its whole route."""

    name: str
    route: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the parts that vary."""
        return tuple(match["name"] for match in _PART.finditer(self.route))

    def address(self, values: dict[str, str] | None = None, *, prefix: str = "/") -> str:
        """The address with `values` put in (SAMPLES for what they lack); KeyError for a part that nobody knows."""
        known = SAMPLES | (values or {})
        return prefix + _PART.sub(lambda match: known[match["name"]], self.route)


def walls_of(place: str) -> list[Wall]:
    """All addresses of "school" or "district"."""
    return list(_walk(get_resolver(URLCONFS[place]).url_patterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], route: str, namespace: str) -> Iterator[Wall]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here, f"{namespace}{pattern.namespace}:" if pattern.namespace
                             else namespace)  # fmt: skip
        else:
            yield Wall(namespace + pattern.name if pattern.name else here, here)
