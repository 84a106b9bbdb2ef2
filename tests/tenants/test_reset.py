"""The district gives a school's administrator a new first password; it needs the user name and leaves a trace."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from audit.models import AuditEntry
from core.actors import Role
from core.errors import InvalidInputError, NotAllowedError
from tenants.models import School
from tenants.opening import reset_administrator
from tenants.schemas import in_public, in_school
from tests.factories.people import make_actor, make_user

SignIn = Callable[..., Client]


def test_an_administrator_gets_a_new_password_and_both_sides_note_it(ta: School) -> None:
    boss = make_actor(Role.DISTRICT_ADMIN)

    opened = reset_administrator(ta, username="ADMIN", reason="管理员调离", actor=boss)

    user = User.objects.get(username="admin")
    assert (user.check_password(opened.password), user.must_change_password) == (True, True)
    assert AuditEntry.objects.filter(verb="user.reset").latest("pk").actor_name == f"区工会 {boss.name}"
    with in_public():
        assert AuditEntry.objects.get(verb="school.reset").after == {"username": "admin", "reason": "管理员调离"}


@pytest.mark.parametrize("username", ["nobody", "chair1"])
def test_only_an_administrator_of_that_school_is_reset(ta: School, username: str) -> None:
    make_user(Role.CHAIR, school=ta, username="chair1")

    with pytest.raises(InvalidInputError, match="没有用户名"):
        reset_administrator(ta, username=username, reason="试", actor=make_actor(Role.DISTRICT_ADMIN))


def test_nobody_else_may(ta: School) -> None:
    for actor in (make_actor(Role.SCHOOL_ADMIN, school=ta), make_actor(Role.APPROVER)):
        with pytest.raises(NotAllowedError):
            reset_administrator(ta, username="admin", reason="试", actor=actor)


def test_the_page_shows_the_password_once(ta: School, tb: School, sign_in: SignIn) -> None:
    with in_school(tb):
        before = User.objects.get(username="admin").password
    with in_public():
        address = f"/schools/{School.objects.get(code='tb').uid}/reset/"

    answer = sign_in(Role.DISTRICT_ADMIN).post(address, {"username": "admin", "reason": "忘记密码"})

    with in_school(tb):
        user = User.objects.get(username="admin")
    assert user.password != before
    assert user.check_password(answer.context["opened"].password)
