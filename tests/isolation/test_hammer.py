"""Two schools and the district asked at once: 200 answers each, none with a word of another (scale.md §5.3)."""

from collections.abc import Iterator

import pytest

from core.database import connection
from tenants import schemas
from tests.isolation.furnishing import Room
from tests.isolation.hammer import addresses, strike
from tests.isolation.world import World


def parts(world: World) -> list[tuple[Room, list[str], list[str]]]:
    """Each place with its pages and the words that must not be seen there."""
    first, second = world.schools
    return [
        (first, addresses(first), [second.hidden, second.sent]),
        (second, addresses(second), [first.hidden, first.sent]),
        (world.district, addresses(world.district), [first.hidden, second.hidden]),
    ]


def test_no_answer_carries_a_word_of_another_place(world: World) -> None:
    rooms = parts(world)

    blows = strike(rooms, times=200)

    assert [(blow.answers, blow.foreign, blow.failed) for blow in blows] == [(200, [], [])] * 3
    assert min(blow.own for blow in blows[:2]) > 100  # the schools' pages do show their own
    assert min(len(pages) for _, pages, _ in rooms) > 25


def mixed() -> Iterator[None]:
    """In place of in_public: where to come back to is kept for the process, not for the thread (scale.md I-02)."""
    _shared.append(connection.tenant)
    connection.set_schema_to_public()
    try:
        yield
    finally:
        connection.set_tenant(_shared.pop())


def test_the_hammer_catches_threads_that_share_where_they_come_back_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = parts(world)[:2]
    monkeypatch.setattr(schemas, "_shared", [], raising=False)
    monkeypatch.setattr(schemas.in_public.__wrapped__, "__code__", mixed.__code__)

    blows = strike(rooms, times=120)

    assert sum(len(blow.foreign) for blow in blows) > 0
