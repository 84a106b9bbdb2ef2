"""Sharing work out evenly among people of whom not everyone may take everything."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)
Person = TypeVar("Person", bound=Hashable)


def share_out(
    items: Iterable[Item], people: Sequence[Person], loads: Mapping[Person, int], may: Callable[[Item, Person], bool]
) -> dict[Item, Person]:
    """Give each item to one of `people`, so that the loads (items, with what they have already) are as even as can be.

    Items go one by one along the shortest chain of exchanges to the least loaded person within reach, which is optimal
    (Harvey, Ladner, Lovász, Tamir 2006, "Semi-matchings for bipartite graphs and load balancing"). Ties go to who
    comes first in `people`. An item that nobody may take is left out.
    """
    given: dict[Item, Person] = {}
    load = {person: loads.get(person, 0) for person in people}
    for item in items:
        came_from = _reach(item, people, given, may)
        if not came_from:
            continue
        last = min(came_from, key=lambda person: (load[person], people.index(person)))
        load[last] += 1
        person = last
        while True:
            moved = came_from[person]
            before = given.get(moved)
            given[moved] = person
            if before is None:
                break
            person = before
    return given


def _reach(
    item: Item, people: Sequence[Person], given: Mapping[Item, Person], may: Callable[[Item, Person], bool]
) -> dict[Person, Item]:
    """Who can take `item`, or take one over from somebody who then can; each with the item that would go there."""
    came_from: dict[Person, Item] = {}
    waiting = deque([item])
    while waiting:
        moving = waiting.popleft()
        for person in people:
            if person not in came_from and may(moving, person):
                came_from[person] = moving
                waiting.extend(held for held, holder in given.items() if holder == person)
    return came_from
