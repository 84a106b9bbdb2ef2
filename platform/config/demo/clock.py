"""Telling the demo's story at the times at which it happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def at(moment: str | datetime) -> Iterator[datetime]:
    """Let services run inside see `moment` (ISO with offset) as now; for the demo's loader only, one thread."""
    then = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    real = timezone.now
    timezone.now = lambda: then
    try:
        yield then
    finally:
        timezone.now = real
