"""Sharing work out evenly among people of whom not everyone may take everything."""

from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)
Person = TypeVar("Person", bound=Hashable)


def share_out(
    wanted: Mapping[Item, int],
    people: Sequence[Person],
    loads: Mapping[Person, int],
    may: Callable[[Item, Person], bool],
) -> dict[Item, list[Person]]:
    """Give each item to as many different `people` as `wanted` says, so that the loads are as even as can be.

    `loads` is what each person has already. Places go one by one along the shortest chain of exchanges to the least
    loaded person within reach, which is optimal (Harvey, Ladner, Lovász, Tamir 2006, "Semi-matchings for bipartite
    graphs and load balancing"; an item of several places is a node of that capacity, each person at most once).
    Ties go to who comes first in `people`. Places that nobody may take are left empty.
    """
    given: dict[Item, list[Person]] = {item: [] for item in wanted}
    load = {person: loads.get(person, 0) for person in people}
    for place in range(max(wanted.values(), default=0)):
        for item in (each for each, number in wanted.items() if number > place):
            came_from, left = _reach(item, people, given, may)
            if not came_from:
                continue
            person = min(came_from, key=lambda each: (load[each], people.index(each)))
            load[person] += 1
            _exchange(person, given, came_from, left)
    return given


def _reach(
    item: Item, people: Sequence[Person], given: Mapping[Item, Sequence[Person]], may: Callable[[Item, Person], bool]
) -> tuple[dict[Person, Item], dict[Item, Person]]:
    """Who can take `item`, or take one over from somebody who then can.

    Each person with the item that would come there, each such item with the person whom it would leave.
    """
    came_from: dict[Person, Item] = {}
    left: dict[Item, Person] = {}
    waiting = deque([item])
    while waiting:
        moving = waiting.popleft()
        for person in people:
            if person in came_from or person in given[moving] or not may(moving, person):
                continue
            came_from[person] = moving
            for held, holders in given.items():
                if person in holders and held != item and held not in left:
                    left[held] = person
                    waiting.append(held)
    return came_from, left


def _exchange(
    person: Person, given: dict[Item, list[Person]], came_from: Mapping[Person, Item], left: Mapping[Item, Person]
) -> None:
    while True:
        moved = came_from[person]
        given[moved].append(person)
        if moved not in left:
            return
        person = left[moved]
        given[moved].remove(person)
