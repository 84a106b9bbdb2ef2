"""What these tests share; their clients leave the test in its school."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.actors import Actor
from district.collection.models import Campaign
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.collection import make_campaign
from tests.factories.plans import chair_of, staying


@pytest.fixture
def campaign(ta: School) -> Campaign:
    """An open campaign for 2026学年第一学期."""
    with in_public():
        return make_campaign()


@pytest.fixture
def chair(ta: School) -> Actor:
    """The chair of the first school."""
    return chair_of(ta)


@pytest.fixture
def sign_in(sign_in: Callable[..., Client]) -> Callable[..., Client]:
    """`sign_in(Role.CHAIR, school=ta)`, after whose requests the test works in its school again."""
    return lambda *roles, **places: staying(sign_in(*roles, **places))
