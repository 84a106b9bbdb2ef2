"""Accounts for members: one by one or many, with user names from pinyin."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.selectors import names_taken
from accounts.services import create_user
from audit.services import record
from core.actors import Actor, Role
from core.errors import InvalidInputError, ensure
from core.pinyin import person_pinyin
from schools.members import policies
from schools.members.models import Member, MemberState, Post

MOST_AT_ONCE = 100
ROLE_OF_POST = {Post.CHAIR: Role.CHAIR, Post.GROUP_LEADER: Role.GROUP_LEADER, Post.REPORTER: Role.REPORTER}
_LONGEST_BASE = 28


@dataclass(frozen=True)
class OpenedAccount:
    """A member's account: the first password is shown once; it is "" when an account that was there was joined."""

    member: str
    group: str
    username: str
    password: str
    note: str


def roles_of_posts(posts: Iterable[str]) -> list[str]:
    """The roles that go with union posts: the chair's, the group leader's, the reporter's, else the committee's."""
    return sorted({ROLE_OF_POST.get(Post(post), Role.COMMITTEE).value for post in posts})


@transaction.atomic
def open_accounts(
    members: Sequence[Member], roles: Iterable[str], *, actor: Actor, by_posts: bool = False
) -> list[OpenedAccount]:
    """Give members accounts with `roles`, and with the roles of their posts when `by_posts`; all or nothing.

    Those who left or have an account are left out with a note.

    An account of the same name with the same mobile or staff number is joined instead of made anew.
    """
    ensure(policies.can_open_accounts(actor), "只有学校管理员可以开通账号。")
    if not 0 < len(members) <= MOST_AT_ONCE:
        message = f"一次可为1—{MOST_AT_ONCE}位会员开通账号，现在选了{len(members)}位。"
        raise InvalidInputError(message)
    chosen = list(
        Member.objects.select_for_update(of=("self",))
        .select_related("group")
        .filter(pk__in=[member.pk for member in members])
        .order_by("pinyin", "pk")
    )
    existing = _Existing()
    roles = list(roles)
    names = _free_names([member.name for member in chosen])
    return [
        _open_one(member, username, [*roles, *(roles_of_posts(member.posts) if by_posts else ())], existing, actor)
        for member, username in zip(chosen, names, strict=True)
    ]


class _Existing:
    """The accounts of the school by what must be unique, and which of them are joined to a member."""

    def __init__(self) -> None:
        users = list(User.objects.all())
        self.by_mobile = {user.mobile: user for user in users if user.mobile}
        self.by_number = {user.staff_number: user for user in users if user.staff_number}
        self.joined = set(Member.objects.exclude(user_uid=None).values_list("user_uid", flat=True))

    def sharing(self, member: Member) -> list[User]:
        """Accounts with the member's staff number or mobile."""
        found = (self.by_number.get(member.staff_number or ""), self.by_mobile.get(member.mobile))
        return [user for user in found if user]

    def add(self, user: User) -> None:
        """Note an account made just now."""
        if user.mobile:
            self.by_mobile[user.mobile] = user
        if user.staff_number:
            self.by_number[user.staff_number] = user


def _open_one(member: Member, username: str, roles: list[str], existing: _Existing, actor: Actor) -> OpenedAccount:
    group = str(member.group or "")
    if member.user_uid or member.state != MemberState.ACTIVE:
        note = "已有账号，未改动" if member.user_uid else "已离册，未开通"
        return OpenedAccount(member.name, group, "", "", note)
    same = existing.sharing(member)
    own = next((user for user in same if user.name == member.name and user.uid not in existing.joined), None)
    if own:
        user, password, note = own, "", "已有同一人的账号，直接关联；密码不变"
    else:
        user, password = create_user(
            username=username, name=member.name, roles=roles, actor=actor,
            mobile=None if member.mobile in existing.by_mobile else member.mobile,
            staff_number=None if member.staff_number in existing.by_number else member.staff_number,
        )  # fmt: skip
        note = "手机号或工号已被别的账号使用，只能用用户名登录" if same else ""
        existing.add(user)
    member.user_uid = user.uid
    member.save(update_fields=["user_uid", "updated_at"])
    record("member.account", member, actor=actor, after={"username": user.username})
    return OpenedAccount(member.name, group, user.username, password, note)


def _free_names(names: Sequence[str]) -> list[str]:
    """A user name for each person: the pinyin, with a number from 2 on when it is taken."""
    bases = [re.sub(r"[^a-z0-9]", "", person_pinyin(name).lower())[:_LONGEST_BASE] for name in names]
    bases = [base if re.match(r"[a-z].", base) else f"user{base}" for base in bases]
    taken = names_taken(bases)
    free = []
    for base in bases:
        number, name = 1, base
        while name in taken:
            number += 1
            name = f"{base}{number}"
        taken.add(name)
        free.append(name)
    return free
