"""Which kind of object each address opens, written by hand: an address that nobody listed fails."""

from collections.abc import Iterator

from tests.isolation.furnishing import Key, Room
from tests.isolation.walls import Wall

# The first beginning that fits decides.
KINDS = {
    "accounts:token_": "ApiToken", "api:plan": "Plan", "api:submit": "Plan", "api:task": "PlanTask",
    "api:import": "ImportDraft",
    "api:record": "WorkRecord", "api:progress": "Plan",
    "api:school": "School", "api:campaign": "Campaign", "api:board": "Campaign",
    "api:submission": "Entry", "api:reviews": "Entry",
    "accounts:": "User", "jobs:": "Job", "files:": "StoredFile",
    "members:group_": "Group", "members:import_": "MemberImport", "members:": "Member",
    "plans:import_": "ImportDraft", "plans:rule_": "AreaRule", "plans:": "Plan",
    "calendar:reminder_": "Reminder",
    "records:plan_progress": "Plan", "records:summary": "Plan", "records:redraft": "Plan",
    "records:task": "PlanTask", "records:deed_": "Deed", "records:": "WorkRecord",
    "schools:import_preview": "StoredFile", "schools:import_": "Job", "schools:": "School",
    "collection:entry": "Entry", "collection:exempt": "Entry", "collection:expect": "Entry",
    "collection:amendment": "Entry", "collection:unlock": "Entry", "collection:release": "Entry",
    "collection:version": "Entry", "collection:compare": "Entry",
    "collection:": "Campaign",
    "review:tie": "Tie",
    "review:rubric": "Rubric", "review:results": "Campaign", "review:publish": "Campaign", "review:": "Entry",
    "dashboards:school": "School",
}  # fmt: skip
# Figures and days belong to nobody; a feed is found by its secret alone (tests/schools/calendar/test_feeds.py).
WITHOUT_OBJECTS = {"settings:figure", "settings:workday_remove", "calendar:feed_file"}


def kind_of(wall: Wall) -> str:
    """The name of the model; KeyError when nobody said."""
    return next((kind for start, kind in KINDS.items() if wall.name.startswith(start)), "") or KINDS[wall.name]


def keys_for(wall: Wall, room: Room) -> list[Key]:
    """The keys of a room that fit an address; empty when the room has no object of this kind."""
    wanted = set(wall.arguments)
    return [key for key in room.keys.get(kind_of(wall), []) if wanted <= set(key)]


def mixed_keys(wall: Wall, own: Room, other: Room) -> Iterator[Key]:
    """One's own object with a part of somebody else's, for addresses that name both."""
    parts = [name for name in wall.arguments if name not in {"uid", "version"}]
    if "uid" in wall.arguments and parts:
        for mine in keys_for(wall, own)[:1]:
            for theirs in keys_for(wall, other):
                yield {**mine, **{name: theirs[name] for name in parts}}
