"""Every address × every role × own and other place; an address that nobody listed fails."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from core.actors import DISTRICT_ROLES, SCHOOL_ROLES, Role
from core.problems import PROBLEM_TYPE
from tenants.models import School
from tests.factories.people import client_of, make_user
from tests.isolation.matrix import ANYONE, MATRIX, OBJECT, POST, Rule
from tests.isolation.walls import SAMPLES, Wall, walls_of

Answers = dict[str, tuple[object, object]]
PLACES = ("school", "district")
ROLES = [*(("school", role) for role in SCHOOL_ROLES), *(("district", role) for role in DISTRICT_ROLES)]
BEFORE_FIRST_PASSWORD = {"accounts:password", "accounts:sign_out"}


@pytest.mark.parametrize("place", PLACES)
def test_every_address_is_listed_and_every_listed_one_exists(place: str) -> None:
    names = [wall.name for wall in walls_of(place)]

    assert sorted(names) == sorted(MATRIX[place])


@pytest.mark.parametrize("place", PLACES)
def test_every_part_of_an_address_is_known(place: str) -> None:
    assert {name for wall in walls_of(place) for name in wall.arguments} - set(SAMPLES) == set()


def wrong(
    place: str, prefix: str, ask: Callable[[str], "Response"], expected: Callable[[Rule, Wall], object]
) -> Answers:
    """The answers (got, wanted) that differ from what is expected; None expects nothing."""
    found = {}
    for wall in walls_of(place):
        want = expected(MATRIX[place][wall.name], wall)
        answer = ask(wall.address(prefix=prefix))
        got = onwards(answer, prefix)
        if want is not None and got != want:
            found[wall.name] = (got, want)
    return found


def onwards(answer: "Response", prefix: str) -> object:
    """The status, or where a redirect that everyone meets leads; programs are told the same in a problem."""
    if answer.headers.get("Content-Type") == PROBLEM_TYPE and answer.status_code in {401, 403}:
        told = {"not_signed_in": "sign-in", "first_password": "password"}
        return told.get(json.loads(answer.content)["code"], answer.status_code)
    target = answer.headers.get("Location", "")
    if target.startswith(f"{prefix}accounts/sign-in/"):
        return "sign-in"
    return "password" if target == f"{prefix}accounts/password/" else answer.status_code


def prefix_of(place: str, school: School) -> str:
    return school.prefix if place == "school" else "/"


@pytest.mark.parametrize(("place", "role"), ROLES)
def test_pages_are_for_whom_they_are_said_to_be(place: str, role: Role, ta: School) -> None:
    client = client_of(role, school=ta if place == "school" else None)

    def expected(rule: Rule, _wall: Wall) -> int:
        audience, answer = rule
        return answer if audience == ANYONE or role in audience else 403

    assert wrong(place, prefix_of(place, ta), client.get, expected) == {}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_can_be_sent_to_a_page_that_is_for_others(place: str, ta: School) -> None:
    """One person a page holds every role that the page is not for."""
    school, roles = (ta, SCHOOL_ROLES) if place == "school" else (None, DISTRICT_ROLES)
    outsiders = {
        audience: client_of(*(set(roles) - audience), school=school)
        for audience, _ in MATRIX[place].values()
        if set(roles) - audience != set(roles)
    }

    def ask(address: str) -> "Response":
        audience, _ = MATRIX[place][names[address]]
        return outsiders[audience].post(address) if audience in outsiders else Client().get(address)

    names = {wall.address(prefix=prefix_of(place, ta)): wall.name for wall in walls_of(place)}

    def expected(rule: Rule, _wall: Wall) -> int | None:
        return None if rule[0] in {ANYONE, frozenset(roles)} else 403

    assert wrong(place, prefix_of(place, ta), ask, expected) == {}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_signed_in_is_asked_to(place: str, method: str, ta: School) -> None:
    def expected(rule: Rule, _wall: Wall) -> object:
        return None if rule[0] == ANYONE else "sign-in"

    assert wrong(place, prefix_of(place, ta), getattr(Client(), method), expected) == {}


@pytest.mark.parametrize("place", PLACES)
def test_open_pages_open_for_whoever_is_not_signed_in(place: str, ta: School) -> None:
    def expected(rule: Rule, _wall: Wall) -> object:
        if rule[0] != ANYONE:
            return None
        return (
            rule[1] if rule[1] in {POST, OBJECT} else 200
        )  # only who is signed in is sent on from the front and sign-in pages

    assert wrong(place, prefix_of(place, ta), Client().get, expected) == {}


@pytest.mark.parametrize("place", PLACES)
def test_the_first_password_is_changed_before_anything_else(place: str, ta: School) -> None:
    school, roles = (ta, SCHOOL_ROLES) if place == "school" else (None, DISTRICT_ROLES)
    user = make_user(*roles, school=school, must_change_password=True)
    client = client_of(school=school, user=user)

    def expected(rule: Rule, wall: Wall) -> object:
        return None if rule[0] == ANYONE or wall.name in BEFORE_FIRST_PASSWORD else "password"

    assert wrong(place, prefix_of(place, ta), client.get, expected) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_session_opens_nothing_elsewhere(method: str, ta: School, tb: School) -> None:
    """A person with every role of `ta`, all cookies sent along: `tb` and the district ask to sign in."""
    client = client_of(*SCHOOL_ROLES, school=ta)
    client.cookies["union_district"] = client.cookies["union_school"].value

    def expected(rule: Rule, _wall: Wall) -> object:
        return None if rule[0] == ANYONE else "sign-in"

    assert wrong("school", tb.prefix, getattr(client, method), expected) == {}
    assert wrong("district", "/", getattr(client, method), expected) == {}


def test_a_session_of_the_district_opens_nothing_in_a_school(ta: School) -> None:
    client = client_of(*DISTRICT_ROLES)
    client.cookies["union_school"] = client.cookies["union_district"].value

    def expected(rule: Rule, _wall: Wall) -> object:
        return None if rule[0] == ANYONE else "sign-in"

    assert wrong("school", ta.prefix, client.get, expected) == {}


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_there_is_not_found_by_sending_either(place: str, ta: School) -> None:
    """A person with every role posts to the object that is nothing: 404, and nothing else happens."""
    school, roles = (ta, SCHOOL_ROLES) if place == "school" else (None, DISTRICT_ROLES)
    client = client_of(*roles, school=school)

    def expected(_rule: Rule, wall: Wall) -> int | None:
        return 404 if {"uid", "code", "key"} & set(wall.arguments) else None

    def ask(address: str) -> "Response":
        return client.post(address) if any(sample in address for sample in SAMPLES.values()) else client.get(address)

    answers = wrong(place, prefix_of(place, ta), ask, expected)
    refused = {name for name, (got, _) in answers.items() if got == 405}  # pages that are only read
    assert {name: answer for name, answer in answers.items() if name not in refused} == {}
    assert refused == READ_ONLY[place]


READ_ONLY = {
    "school": {
        "api:import",
        "api:plan",
        "api:progress",
        "api:record",
        "api:record_file",
        "api:task",
        "accounts:detail",
        "files:download",
        "jobs:detail",
        "jobs:progress",
        "members:detail",
        "members:import_detail",
        "members:import_faults",
        "records:file",
    },
    "district": {
        "api:board",
        "api:campaign",
        "api:reviews",
        "api:school",
        "api:submission",
        "api:submissions",
        "accounts:detail",
        "files:download",
        "jobs:detail",
        "jobs:progress",
        "schools:detail",
        "schools:import_report",
        "dashboards:school",
    },
}
