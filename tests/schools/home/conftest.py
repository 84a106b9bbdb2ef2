"""Clients of these tests leave the test in its school."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.plans import staying


@pytest.fixture
def sign_in(sign_in: Callable[..., Client]) -> Callable[..., Client]:
    """`sign_in(Role.CHAIR, school=ta)`, after whose requests the test works in its school again."""
    return lambda *roles, **places: staying(sign_in(*roles, **places))
