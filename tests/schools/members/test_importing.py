"""An import is whole or not at all, unless the good rows are chosen; and it can be undone."""

import time
from datetime import date
from typing import Any

import pytest

from audit.models import AuditEntry
from core.actors import Actor, Role
from core.errors import ConflictError, NotAllowedError, WrongStateError
from schools.members import references
from schools.members.models import Group, ImportState, Member, MemberImport, MemberState
from schools.members.services import importing, undoing
from schools.members.services.register import take_off_register
from schools.plans.models import Plan, PlanTask
from tenants.models import School
from tests.factories.members import book, make_group, make_member
from tests.factories.people import make_actor

HEADINGS = ["工号", "姓名", "性别", "手机号", "工会小组", "工会职务"]


@pytest.fixture
def chair(ta: School) -> Actor:
    return make_actor(Role.CHAIR, school=ta)


def take(actor: Actor, *rows: list[Any]) -> MemberImport:
    return importing.take_file("名册.xlsx", book(HEADINGS, *rows), actor=actor)


def bring_in(batch: MemberImport, actor: Actor, *, only_good: bool = False) -> MemberImport:
    return importing.write(importing.confirm(batch, only_good=only_good, actor=actor), {}, actor=actor)


def names() -> list[str]:
    return sorted(Member.objects.filter(state=MemberState.ACTIVE).values_list("name", flat=True))


def test_a_preview_changes_nothing(chair: Actor) -> None:
    batch = take(chair, ["1", "张三", "男", 13900000001, "新组", ""])

    assert (batch.counts, Member.objects.count(), Group.objects.count()) == (
        {"new": 1, "changed": 0, "same": 0, "faulty": 0, "groups": 1},
        0,
        0,
    )


def test_new_members_come_in_with_their_group_and_pinyin(chair: Actor) -> None:
    bring_in(take(chair, ["1", "单小云", "女", 13900000001, "语文组", "主席、女工委员"]), chair)

    member = Member.objects.select_related("group").get()
    assert (member.name, member.pinyin, member.sex, member.mobile, str(member.group), member.posts) == (
        "单小云",
        "shan xiao yun",
        "female",
        "13900000001",
        "语文组",
        ["chair", "women"],
    )


def test_members_are_known_by_staff_number_then_by_name_and_mobile(chair: Actor) -> None:
    make_member("张三", staff_number="1", mobile="13900000001")
    make_member("李四", staff_number=None, mobile="13900000002")

    batch = take(chair, ["1", "张三丰", "", "", "", ""], ["2", "李四", "", 13900000002, "", ""])

    assert [row["changes"] for row in batch.rows] == [
        {"name": ["张三", "张三丰"]},
        {"staff_number": ["", "2"]},
    ]


def test_the_same_row_again_is_no_change(chair: Actor) -> None:
    rows = [["1", "张三", "男", 13900000001, "语文组", "主席"], ["2", "李四", "", "", "", ""]]
    bring_in(take(chair, *rows), chair)

    again = take(chair, *rows)

    assert again.counts == {"new": 0, "changed": 0, "same": 2, "faulty": 0, "groups": 0}
    with pytest.raises(WrongStateError, match="不用导入"):
        importing.confirm(again, only_good=False, actor=chair)


def test_an_empty_cell_leaves_the_register_as_it_is(chair: Actor) -> None:
    make_member("张三", staff_number="1", mobile="13900000001", sex="male")

    assert take(chair, ["1", "张三", "", "", "", ""]).counts["same"] == 1


def test_a_member_who_left_comes_back(chair: Actor) -> None:
    make_member("张三", staff_number="1", state=MemberState.LEFT)

    bring_in(take(chair, ["1", "张三", "", "", "", ""]), chair)

    assert names() == ["张三"]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([["1", "甲", "", "", "", ""], ["1", "乙", "", "", "", ""]], [(3, "与第2行工号相同。")]),
        (
            [["", "甲", "", 13900000001, "", ""], ["", "甲", "", "13900000001", "", ""]],
            [(3, "与第2行姓名和手机号都相同。")],
        ),
        (
            [["", "甲", "", "", "", ""], ["", "甲", "", "", "", ""]],
            [(3, "与第2行同名，又都没有工号和手机号，分不清是不是同一人。")],
        ),
        ([["", "王五", "", "", "", ""]], [(2, "名册里已有同名的人，请补上工号或手机号，才能分清是不是同一人。")]),
        ([["9", "王五", "", 13900000005, "", ""]], [(2, "名册里王五的手机号相同，工号却是5，请核对工号。")]),
        ([["6", "赵六", "", "", "老组", ""]], [(2, "这个小组已停用，请先启用或换一个小组。")]),
    ],
)
def test_rows_that_clash_are_faulty(chair: Actor, rows: list[list[Any]], faults: list[tuple[int, str]]) -> None:
    make_member("王五", staff_number="5", mobile="13900000005")
    Group.objects.create(name="老组", is_active=False)

    batch = take(chair, *rows)

    assert [(fault["row"], fault["text"]) for fault in batch.faults] == faults


def test_a_file_with_faults_is_not_taken_whole(chair: Actor) -> None:
    batch = take(chair, ["1", "张三", "男", "", "", ""], ["2", "李四", "x", "", "", ""])

    with pytest.raises(WrongStateError, match="有1行有问题"):
        importing.confirm(batch, only_good=False, actor=chair)

    assert names() == []


def test_the_good_rows_are_taken_when_chosen(chair: Actor) -> None:
    batch = take(chair, ["1", "张三", "男", "", "", ""], ["2", "李四", "x", "", "", ""])

    batch = bring_in(batch, chair, only_good=True)

    assert (names(), batch.state, batch.counts["faulty"]) == (["张三"], ImportState.DONE, 1)


def test_a_file_is_taken_once(chair: Actor) -> None:
    batch = bring_in(take(chair, ["1", "张三", "", "", "", ""]), chair)

    with pytest.raises(WrongStateError, match="已经导入"):
        importing.confirm(batch, only_good=False, actor=chair)


def test_a_register_that_changed_since_the_preview_takes_nothing(chair: Actor) -> None:
    batch = take(chair, ["1", "张三", "", "", "新组", ""], ["2", "李四", "", "", "", ""])
    batch = importing.confirm(batch, only_good=False, actor=chair)
    make_member("张三", staff_number="1")

    with pytest.raises(ConflictError, match="又有了改动"):
        importing.write(batch, {}, actor=chair)
    batch = importing.back_to_preview(batch)

    assert (names(), Group.objects.count(), batch.state, batch.counts["changed"]) == (["张三"], 0, "preview", 1)


def test_only_officers_import(ta: School) -> None:
    with pytest.raises(NotAllowedError):
        take(make_actor(Role.MEMBER, Role.GROUP_LEADER, school=ta), ["1", "张三", "", "", "", ""])


def test_columns_can_be_put_right(chair: Actor) -> None:
    batch = importing.take_file("名册.xlsx", book(["姓名", "代号"], ["张三", "77"]), actor=chair)

    batch = importing.read_again(batch, {0: "name", 1: "staff_number"}, actor=chair)

    assert batch.rows[0]["values"] == {"name": "张三", "staff_number": "77"}


def test_undo_removes_new_members_and_empty_new_groups(chair: Actor) -> None:
    batch = bring_in(take(chair, ["1", "张三", "", "", "新组", ""]), chair)

    counts = undoing.undo(batch, actor=chair)

    assert (counts, Member.objects.count(), Group.objects.count()) == (
        {"restored": 0, "kept": 0, "removed": 1, "left": 0},
        0,
        0,
    )


def test_undo_puts_changed_members_back(chair: Actor) -> None:
    group = make_group("数学组")
    old = make_member("张三", staff_number="1", mobile="13900000001", group=group, birth_on=date(1980, 1, 1))
    batch = bring_in(take(chair, ["1", "张三丰", "男", 13900000009, "语文组", "主席"]), chair)

    undoing.undo(batch, actor=chair)

    now = Member.objects.select_related("group").get()
    assert (now.pk, now.name, now.sex, now.mobile, now.group, now.posts, now.birth_on) == (
        old.pk, "张三", "", "13900000001", group, [], date(1980, 1, 1),
    )  # fmt: skip


def test_undo_keeps_what_was_changed_later(chair: Actor) -> None:
    make_member("张三", staff_number="1", sex="")
    batch = bring_in(take(chair, ["1", "张三", "男", 13900000001, "", ""]), chair)
    Member.objects.update(mobile="13900000002")

    counts = undoing.undo(batch, actor=chair)

    member = Member.objects.get()
    assert (counts["restored"], counts["kept"], member.sex, member.mobile) == (1, 1, "", "13900000002")


def test_undo_takes_members_in_use_off_the_register_instead(chair: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = bring_in(take(chair, ["1", "张三", "", "", "", ""], ["2", "李四", "", "", "", ""]), chair)
    used = Member.objects.get(name="张三").uid
    monkeypatch.setattr(references, "_declared", [lambda uids: {used} & set(uids)])

    counts = undoing.undo(batch, actor=chair)

    assert (counts["left"], counts["removed"], names(), Member.objects.get().state) == (1, 1, [], "left")


def test_undo_keeps_the_owner_of_a_task(chair: Actor) -> None:
    batch = bring_in(take(chair, ["1", "张三", "", "", "", ""], ["2", "李四", "", "", "", ""]), chair)
    owner = Member.objects.get(name="张三")
    plan = Plan.objects.create(title="计划", year=2026, term="first", author_name="主席")
    PlanTask.objects.create(plan=plan, text="慰问", position=1, owner_uid=owner.uid, owner_name="张三")

    assert undoing.undo(batch, actor=chair)["left"] == 1


def test_an_import_is_undone_once(chair: Actor) -> None:
    batch = bring_in(take(chair, ["1", "张三", "", "", "", ""]), chair)
    undoing.undo(batch, actor=chair)

    with pytest.raises(WrongStateError, match="只能撤销一次"):
        undoing.undo(batch, actor=chair)


def test_undo_leaves_members_alone_who_left_meanwhile(chair: Actor) -> None:
    batch = bring_in(take(chair, ["1", "张三", "", "", "", ""]), chair)
    take_off_register(Member.objects.get(), reason="调离", actor=chair)

    undoing.undo(batch, actor=chair)

    assert Member.objects.get().state == MemberState.LEFT


def test_one_audit_entry_tells_of_an_import(chair: Actor) -> None:
    bring_in(take(chair, ["1", "张三", "", "", "", ""], ["2", "李四", "", "", "", ""]), chair)

    [entry] = AuditEntry.objects.filter(verb="member.import")
    assert entry.after == {"new": 2, "changed": 0, "skipped": 0}


def test_ten_thousand_rows_take_seconds_and_few_statements(chair: Actor, django_assert_max_num_queries: Any) -> None:
    rows = [[f"T{number}", f"教师{number}", "女", "", f"第{number % 40}组", ""] for number in range(10_000)]
    began = time.perf_counter()
    with django_assert_max_num_queries(45):
        batch = bring_in(take(chair, *rows), chair)
        undoing.undo(batch, actor=chair)

    assert (batch.counts["new"], Member.objects.count(), time.perf_counter() - began < 30) == (10_000, 0, True)
