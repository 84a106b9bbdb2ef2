"""Objects of one place replayed in another: never found, never changed, never a word of it shown."""

import hashlib
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from core.actors import Role
from schools.plans import policies
from tenants.backend.base import DatabaseWrapper
from tenants.models import School
from tests.factories.people import client_of, make_user
from tests.isolation.answers import text_of
from tests.isolation.furnishing import Key, Room
from tests.isolation.objects import WITHOUT_OBJECTS, keys_for, kind_of, mixed_keys
from tests.isolation.walls import Wall, walls_of
from tests.isolation.world import World, as_superuser

METHODS = ("get", "post")


def object_walls(place: str) -> list[Wall]:
    """Addresses that name an object."""
    return [wall for wall in walls_of(place) if wall.arguments and wall.name not in WITHOUT_OBJECTS]


def test_every_address_of_an_object_says_which_kind_it_opens() -> None:
    kinds = {kind_of(wall) for place in ("school", "district") for wall in object_walls(place)}

    assert kinds == {
        "User", "Job", "StoredFile", "Group", "MemberImport", "Member", "ImportDraft", "AreaRule", "Plan", "School",
        "Entry", "Campaign", "Rubric", "ApiToken", "PlanTask", "WorkRecord", "Deed", "Reminder", "Tie",
    }  # fmt: skip


def test_the_schools_hold_a_marked_row_in_every_table_and_text_column(world: World) -> None:
    """Without this, a search for canaries would prove nothing."""
    for room in world.schools:
        assert set(unmarked(room)) - UNMARKED == set()


# What holds no words of people: codes, numbers, names of functions and migrations, sessions (encoded), passwords.
UNMARKED = {
    "accounts_signin.result", "accounts_user.home_school", "accounts_user.mobile", "accounts_user.password",
    "accounts_user.roles", "accounts_apitoken.digest",
    "audit_auditentry.subject_kind", "audit_auditentry.verb", "django_migrations.app",
    "django_migrations.name", "django_session.session_data", "django_session.session_key", "files_storedfile.content",
    "files_storedfile.kind", "jobs_job.kind", "jobs_job.state", "audit_auditentry.before",
    "schools_calendar_feed.scope", "schools_mail_letter.state", "schools_members_member.kind",
    "schools_members_member.posts", "schools_members_member.sex",
    "schools_members_member.state", "schools_members_memberimport.changes", "schools_members_memberimport.counts",
    "schools_members_memberimport.state", "schools_plans_arearule.area", "schools_plans_importdraft.warnings",
    "schools_plans_change.kind", "schools_plans_change.state", "schools_plans_plan.kind",
    "schools_plans_plan.state", "schools_plans_plan.term", "schools_plans_plantask.area",
    "schools_plans_plantask.months", "schools_plans_plantask.recurrence", "schools_plans_plantask.weekdays",
    "schools_records_deed.kind",
    "schools_records_deed.state", "schools_records_workrecord.area",
}  # fmt: skip


def unmarked(room: Room) -> Iterator[str]:
    """Text columns of a school in which no row holds its canary."""
    schema = room.school.schema_name
    with as_superuser() as link:
        columns = link.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s "
            "AND data_type IN ('text', 'character varying', 'jsonb', 'ARRAY') ORDER BY 1, 2", [schema],
        ).fetchall()  # fmt: skip
        for table, column in columns:
            found = link.execute(
                f'SELECT count(*) FROM {schema}."{table}" WHERE "{column}"::text LIKE %s', [f"%zq{room.school.code}%"]
            ).fetchone()
            if found == (0,):
                yield f"{table}.{column}"


def refused(answer: HttpResponse) -> bool:
    """Not found, or a page that does not take this method at all."""
    return answer.status_code in {404, 405}


def replay(client: Client, into: Room, keys: Callable[[Wall], list[Key]], hidden: list[str]) -> dict[str, object]:
    """Ask `into` for every key at every address; return what was neither refused nor silent."""
    slips: dict[str, object] = {}
    for wall in object_walls(into.place):
        for key in keys(wall):
            for method in METHODS:
                answer = getattr(client, method)(wall.address(key, prefix=into.prefix))
                words = [word for word in hidden if word in text_of(answer)]
                if words or not refused(answer):
                    slips[f"{method} {wall.name}"] = (answer.status_code, words)
    return slips


def fingerprint(schema: str, *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """A hash of all rows of each table of a schema."""
    with as_superuser() as link:
        tables = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]).fetchall()
        return {
            table: hashlib.sha256(
                repr(link.execute(f'SELECT t::text FROM {schema}."{table}" t ORDER BY 1').fetchall()).encode()
            ).hexdigest()
            for (table,) in tables
            if table not in without
        }


def test_objects_of_a_school_are_nothing_in_another(world: World) -> None:
    own, other = world.schools
    before = fingerprint(other.school.schema_name)

    slips = replay(own.client(), own, lambda wall: keys_for(wall, other), [other.hidden, other.sent])

    assert slips == {}
    assert fingerprint(other.school.schema_name) == before


def test_parts_of_another_school_s_object_are_nothing_below_one_s_own(world: World) -> None:
    """A part of an import that is gone is answered with a sentence; parts of plans are rows and not found."""
    own, other = world.schools
    before = fingerprint(other.school.schema_name)

    slips = replay(own.client(), own, lambda wall: list(mixed_keys(wall, own, other)), [other.hidden, other.sent])

    gone, back = (400, []), (302, [])
    assert slips == {
        "get plans:import_plan": gone, "post plans:import_plan": gone, "get plans:import_section": gone,
        "post plans:import_section": gone, "get plans:import_task": gone, "post plans:import_task": gone,
        "post plans:import_task_act": back,
    }  # fmt: skip
    assert fingerprint(other.school.schema_name) == before


def test_objects_of_the_district_are_nothing_in_a_school(world: World) -> None:
    own = world.schools[0]
    before = fingerprint("public", without=("django_session",))

    slips = replay(own.client(), own, lambda wall: keys_for(wall, world.district), [world.district.hidden])

    assert slips == {}
    assert fingerprint("public", without=("django_session",)) == before


def test_objects_of_a_school_are_nothing_in_the_district(world: World) -> None:
    own = world.schools[0]

    slips = replay(world.district.client(), world.district, lambda wall: keys_for(wall, own), [own.hidden])

    assert slips == {}


def test_a_person_of_a_school_gets_nothing_of_another_school_there(world: World) -> None:
    """The address of `cb` itself, with all cookies of somebody of `ca`: sign-in page or 401, not a word of it."""
    own, other = world.schools
    client = own.client()

    answers = [
        getattr(client, method)(wall.address(key, prefix=other.prefix))
        for wall in object_walls("school") for key in keys_for(wall, other) for method in METHODS
    ]  # fmt: skip

    assert {(answer.status_code, answer.headers.get("Location", "").split("?")[0]) for answer in answers} == {
        (302, f"{other.prefix}accounts/sign-in/"),
        (401, ""),
    }
    assert [word for answer in answers for word in (other.hidden, other.sent) if word in text_of(answer)] == []


@pytest.mark.parametrize("place", ["school", "district"])
def test_the_same_keys_open_something_at_home(place: str, world: World) -> None:
    """The control: every address that was replayed above finds its object where it belongs."""
    room = world.schools[1] if place == "school" else world.district
    client = room.client()
    lost = []
    for wall in object_walls(place):
        answers = [undone(client, method, wall, key, room) for key in keys_for(wall, room) for method in METHODS]
        if all(refused(answer) for answer in answers):
            lost.append(wall.name)

    assert lost == []


def undone(client: Client, method: str, wall: Wall, key: Key, room: Room) -> HttpResponse:
    """Ask, then undo whatever it did."""
    with transaction.atomic():
        answer = getattr(client, method)(wall.address(key, prefix=room.prefix))
        transaction.set_rollback(True)
    return answer


def test_pages_at_home_show_the_canary(world: World) -> None:
    """The control of the control: what must not be seen elsewhere is plain to see at home."""
    room = world.schools[1]
    client = room.client()
    silent = set()
    for wall in object_walls("school"):
        answers = [client.get(wall.address(key, prefix=room.prefix)) for key in keys_for(wall, room)]
        shown = [answer for answer in answers if answer.status_code == 200]
        if shown and not any(word in text_of(answer) for answer in shown for word in (room.hidden, room.sent)):
            silent.add(wall.name)

    assert silent == set()


def test_every_kind_of_row_of_a_school_has_a_key(world: World) -> None:
    kinds = {
        model.__name__
        for config in apps.get_app_configs()
        if config.name in settings.TENANT_APPS
        for model in config.get_models()
        if any(column.name == "uid" for column in model._meta.concrete_fields)
    }

    named_below_their_plan, only_listed = {"Section", "RecordFile", "Amendment", "Change"}, {"AuditEntry", "SignIn"}
    without_page = {"Feed", "Letter"}  # behind its secret; only mailed
    assert set(world.schools[0].keys) == kinds - named_below_their_plan - only_listed - without_page


# Pages of `ca` that a member without an office may not have, although the object is there: drafts, others' work.
HIDDEN_FROM_MEMBERS = {
    "files:download": "StoredFile", "jobs:detail": "Job", "jobs:progress": "Job", "members:detail": "Member",
    "plans:detail": "Plan", "plans:wall": "Plan", "plans:tasks_file": "Plan",
}  # fmt: skip


def shown_to_member(world: World) -> list[str]:
    """Which of these pages a member gets all the same; plans that were handed in may be read by everyone."""
    room = world.schools[0]
    member = client_of(school=room.school, user=make_user(Role.MEMBER, school=room.school))
    return [
        wall.name
        for wall in object_walls("school") if wall.name in HIDDEN_FROM_MEMBERS
        for key in keys_for(wall, room)[:1]
        if member.get(wall.address(key, prefix=room.prefix)).status_code != 404
    ]  # fmt: skip


def test_members_do_not_find_what_is_for_officers(world: World) -> None:
    assert shown_to_member(world) == []


def test_a_selector_that_hides_nothing_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutant: drafts are visible to everyone."""
    monkeypatch.setattr(policies, "can_see_draft_plans", lambda _: True)

    assert shown_to_member(world) == ["plans:detail", "plans:wall", "plans:tasks_file"]


def test_schools_in_one_schema_are_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutant: every school is mounted onto the last one's tables, and sessions do not know their password."""
    own, other = world.schools
    set_tenant = DatabaseWrapper.set_tenant

    def onto_the_last(self: DatabaseWrapper, tenant: object, **more: bool) -> None:
        set_tenant(self, other.school if isinstance(tenant, School) else tenant, **more)

    monkeypatch.setattr(User, "get_session_auth_hash", lambda _: "same")
    monkeypatch.setattr(DatabaseWrapper, "set_tenant", onto_the_last)
    walls = {"files:download", "jobs:detail", "members:detail", "plans:detail"}

    slips = replay(
        own.client(), own, lambda wall: keys_for(wall, other)[:1] if wall.name in walls else [], [other.hidden]
    )

    assert {name: status for name, (status, words) in slips.items() if words} == {
        **{f"get {name}": 200 for name in walls}, "post plans:detail": 200,
    }  # fmt: skip
