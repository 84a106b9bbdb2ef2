"""Who writes the register, who sees whom, what is kept of it."""

from datetime import date

import pytest

from audit.models import AuditEntry
from core.actors import Actor, Role
from core.errors import ConflictError, InvalidInputError, NotAllowedError, WrongStateError
from schools.members import facade, selectors
from schools.members.models import Member, MemberKind, MemberState
from schools.members.services import groups, register
from schools.members.services.register import MemberFacts, version_of
from tenants.models import School
from tests.factories.members import make_group, make_member
from tests.factories.people import make_actor


@pytest.fixture
def chair(ta: School) -> Actor:
    return make_actor(Role.CHAIR, school=ta)


def test_a_member_is_registered_and_the_trail_masks_the_mobile(chair: Actor) -> None:
    member = register.add_member(MemberFacts("张三", mobile="13900000001", birth_on=date(1980, 1, 2)), actor=chair)

    [entry] = AuditEntry.objects.filter(subject_uid=member.uid)
    assert (entry.verb, entry.after["mobile"], member.pinyin) == ("member.create", "139****0001", "zhang san")


def test_a_staff_number_is_given_once(chair: Actor) -> None:
    make_member(staff_number="7")

    with pytest.raises(InvalidInputError, match="工号"):
        register.add_member(MemberFacts("张三", staff_number="7"), actor=chair)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.GROUP_LEADER, Role.LEADER, Role.HANDLER, Role.REPORTER])
def test_others_do_not_write_the_register(ta: School, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        register.add_member(MemberFacts("张三"), actor=make_actor(role, school=ta))


def test_a_change_notes_only_what_changed(chair: Actor) -> None:
    member = make_member("张三", sex="male")
    seen = version_of(member)

    register.change_member(
        member, MemberFacts("张三", staff_number=member.staff_number, sex="female"), seen=seen, actor=chair
    )

    [entry] = AuditEntry.objects.filter(verb="member.change")
    assert (entry.before, entry.after) == ({"sex": "male"}, {"sex": "female"})


def test_a_change_over_somebody_elses_is_refused(chair: Actor) -> None:
    member = make_member("张三")
    seen = version_of(member)
    register.change_member(member, MemberFacts("张三丰"), seen=seen, actor=chair)

    with pytest.raises(ConflictError, match="刚被别人改过"):
        register.change_member(member, MemberFacts("张四"), seen=seen, actor=chair)

    assert Member.objects.get().name == "张三丰"


def test_a_member_leaves_and_returns(chair: Actor) -> None:
    member = make_member("张三")

    register.take_off_register(member, reason="调离", actor=chair)
    assert facade.count_members() == 0
    with pytest.raises(WrongStateError, match="已经离册"):
        register.take_off_register(member, reason="调离", actor=chair)
    register.put_back_on_register(member, actor=chair)
    with pytest.raises(WrongStateError, match="本来就在册"):
        register.put_back_on_register(member, actor=chair)

    assert facade.count_members() == 1


def test_a_mobile_is_shown_with_a_reason_that_is_kept(chair: Actor) -> None:
    member = make_member(mobile="13900000001")

    number = register.reveal_mobile(member, reason="通知开会", actor=chair)

    [entry] = AuditEntry.objects.filter(verb="mobile.reveal")
    assert (number, entry.after, entry.subject_uid) == ("13900000001", {"reason": "通知开会"}, member.uid)


def test_a_mobile_is_not_shown_without_a_reason_nor_to_members(ta: School, chair: Actor) -> None:
    member = make_member(mobile="13900000001")

    with pytest.raises(InvalidInputError, match="理由"):
        register.reveal_mobile(member, reason=" ", actor=chair)
    with pytest.raises(NotAllowedError):
        register.reveal_mobile(member, reason="通知开会", actor=make_actor(Role.MEMBER, school=ta))
    assert AuditEntry.objects.filter(verb="mobile.reveal").count() == 0


def test_a_group_leader_sees_the_group_a_member_only_oneself(ta: School) -> None:
    leader, plain = make_actor(Role.GROUP_LEADER, school=ta), make_actor(Role.MEMBER, school=ta)
    mine, other = make_group(), make_group()
    make_member("组长", group=mine, user_uid=leader.uid)
    make_member("组员", group=mine)
    make_member("离开的组员", group=mine, state=MemberState.LEFT)
    make_member("别组", group=other, user_uid=plain.uid)

    def seen_by(actor: Actor) -> set[str]:
        return {member.name for member in selectors.members_visible_to(actor)}

    assert (seen_by(leader), seen_by(plain)) == ({"组长", "组员"}, {"别组"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("单", True),
        ("sxy", True),
        ("shanxiao", True),
        ("xy", True),
        ("N77", True),
        ("2222", True),
        ("222", False),
        ("dxy", False),
        ("in", False),
    ],
)
def test_search_by_name_initials_number_and_last_digits(ta: School, text: str, found: bool) -> None:  # noqa: FBT001 -- a parameter of the case
    make_member("单小云", staff_number="N77", mobile="13911112222")

    assert Member.objects.filter(selectors.matches_text(text)).exists() == found


def test_figures_by_group_kind_and_sex(ta: School) -> None:
    first, second = make_group("一组"), make_group("二组")
    make_member(group=first, sex="male")
    make_member(group=first, sex="female", kind=MemberKind.RETIRED)
    make_member(group=second)
    make_member(sex="female")
    make_member(group=first, sex="male", state=MemberState.LEFT)

    rows = [(row.name, row.total, row.in_service, row.retired, row.male, row.female, row.unknown)
            for row in selectors.count_by_group()]  # fmt: skip

    assert rows == [("一组", 2, 1, 1, 1, 1, 0), ("二组", 1, 1, 0, 0, 0, 1), ("未分组", 1, 1, 0, 0, 1, 0)]


def test_groups_are_made_renamed_and_moved(chair: Actor) -> None:
    first, second, third = (groups.add_group(name, actor=chair) for name in ("甲组", "乙组", "丙组"))

    groups.move_group(third, -1, actor=chair)
    groups.move_group(first, -1, actor=chair)
    groups.rename_group(second, "新乙组", actor=chair)

    assert [group.name for group in selectors.groups_with_counts()] == ["甲组", "丙组", "新乙组"]


def test_a_group_name_is_given_once(chair: Actor) -> None:
    make_group("甲组")

    with pytest.raises(InvalidInputError):
        groups.add_group("甲组", actor=chair)


def test_a_group_with_members_is_not_stopped(chair: Actor) -> None:
    group = make_group("甲组")
    make_member(group=group)

    with pytest.raises(WrongStateError, match="还有1位在册会员"):
        groups.stop_group(group, actor=chair)


def test_an_empty_group_is_stopped_and_started(chair: Actor) -> None:
    group = make_group("甲组")

    stopped = groups.stop_group(group, actor=chair)
    offered = list(selectors.groups_in_use())
    started = groups.start_group(group, actor=chair)

    assert (stopped.is_active, offered, started.is_active) == (False, [], True)


def test_the_facade_offers_members_in_service_and_knows_a_unique_name(ta: School) -> None:
    zhang = make_member("张三")
    make_member("李四", kind=MemberKind.RETIRED)
    make_member("王五")
    make_member("王五")

    assert [name for _, name in facade.members_for_choice()] == ["王五", "王五", "张三"]
    assert (facade.member_named(" 张三"), facade.member_named("王五"), facade.member_named("李四")) == (
        zhang.uid,
        None,
        None,
    )


def test_the_facade_finds_only_whom_the_actor_may_see(ta: School, chair: Actor) -> None:
    make_member("张三")
    outsider = make_actor(Role.MEMBER, school=ta)

    assert [[found.name for found in facade.find_members("zs", actor=actor)] for actor in (chair, outsider)] == [
        ["张三"],
        [],
    ]
