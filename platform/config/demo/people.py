"""Opening the demo's schools and giving everybody an account."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.services import change_user, create_user
from config.demo.clock import at
from config.demo.sources import PASSWORD, read
from core.actors import Actor, Role, system_actor
from district.collection.services.ties import TieWish, declare_tie
from schools.members.models import Group, MemberKind, Post, Sex
from schools.members.services.groups import add_group
from schools.members.services.register import MemberFacts, add_member
from tenants.models import School
from tenants.opening import NewSchool, open_school
from tenants.schemas import in_school

_ORDINARY = {Role.MEMBER.value}


def create_district_accounts(password_hash: str) -> dict[str, Actor]:
    """Create the district's accounts; return the actors by user name."""
    actors = {}
    for entry in read("district")["accounts"]:
        user, _ = create_user(
            username=entry["username"], name=entry["name"], roles=entry["roles"], mobile=entry["mobile"],
            home_school=entry["own_school"] or "", actor=system_actor(),
        )  # fmt: skip
        actors[user.username] = _ready(user, password_hash).as_actor(None)
    return actors


def declare_ties(actors: dict[str, Actor], schools: dict[str, School]) -> None:
    """Let the district's people say which schools they keep away from."""
    for tie in read("district")["ties"]:
        person = actors[tie["person"]]
        wish = TieWish(tie["kind"], tie["reason"], date.fromisoformat(tie["since_on"]))
        if person.uid is not None:
            with at(tie["declared_at"]):
                declare_tie(person.uid, schools[tie["school"]], wish, actor=actors[tie["declared_by"]])


def open_demo_schools(password_hash: str) -> dict[str, School]:
    """Open the fourteen schools with their groups, members and accounts; return them by code."""
    everybody = read("members")
    schools = {}
    for entry in read("schools"):
        with at(f"{entry['opened_on']}T09:00:00+08:00"):
            school = _open(entry)
            with in_school(school):
                _fill_register(everybody[entry["code"]], entry, school, password_hash)
        schools[school.code] = school
    return schools


def _open(entry: dict[str, Any]) -> School:
    admin = entry["admin"]
    opened = open_school(
        NewSchool(
            code=entry["code"], name=entry["name"], short_name=entry["short_name"], kind=entry["kind"],
            area=entry["area"], staff_count=entry["staff_count"],
            admin_name=admin["name"], admin_username=admin["username"],
        ),
        actor=system_actor(),
    )  # fmt: skip
    return opened.school


def _fill_register(register_of: dict[str, Any], entry: dict[str, Any], school: School, password_hash: str) -> None:
    actor = system_actor(school.code)
    groups = {name: add_group(name, actor=actor) for name in register_of["groups"]}
    for person in register_of["members"]:
        member = add_member(_facts(person, groups), actor=actor)
        if user := _account(person, entry, actor):
            _ready(user, password_hash)
            member.user_uid = user.uid
            member.save(update_fields=["user_uid", "updated_at"])


def _facts(person: dict[str, Any], groups: dict[str, Group]) -> MemberFacts:
    posts = {label: value for value, label in Post.choices}
    return MemberFacts(
        name=person["name"],
        staff_number=person["staff_no"] or "",
        sex=Sex.FEMALE.value if person["sex"] == "女" else Sex.MALE.value,
        birth_on=date.fromisoformat(person["born_on"]),
        mobile=person["mobile"],
        kind=(MemberKind.RETIRED if person["kind"] == "退休" else MemberKind.IN_SERVICE).value,
        group=groups.get(person["group"] or ""),
        posts=tuple(posts[label] for label in person["posts"]),
    )


def _account(person: dict[str, Any], entry: dict[str, Any], actor: Actor) -> User | None:
    """An account for everybody with a duty, and for two ordinary members a school to look around with."""
    if not person.get("username"):
        return None
    if person["username"] == entry["admin"]["username"]:
        user = User.objects.get(username=person["username"])
        return change_user(
            user, name=person["name"], roles=person["roles"], mobile=person["mobile"], staff_number=person["staff_no"],
            email=person.get("email", ""), actor=actor,
        )  # fmt: skip
    if set(person["roles"]) == _ORDINARY and User.objects.filter(roles=[Role.MEMBER]).count() >= 2:  # noqa: PLR2004
        return None
    user, _ = create_user(
        username=person["username"], name=person["name"], roles=person["roles"], mobile=person["mobile"],
        email=person.get("email", ""), staff_number=person["staff_no"], actor=actor,
    )  # fmt: skip
    return user


def _ready(user: User, password_hash: str) -> User:
    user.password, user.must_change_password = password_hash, False
    user.save(update_fields=["password", "must_change_password", "updated_at"])
    return user


def demo_password_hash() -> str:
    """One hash for all demo accounts: hashing a hundred times would take longer than everything else."""
    return make_password(PASSWORD)
