"""Accounts for members: names from pinyin, first passwords that work once, nobody twice."""

import pytest

from accounts.authentication import check_credentials
from accounts.models import User
from core.actors import Actor, Role
from core.errors import InvalidInputError, NotAllowedError
from schools.members.models import Member, MemberState
from schools.members.services.accounts import open_accounts
from tenants.models import School
from tests.factories.members import make_member
from tests.factories.people import make_actor, make_user


@pytest.fixture
def admin(ta: School) -> Actor:
    return make_actor(Role.SCHOOL_ADMIN, school=ta)


def test_user_names_are_pinyin_with_a_number_when_taken(ta: School, admin: Actor) -> None:
    make_user(Role.MEMBER, school=ta, username="zhangsan")
    members = [make_member("张三"), make_member("章三"), make_member("（！）"), make_member("单小云")]

    opened = open_accounts(members, ["member"], actor=admin)

    assert sorted(account.username for account in opened) == ["shanxiaoyun", "user", "zhangsan2", "zhangsan3"]


def test_the_first_password_works_and_must_be_changed(admin: Actor) -> None:
    member = make_member("张三", mobile="13900000001")

    [opened] = open_accounts([member], ["member", "group_leader"], actor=admin)
    user = check_credentials("13900000001", opened.password)

    member.refresh_from_db()
    assert (user.must_change_password, user.roles, member.user_uid) == (True, ["group_leader", "member"], user.uid)


def test_those_with_an_account_and_those_who_left_are_left_out(ta: School, admin: Actor) -> None:
    has = make_member("甲", user_uid=make_user(Role.MEMBER, school=ta).uid)
    left = make_member("乙", state=MemberState.LEFT)

    opened = open_accounts([has, left], ["member"], actor=admin)

    assert [(account.username, account.note) for account in opened] == [
        ("", "已有账号，未改动"),
        ("", "已离册，未开通"),
    ]


def test_an_account_of_the_same_person_is_joined(ta: School, admin: Actor) -> None:
    user = make_user(Role.CHAIR, school=ta, name="张三", mobile="13900000001")
    member = make_member("张三", mobile="13900000001")

    [opened] = open_accounts([member], ["member"], actor=admin)

    member.refresh_from_db()
    user.refresh_from_db()
    assert (opened.password, member.user_uid, user.roles) == ("", user.uid, ["chair"])


def test_anothers_mobile_is_not_taken_over(ta: School, admin: Actor) -> None:
    make_user(Role.MEMBER, school=ta, name="王五", mobile="13900000001")

    [opened] = open_accounts([make_member("张三", mobile="13900000001")], ["member"], actor=admin)

    made = User.objects.get(username=opened.username)
    assert (made.mobile, opened.note) == (None, "手机号或工号已被别的账号使用，只能用用户名登录")


def test_all_or_nothing(admin: Actor) -> None:
    members = [make_member("张三"), make_member("李四")]
    before = User.objects.count()

    with pytest.raises(InvalidInputError, match="角色"):
        open_accounts(members, ["district_admin"], actor=admin)

    assert (User.objects.count(), Member.objects.exclude(user_uid=None).count()) == (before, 0)


def test_at_most_a_hundred_at_once(admin: Actor) -> None:
    members = [make_member() for _ in range(101)]

    with pytest.raises(InvalidInputError, match="现在选了101位"):
        open_accounts(members, ["member"], actor=admin)


def test_only_the_school_administrator_opens_accounts(ta: School) -> None:
    with pytest.raises(NotAllowedError):
        open_accounts([make_member()], ["member"], actor=make_actor(Role.CHAIR, school=ta))


def test_posts_bring_their_roles_when_asked(admin: Actor) -> None:
    members = [
        make_member("甲一", posts=["chair"]),
        make_member("乙二", posts=["women", "reporter"]),
        make_member("丙三"),
    ]

    opened = open_accounts(members, ["member"], by_posts=True, actor=admin)

    roles = {user.name: user.roles for user in User.objects.filter(username__in=[one.username for one in opened])}
    assert roles == {"甲一": ["chair", "member"], "乙二": ["committee", "reporter", "member"], "丙三": ["member"]}
