"""The administrator's register of accounts: rules and pages."""

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.authentication import check_credentials
from accounts.models import User
from accounts.services import (
    activate_user,
    change_own_mail,
    change_user,
    create_user,
    deactivate_user,
    end_sessions,
    reset_password,
)
from audit.models import AuditEntry
from core.actors import Actor, Role
from core.errors import InvalidInputError, NotAllowedError, WrongStateError
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.people import make_actor, make_user

SignInAs = Callable[..., Client]


@pytest.fixture
def admin(ta: School) -> Actor:
    return make_actor(Role.SCHOOL_ADMIN, school=ta)


def test_an_account_begins_with_a_password_for_one_use(admin: Actor) -> None:
    user, password = create_user(username="Lin", name="林知微", roles=["committee", "member"], actor=admin)

    assert check_credentials("lin", password).must_change_password is True
    assert (user.pinyin, user.role_labels) == ("lin zhi wei", "工会委员、教职工")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"username": "taken"}, "用户名"),
        ({"mobile": "13900000001"}, "手机号"),
        ({"mobile": "123"}, "11位"),
        ({"email": "lin@school"}, "邮箱：请填写完整的邮箱"),
        ({"roles": ["reviewer"]}, "本单位的角色"),
        ({"roles": []}, "至少选一个"),
    ],
)
def test_what_is_taken_or_malformed_is_refused(ta: School, admin: Actor, fields: dict[str, Any], sentence: str) -> None:
    make_user(Role.MEMBER, school=ta, username="taken", mobile="13900000001")

    with pytest.raises(InvalidInputError, match=sentence):
        create_user(**{"username": "lin", "name": "林", "roles": ["member"], **fields}, actor=admin)


def test_the_last_administrator_stays(ta: School) -> None:
    [only] = User.objects.filter(roles__contains=["school_admin"])
    actor = Actor(None, "系统", frozenset({"school_admin"}), "ta")

    with pytest.raises(WrongStateError, match="最后一位管理员"):
        deactivate_user(only, actor=actor)
    with pytest.raises(WrongStateError, match="最后一位管理员"):
        change_user(only, name="管理员", roles=["member"], mobile=None, email="", staff_number=None, actor=actor)


def test_with_two_administrators_one_may_go_but_nobody_stops_oneself(ta: School) -> None:
    first, second = make_user(Role.SCHOOL_ADMIN, school=ta), make_user(Role.SCHOOL_ADMIN, school=ta)

    assert deactivate_user(second, actor=first.as_actor("ta")).is_active is False
    with pytest.raises(WrongStateError, match="不能停用自己"):
        deactivate_user(first, actor=first.as_actor("ta"))


def test_only_administrators_keep_accounts(ta: School) -> None:
    user, chair = make_user(Role.MEMBER, school=ta), make_actor(Role.CHAIR, school=ta)

    for act in (reset_password, deactivate_user, activate_user, end_sessions):
        with pytest.raises(NotAllowedError):
            act(user, actor=chair)


def test_a_change_is_noted_with_mobile_and_mail_masked(ta: School, admin: Actor) -> None:
    user = make_user(Role.MEMBER, school=ta, name="林", mobile="13900000001")

    change_user(
        user,
        name="林",
        roles=["member", "chair"],
        mobile="13900000002",
        email="Lin@Example.COM",
        staff_number=None,
        actor=admin,
    )

    [entry] = AuditEntry.objects.filter(verb="user.change")
    assert (entry.before, entry.after) == (
        {"roles": ["member"], "mobile": "139****0001", "email": ""},
        {"roles": ["chair", "member"], "mobile": "139****0002", "email": "L***@example.com"},
    )


@pytest.mark.parametrize("act", [deactivate_user, reset_password, end_sessions])
def test_sessions_end_with_stop_and_reset(
    ta: School, admin: Actor, sign_in: SignInAs, act: Callable[..., object]
) -> None:
    user = make_user(Role.MEMBER, school=ta)
    client = sign_in(school=ta, user=user)
    before = client.get(f"{ta.prefix}accounts/own/").status_code
    with in_school(ta):
        act(user, actor=admin)

    assert (before, client.get(f"{ta.prefix}accounts/own/").status_code) == (200, 302)


def test_an_account_is_created_on_the_page_and_the_password_shown_once(ta: School, sign_in: SignInAs) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)

    page = client.post(
        f"{ta.prefix}accounts/new/", {"username": "lin", "name": "林知微", "roles": ["member"], "mobile": ""}
    ).content.decode()
    [password] = re.findall(r"[A-Z][a-z]{3}-\d{4}-[a-z]{4}", page)

    with in_school(ta):
        user = check_credentials("lin", password)
    again = client.get(f"{ta.prefix}accounts/{user.uid}/").content.decode()
    assert (password in again, "http://testserver/s/ta/accounts/sign-in/" in page) == (False, True)


def test_the_district_asks_for_the_home_school_of_its_people(district: None, sign_in: SignInAs) -> None:
    page = sign_in(Role.DISTRICT_ADMIN).get("/accounts/new/").content.decode()

    assert ("所在学校" in page, "审核员" in page, "工会小组长" in page) == (True, True, False)


def test_stop_and_start_on_the_page(ta: School, sign_in: SignInAs) -> None:
    client, user = sign_in(Role.SCHOOL_ADMIN, school=ta), make_user(Role.MEMBER, school=ta)
    states = []
    for act in ("stop", "start"):
        client.post(f"{ta.prefix}accounts/{user.uid}/{act}/")
        with in_school(ta):
            user.refresh_from_db()
        states.append(user.is_active)

    assert states == [False, True]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    ta: School, sign_in: SignInAs, django_assert_num_queries: Any, rows: int
) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)
    for _ in range(rows):
        make_user(Role.MEMBER, school=ta)
    client.get(f"{ta.prefix}accounts/")

    with django_assert_num_queries(6):  # search path, session, user, count, page, reminders
        client.get(f"{ta.prefix}accounts/")


def test_the_list_is_searched_filtered_and_exported(ta: School, sign_in: SignInAs) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)
    make_user(Role.CHAIR, school=ta, name="林知微", pinyin="lin zhi wei", mobile="13900000001")
    make_user(Role.MEMBER, school=ta, name="林中", pinyin="lin zhong")

    content = client.get(f"{ta.prefix}accounts/?q=lz&role=chair&state=new&export=xlsx").content

    rows = [
        [cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)
    ]
    assert [(row[0], row[4], row[6]) for row in rows] == [("林知微", "139****0001", "未登录过")]


def test_an_account_of_another_school_is_not_found(ta: School, tb: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)

    statuses = [
        sign_in(Role.SCHOOL_ADMIN, school=school).get(f"{school.prefix}accounts/{user.uid}/{page}").status_code
        for school in (ta, tb)
        for page in ("", "change/", "reset/", "stop/")
    ]

    assert statuses == [200] * 4 + [404] * 4


def test_a_chair_keeps_no_accounts(ta: School, sign_in: SignInAs) -> None:
    assert sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}accounts/").status_code == 403


def test_a_person_changes_their_own_mail_address(ta: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)
    client = sign_in(school=ta, user=user)

    answer = client.post(f"{ta.prefix}accounts/own/mail/", {"email": " Lin.ZW@School.Example.COM "})

    with in_school(ta):
        user.refresh_from_db()
        [entry] = AuditEntry.objects.filter(verb="user.mail")
    assert (answer.status_code, user.email, user.has_mail_reminders) == (302, "Lin.ZW@school.example.com", False)
    assert (entry.before, entry.after) == (
        {"email": "", "has_mail_reminders": True},
        {"email": "L***@school.example.com", "has_mail_reminders": False},
    )
    assert 'value="Lin.ZW@school.example.com"' in client.get(f"{ta.prefix}accounts/own/").content.decode()


def test_a_malformed_address_is_told_beside_the_field(ta: School, sign_in: SignInAs) -> None:
    client = sign_in(Role.MEMBER, school=ta)

    page = client.post(f"{ta.prefix}accounts/own/mail/", {"email": "lin@", "has_mail_reminders": "on"}).content.decode()

    with in_school(ta):
        assert User.objects.get(pk=client.user.pk).email == ""
    assert ("请填写完整的邮箱" in page, 'value="lin@"' in page) == (True, True)


def test_nobody_changes_the_address_of_others(ta: School, admin: Actor) -> None:
    with pytest.raises(NotAllowedError):
        change_own_mail(make_user(Role.MEMBER, school=ta), email="a@b.cn", has_mail_reminders=True, actor=admin)


def test_the_page_says_when_no_mail_is_sent(ta: School, sign_in: SignInAs, settings: Any) -> None:
    client, found = sign_in(Role.MEMBER, school=ta), []
    for settings.SENDS_MAIL in (False, True):
        page = client.get(f"{ta.prefix}accounts/own/").content.decode()
        found.append(("没有配置邮件" in page, "has_mail_reminders" in page))

    assert found == [(True, True), (False, True)]


def test_the_district_keeps_addresses_and_mails_nothing(district: None, sign_in: SignInAs) -> None:
    client = sign_in(Role.REVIEWER)

    client.post("/accounts/own/mail/", {"email": "su@example.com"})

    client.user.refresh_from_db()
    page = client.get("/accounts/own/").content.decode()
    assert (client.user.email, client.user.has_mail_reminders) == ("su@example.com", True)
    assert ("has_mail_reminders" in page, "现在不发邮件" in page) == (False, True)
