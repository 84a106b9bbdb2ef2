"""Signing in and out: names of three kinds, lock-out, first password, idle sessions, local addresses only."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.authentication import SignInRefusedError, check_credentials
from accounts.models import SignIn, User
from accounts.services import reset_password
from core.actors import Role
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.people import make_actor, make_user
from tests.factories.schools import PASSWORD

SignInAs = Callable[..., Client]
NEW = "Neues-Passwort-77"


def sign_in_page(client: Client, place: str, name: str, password: str, **more: str) -> HttpResponse:
    return client.post(f"{place}accounts/sign-in/", {"name": name, "password": password, **more})


@pytest.mark.parametrize("name", ["lin", "LIN", "13900000001", "wx001", " lin "])
def test_a_school_user_signs_in_by_any_name(ta: School, name: str) -> None:
    make_user(Role.CHAIR, school=ta, username="lin", mobile="13900000001", staff_number="WX001")
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/126")

    answer = sign_in_page(client, ta.prefix, name, PASSWORD)

    with in_school(ta):
        attempt = SignIn.objects.get()
    assert (answer["Location"], attempt.result, attempt.device) == (ta.prefix, "ok", "Windows 电脑，Chrome")
    assert client.get(f"{ta.prefix}accounts/own/").status_code == 200


@pytest.mark.usefixtures("district")
def test_a_district_user_lands_on_the_desk() -> None:
    make_user(Role.REVIEWER, username="su")

    assert sign_in_page(Client(), "/", "su", PASSWORD)["Location"] == "/desk/"


def test_a_school_account_opens_no_other_place(ta: School, tb: School) -> None:
    make_user(Role.CHAIR, school=ta, username="lin")
    client = Client()
    sign_in_page(client, ta.prefix, "lin", PASSWORD)

    statuses = [client.get(f"{place}accounts/own/").status_code for place in (ta.prefix, tb.prefix, "/")]

    assert statuses == [200, 302, 302]
    assert sign_in_page(Client(), tb.prefix, "lin", PASSWORD).status_code == 200


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/s/ta/members/?q=a", "/s/ta/members/?q=a"),
        ("https://evil.example/", "/s/ta/"),
        ("//evil.example/s/ta/", "/s/ta/"),
        ("/s/tb/plans/", "/s/ta/"),
        ("/s/ta/\\evil", "/s/ta/%5Cevil"),
        ("javascript:alert(1)", "/s/ta/"),
        ("", "/s/ta/"),
    ],
)
def test_next_leads_only_to_this_place(ta: School, asked: str, given: str) -> None:
    make_user(Role.CHAIR, school=ta, username="lin")

    assert sign_in_page(Client(), ta.prefix, "lin", PASSWORD, next=asked)["Location"] == given


def test_the_page_asked_for_comes_back_after_signing_in(ta: School) -> None:
    answer = Client().get(f"{ta.prefix}members/?q=a")

    assert answer["Location"] == f"{ta.prefix}accounts/sign-in/?next=%2Fs%2Fta%2Fmembers%2F%3Fq%3Da"


def test_an_unknown_name_and_a_wrong_password_sound_the_same(ta: School) -> None:
    make_user(Role.CHAIR, school=ta, username="lin")

    sentences = [
        sign_in_page(Client(), ta.prefix, name, "wrong").context["form"].non_field_errors() for name in ("lin", "wu")
    ]

    assert sentences == [["用户名或密码不对。"], ["用户名或密码不对。"]]


def test_the_fifth_wrong_password_locks_and_the_sixth_try_says_until_when(ta: School) -> None:
    make_user(Role.CHAIR, school=ta, username="lin")
    sentences = []
    with time_machine.travel("2026-11-20 06:00:00+00:00", tick=False):
        for password in ["wrong"] * 5 + [PASSWORD]:
            with pytest.raises(SignInRefusedError) as refused:
                check_credentials("lin", password)
            sentences.append(str(refused.value))
    locked = "密码连续输错5次，账号已锁定，14:15后可再登录；等不及的话，请管理员重置密码。"
    assert sentences == [
        "用户名或密码不对。", "用户名或密码不对。", "用户名或密码不对，再错2次将锁定账号。",
        "用户名或密码不对，再错1次将锁定账号。", locked, locked,
    ]  # fmt: skip


def test_after_the_lock_one_may_err_again(ta: School) -> None:
    make_user(Role.CHAIR, school=ta, username="lin")
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            check_credentials("lin", "wrong")

    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        with pytest.raises(SignInRefusedError, match=r"^用户名或密码不对。$"):
            check_credentials("lin", "wrong")
        assert check_credentials("lin", PASSWORD).username == "lin"


def test_a_reset_ends_the_lock(ta: School) -> None:
    user = make_user(Role.CHAIR, school=ta, username="lin")
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            check_credentials("lin", "wrong")

    password = reset_password(user, actor=make_actor(Role.SCHOOL_ADMIN, school=ta))

    assert check_credentials("lin", password).must_change_password is True


def test_a_stopped_account_is_told_so_only_with_the_right_password(ta: School) -> None:
    make_user(Role.CHAIR, school=ta, username="lin", is_active=False)

    for password, sentence in ((PASSWORD, "账号已停用"), ("wrong", "用户名或密码不对")):
        with pytest.raises(SignInRefusedError, match=sentence):
            check_credentials("lin", password)


def test_the_first_password_is_changed_before_anything_else(ta: School) -> None:
    with in_school(ta):
        admin = User.objects.get(username="admin")
        admin.set_password(PASSWORD)
        admin.save()
    client = Client()

    after = [
        sign_in_page(client, ta.prefix, "admin", PASSWORD)["Location"],
        client.get(f"{ta.prefix}members/")["Location"],
    ]
    page = client.get(after[0]).content.decode()
    done = client.post(after[0], {"old": PASSWORD, "new": NEW, "again": NEW})

    assert (after, "设置自己的密码" in page) == ([f"{ta.prefix}accounts/password/"] * 2, True)
    assert (done["Location"], client.get(f"{ta.prefix}members/").status_code) == (ta.prefix, 200)


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", NEW, NEW, "原密码不对"),
        (PASSWORD, NEW, NEW + "x", "两次输入的新密码不一样"),
        (PASSWORD, "Short-1", "Short-1", "密码至少10位，现在是7位"),
        (PASSWORD, "onlysmallletters", "onlysmallletters", "三种"),
        (PASSWORD, "Meyerlin-2027", "Meyerlin-2027", "密码里不能有用户名"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码不能与原密码相同"),
    ],
)
def test_passwords_that_are_refused(
    ta: School, sign_in: SignInAs, old: str, new: str, again: str, sentence: str
) -> None:
    user = make_user(Role.MEMBER, school=ta, username="meyerlin")
    client = sign_in(school=ta, user=user)

    page = client.post(f"{ta.prefix}accounts/password/", {"old": old, "new": new, "again": again}).content.decode()

    with in_school(ta):
        user.refresh_from_db()
    assert (sentence in page, user.check_password(PASSWORD)) == (True, True)


def test_a_changed_password_ends_the_other_sessions_but_not_this_one(ta: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)
    here, there = sign_in(school=ta, user=user), sign_in(school=ta, user=user)

    here.post(f"{ta.prefix}accounts/password/", {"old": PASSWORD, "new": NEW, "again": NEW})

    own = f"{ta.prefix}accounts/own/"
    assert (here.get(own).status_code, there.get(own)["Location"]) == (
        200, f"{ta.prefix}accounts/sign-in/?next=%2Fs%2Fta%2Faccounts%2Fown%2F&why=ended",
    )  # fmt: skip


def test_one_can_sign_out_everywhere_else(ta: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)
    here, there = sign_in(school=ta, user=user), sign_in(school=ta, user=user)

    here.post(f"{ta.prefix}accounts/own/end-sessions/")

    assert [client.get(f"{ta.prefix}accounts/own/").status_code for client in (here, there)] == [200, 302]


def test_an_idle_session_ends_and_the_page_says_why(ta: School, sign_in: SignInAs) -> None:
    client = sign_in(Role.MEMBER, school=ta)
    own = f"{ta.prefix}accounts/own/"
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        client.get(own)
    with time_machine.travel(begun + timedelta(minutes=29), tick=False):
        within = client.get(own).status_code
    with time_machine.travel(begun + timedelta(minutes=60), tick=False):
        answer = client.get(own)

    assert (within, answer["Location"].endswith("&why=idle")) == (200, True)
    assert "太久没有操作，已自动退出" in client.get(answer["Location"]).content.decode()


def test_signing_out_needs_a_post_and_ends_the_session(ta: School, sign_in: SignInAs) -> None:
    client = sign_in(Role.MEMBER, school=ta)

    statuses = [
        client.get(f"{ta.prefix}accounts/sign-out/").status_code,
        client.post(f"{ta.prefix}accounts/sign-out/").status_code,
    ]

    assert (statuses, client.get(f"{ta.prefix}accounts/own/").status_code) == ([405, 302], 302)


def test_the_sign_in_page_names_the_school_and_the_way_to_others(ta: School) -> None:
    page = Client().get(f"{ta.prefix}accounts/sign-in/").content.decode()

    assert ("甲校工会</h1>" in page, '<a href="/">查找我的学校</a>' in page) == (True, True)


def test_large_type_is_switched_by_a_cookie_without_scripts(ta: School, sign_in: SignInAs) -> None:
    client = sign_in(Role.MEMBER, school=ta)
    switch = f"{ta.prefix}accounts/own/type-size/"

    states = []
    for _ in range(2):
        client.post(switch)
        states.append('data-type="large"' in client.get(f"{ta.prefix}accounts/own/").content.decode())

    assert states == [True, False]


def test_one_sees_the_own_sign_ins_only(ta: School, sign_in: SignInAs) -> None:
    user, other = make_user(Role.MEMBER, school=ta), make_user(Role.MEMBER, school=ta)
    with in_school(ta):
        SignIn.objects.create(user=user, result="ok", device="我的电脑")
        SignIn.objects.create(user=other, result="ok", device="别人的电脑")

    page = sign_in(school=ta, user=user).get(f"{ta.prefix}accounts/own/").content.decode()

    assert ("我的电脑" in page, "别人的电脑" in page) == (True, False)
