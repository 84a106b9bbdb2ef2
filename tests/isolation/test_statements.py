"""A request costs its own statements + 1: the switch to its place (issue 2 §2, scale.md G3a)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest
from django.test import Client

from core.database import connection
from tenants import calendar, directory, figures, remembered
from tests.isolation.objects import WITHOUT_OBJECTS, keys_for
from tests.isolation.walls import walls_of
from tests.isolation.world import World

SWITCH = "SELECT set_config('role'"
# The library's own greeting of a new connection; production pays it once in ten minutes (pool.max_lifetime).
GREETINGS = ("SELECT set_config('TimeZone'", "SELECT 1")


@dataclass
class Heard:
    """Statements that really went to PostgreSQL."""

    statements: list[str] = field(default_factory=list)

    @property
    def switches(self) -> int:
        """How often the place was changed."""
        return sum(text.startswith(SWITCH) for text in self.statements)

    @property
    def own(self) -> int:
        """Everything that the page itself asked."""
        return sum(not text.startswith((SWITCH, *GREETINGS)) for text in self.statements)


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> "Listen":
    """Note what psycopg sends, below Django's own counting."""
    execute = psycopg.Cursor.execute
    heard = Heard()

    def noted(cursor: psycopg.Cursor, query: object, *arguments: object, **more: object) -> object:
        heard.statements.append(str(query))
        return execute(cursor, query, *arguments, **more)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    for memory in ((directory, "SECONDS_KEPT"), (directory, "SECONDS_UNKNOWN_KEPT"), (remembered, "SECONDS_KEPT")):
        monkeypatch.setattr(*memory, 3600.0)  # what is asked once in a while is not what a request costs
    for forget in (directory.forget, calendar.overrides.forget, figures.values_in_force.forget):
        forget()  # what was kept for the usual minute would end in the middle of the walk

    @contextmanager
    def listen() -> Iterator[Heard]:
        heard.statements = []
        yield heard

    return listen


def cost(listen: "Listen", client: Client, address: str, *, fresh: bool) -> tuple[int, int]:
    """(own statements, switches) of a page; `fresh` begins with a connection that nobody used before."""
    assert client.get(address).status_code == 200  # memories filled: schools, figures, working days
    if fresh:
        connection.close()
    with listen() as heard:
        assert client.get(address).status_code == 200
    return heard.own, heard.switches


# Pages of a school that ask the district through the collection's facade, and what their going there and back costs.
# The way back costs nothing when nothing more is asked.
CROSSING = {
    "home:index": 2,
    "plans:detail": 4,
    "plans:amendments": 2,
    "plans:submit": 2,
    "plans:receipt": 2,
    "plans:compare": 2,
    "plans:sent": 2,
}


@pytest.mark.parametrize("place", ["school", "district"])
def test_every_page_costs_its_own_statements_and_one(place: str, world: World, listening: "Listen") -> None:
    """Fresh as in production, where a request begins with a connection from the pool; and again on the same one."""
    room = world.schools[0] if place == "school" else world.district
    costs = {}
    for wall in walls_of(place):
        for key in keys_for(wall, room) if wall.arguments and wall.name not in WITHOUT_OBJECTS else [{}]:
            address = wall.address(key, prefix=room.prefix)
            if room.client().get(address).status_code == 200:
                own, switches = cost(listening, room.client(), address, fresh=True)
                own_again, switches_again = cost(listening, room.client(), address, fresh=False)
                costs.setdefault(wall.name, []).append((own_again - own, switches, switches_again))

    plain = {name: found for name, found in costs.items() if set(found) != {(0, 1, 0)}}
    assert len(costs) > 30
    crossing = {name: max(switches for _, switches, _ in found) - 1 for name, found in plain.items()}
    assert crossing == (CROSSING if place == "school" else {})
    assert {own for found in plain.values() for own, _, _ in found} <= {0}


def test_changing_places_costs_one_each_time(world: World, listening: "Listen") -> None:
    """A worker that serves two schools by turns pays the switch and nothing else."""
    clients = [(room.client(), f"{room.prefix}members/groups/") for room in world.schools]
    for client, address in clients:
        client.get(address)

    with listening() as heard:
        for client, address in clients * 3:
            client.get(address)
    turns = heard.switches
    with listening() as heard:
        for client, address in [clients[0]] * 6:
            client.get(address)

    assert (turns, heard.switches) == (6, 1)


def test_a_page_that_needs_no_place_asks_nothing(listening: "Listen", world: World) -> None:
    Client().get("/healthz")  # the host is looked up, and remembered
    connection.close()

    with listening() as heard:
        Client().get("/healthz")

    assert heard.statements == []
