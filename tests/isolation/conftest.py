"""Fixtures for tests that need real commits and connections of their own, outside a test's transaction."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tenants.models import School
from tenants.schemas import in_public
from tests.isolation.world import World


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[School, School]]:
    """The schools `ta` and `tb` as they were committed; the test must leave no row behind."""
    with django_db_blocker.unblock():
        with in_public():
            schools = {school.code: school for school in School.objects.filter(code__in=["ta", "tb"])}
        yield schools["ta"], schools["tb"]
        connection.close()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The schools `ca` and `cb` and the district, furnished and committed; a module that uses it must not use `db`."""
    with django_db_blocker.unblock():
        made = World()
        try:
            made.build()
            yield made
        finally:
            made.pull_down()
