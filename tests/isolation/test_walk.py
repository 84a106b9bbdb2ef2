"""The random walk (scale.md §5.3 no. 1): 100,000 reads, none from a wrong place; mutants are caught."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import ProgrammingError
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantWrapper

from core.database import connection
from tenants.backend.base import DatabaseWrapper
from tenants.models import School
from tests.isolation.walk import Walk

Pair = tuple[School, School]


def test_no_read_comes_from_a_wrong_place(committed: Pair) -> None:
    walk = Walk(committed, seed=20261122)

    walk.go(100_000)

    assert walk.wrong == 0


@pytest.fixture
def pooled(committed: Pair) -> Iterator[None]:
    """Connections come from psycopg's pool, as in production (DATABASE_POOL)."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options["pool"] = {"min_size": 2, "max_size": 4}
    yield
    connection.close()
    connection.close_pool()
    del options["pool"]


def test_no_read_comes_from_a_wrong_place_with_a_pool(committed: Pair, pooled: None) -> None:
    walk = Walk(committed, seed=7)

    walk.go(20_000)

    assert walk.wrong == 0


def test_the_walk_catches_a_pool_whose_connections_are_believed_fresh_when_they_are_not(
    committed: Pair, pooled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mutant: what was set is remembered although the connection went back to the pool and another came."""
    walk = Walk(committed, seed=7)

    with monkeypatch.context() as harm, suppress(ProgrammingError):  # a place without the table is a wrong one too
        harm.setattr(DatabaseWrapper, "close", TenantWrapper.__bases__[0].close)
        walk.go(4_000)

    assert walk.reads < 4_000 or walk.wrong > 0


def test_the_walk_catches_a_wrapper_that_trusts_a_rolled_back_switch(
    committed: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mutant: django-tenants before 4.0 kept what it had set although ROLLBACK had undone it."""
    plain = TenantWrapper.__bases__[0]
    monkeypatch.setattr(DatabaseWrapper, "rollback", plain.rollback)
    monkeypatch.setattr(DatabaseWrapper, "savepoint_rollback", plain.savepoint_rollback)
    walk = Walk(committed, seed=1)

    walk.go(4_000)

    assert walk.wrong > 0


def test_the_walk_catches_a_wrapper_that_does_not_come_back(committed: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutant: the switch is sent only the first time."""
    handle = DatabaseWrapper._handle_search_path

    def once(self: DatabaseWrapper, cursor: object = None) -> None:
        if self.search_path_set_schemas is None:
            handle(self, cursor)

    monkeypatch.setattr(DatabaseWrapper, "_handle_search_path", once)
    walk = Walk(committed, seed=1)

    walk.go(1_000)
    connection.close()

    assert walk.wrong > 0
