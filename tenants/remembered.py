"""A value read from the district's schema and kept for a short time in this process."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from tenants.schemas import in_public

Value = TypeVar("Value")

SECONDS_KEPT = 60.0


class Remembered(Generic[Value]):
    """Calls `load` in the district's schema at most once a minute; `load` must return plain values, no querysets."""

    def __init__(self, load: Callable[[], Value]) -> None:
        self._load = load
        self._kept: tuple[float, Value] | None = None

    def __call__(self) -> Value:
        """The value, at most a minute old."""
        kept, now = self._kept, time.monotonic()
        if kept is None or kept[0] < now:
            with in_public():
                kept = (now + SECONDS_KEPT, self._load())
            self._kept = kept
        return kept[1]

    def forget(self) -> None:
        """Read anew next time: called after a change."""
        self._kept = None
