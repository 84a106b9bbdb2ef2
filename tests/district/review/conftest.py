"""A submission that is assigned to a reviewer."""

import pytest

from accounts.models import User
from core.actors import Actor, Role
from district.collection.models import Entry
from district.collection.services.entries import assign_reviewer
from tenants.models import School
from tests.factories.collection import SYSTEM, entry_of, make_campaign, make_rubric, submit
from tests.factories.people import make_user


@pytest.fixture
def reviewer(db: None) -> User:
    """A reviewer without a school."""
    return make_user(Role.REVIEWER, name="苏雨棠")


@pytest.fixture
def actor(reviewer: User) -> Actor:
    """The reviewer at work in the district."""
    return reviewer.as_actor(None)


@pytest.fixture
def entry(tb: School, reviewer: User) -> Entry:
    """A plan of school tb that waits for the reviewer, to be scored by three criteria (50, 30, 20 or 不适用)."""
    campaign = make_campaign(rubric=make_rubric())
    submitted = submit(campaign, tb)
    assign_reviewer(campaign, [submitted.uid], reviewer.uid, actor=SYSTEM)
    return entry_of(campaign, tb)
