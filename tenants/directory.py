"""Finding a school by code or host, remembered for a short time in this process (scale.md D3)."""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any

from tenants.models import CODE_PATTERN, Domain, School
from tenants.schemas import in_public

SECONDS_KEPT = 30.0
SECONDS_UNKNOWN_KEPT = 5.0
_MOST_KEPT = 5_000


@dataclass(frozen=True)
class _Entry:
    school: School | None
    until: float


_entries: dict[tuple[str, str], _Entry] = {}
_lock = Lock()


def school_by_code(code: str) -> School | None:
    """The school with this code in any state, or None; at most 30 seconds old.

    What cannot be a code is not asked for: PostgreSQL refuses some characters, and guesses must not fill the memory.
    """
    pattern: Any = CODE_PATTERN.regex  # compiled by the validator, which its stubs do not know
    return _remembered(("code", code)) if pattern.match(code) else None


def school_by_host(host: str) -> School | None:
    """The school that has this host name (without port, lower case), or None; at most 30 seconds old."""
    return _remembered(("host", host))


def forget() -> None:
    """Forget everything: called after a change to a school or a host name."""
    with _lock:
        _entries.clear()


def _remembered(key: tuple[str, str]) -> School | None:
    now = time.monotonic()
    entry = _entries.get(key)
    if entry is None or entry.until < now:
        school = _look_up(*key)
        entry = _Entry(school, now + (SECONDS_KEPT if school else SECONDS_UNKNOWN_KEPT))
        with _lock:
            if len(_entries) >= _MOST_KEPT:
                _entries.clear()
            _entries[key] = entry
    return entry.school


def _look_up(kind: str, value: str) -> School | None:
    with in_public():
        if kind == "code":
            return School.objects.filter(code=value).first()
        domain = Domain.objects.select_related("tenant").filter(domain=value).first()
        return domain.tenant if domain else None
