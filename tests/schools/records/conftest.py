"""Clients of these tests leave the test in its school; it is 24 November 2026."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from tests.factories.plans import staying

NOW = "2026-11-24T10:00:00+08:00"


@pytest.fixture
def sign_in(sign_in: Callable[..., Client]) -> Callable[..., Client]:
    """`sign_in(Role.CHAIR, school=ta)`, after whose requests the test works in its school again."""
    return lambda *roles, **places: staying(sign_in(*roles, **places))


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """Stop the clock."""
    with time_machine.travel(NOW, tick=False):
        yield
