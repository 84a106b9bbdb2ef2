"""Browsers at work at the same time, each in a place of its own; every answer is searched for the others' canaries."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from threading import Barrier

from core.database import connection
from tests.isolation.answers import text_of
from tests.isolation.furnishing import Room
from tests.isolation.objects import WITHOUT_OBJECTS, keys_for
from tests.isolation.walls import walls_of

LISTS = ("plans/", "members/", "accounts/", "audit/", "jobs/", "campaigns/", "schools/", "reviews/rubrics/")


@dataclass
class Blow:
    """What one browser met."""

    answers: int = 0
    own: int = 0
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def addresses(room: Room) -> list[str]:
    """Every page, file and export of a room that answers 200 to its owner."""
    client = room.client()
    asked = [
        wall.address(key, prefix=room.prefix)
        for wall in walls_of(room.place) if wall.name not in WITHOUT_OBJECTS
        for key in (keys_for(wall, room) if wall.arguments else [{}])
    ]  # fmt: skip
    asked += [f"{room.prefix}{name}?{query}" for name in LISTS for query in ("export=xlsx", "size=100&q=zq")]
    asked += [f"{room.prefix}search/?q=zq"]
    return [address for address in asked if client.get(address).status_code == 200]


def strike(rooms: list[tuple[Room, list[str], list[str]]], *, times: int) -> list[Blow]:
    """Let each (room, its addresses, the words of others) be asked `times` times, all at once, in step."""
    together = Barrier(len(rooms), timeout=60)

    def browse(room: Room, pages: list[str], foreign: list[str]) -> Blow:
        blow = Blow()
        client = room.client()
        try:
            for address in islice(cycle(pages), times):
                together.wait()
                answer = client.get(address)
                text = text_of(answer)
                blow.answers += 1
                blow.own += room.hidden in text or room.sent in text
                blow.foreign += [f"{address}: {word}" for word in foreign if word in text]
                if answer.status_code != 200:
                    blow.failed.append(f"{address}: {answer.status_code}")
        except BaseException:
            together.abort()
            raise
        finally:
            connection.close()
        return blow

    with ThreadPoolExecutor(len(rooms)) as pool:
        return list(pool.map(lambda part: browse(*part), rooms))
