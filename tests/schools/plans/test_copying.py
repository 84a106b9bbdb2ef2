"""Last year's plan as the beginning of this year's."""

from uuid import uuid4

import pytest

from core.periods import Period
from schools.members.models import Member
from schools.plans.models import PlanTask
from schools.plans.services.copying import Shift, copy_of, copy_plan
from tenants.models import School
from tests.factories.plans import chair_of, first_task, make_plan
from tests.factories.records import make_deed, make_record


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026学年第一学期", "2027学年第一学期"),
        ("2026—2027学年", "2027—2028学年"),
        ("2027年1月总结", "2028年1月总结"),
        ("自2019年起，共2026人", "自2019年起，共2026人"),
        ("电话12026年", "电话12026年"),
    ],
)
def test_years_of_the_old_plan_move_on(text: str, found: str) -> None:
    assert Shift(2026, 1).of(text) == found
    assert Shift(2026, 0).of(text) == text


def test_what_belongs_to_the_old_year_is_asked_about() -> None:
    left, serving = uuid4(), uuid4()
    dated = PlanTask(text="10月12日召开教代会", dates="10月12日—14日", owner_uid=left, owner_name="何青云")
    plain = PlanTask(text="每月报送信息", owner_uid=serving, owner_name="陈砚秋")
    named = PlanTask(text="2026年表彰", owner_name="工会小组")

    assert copy_of(dated, Shift(2026, 1), {serving}).doubt == (
        "来源计划写的日期是10月12日—14日、10月12日，请定新的日期；原负责人何青云已不在职，请另定。"
    )
    assert copy_of(plain, Shift(2026, 1), {serving}).doubt == ""
    copied = copy_of(named, Shift(2026, 1), {serving})
    assert (copied.text, copied.keeps_owner, copied.doubt) == ("2027年表彰", True, "文中的年份已顺延，请核对。")


def test_a_copy_carries_the_plan_and_leaves_the_records(ta: School) -> None:
    chair, source = chair_of(ta), make_plan(ta, "召开教代会", "征集提案")
    member = Member.objects.create(name="陈砚秋", pinyin="chenyanqiu", staff_number="7")
    source.sections.filter(title="指导思想").update(body="落实2026年要点。")
    PlanTask.objects.filter(plan=source, text="征集提案").update(
        recurrence="term", times=2, weight=3, owner_uid=member.uid, dates="11月6日"
    )
    make_deed(make_record("开会", actor=chair), first_task(source), actor=chair)

    copied = copy_plan(source, title="新计划", period=Period(2027, "first"), actor=chair)

    task = copied.tasks.get(text="征集提案")
    assert (copied.source_plan, copied.state, copied.sections.get(title="指导思想").body) == (
        source, "draft", "落实2027年要点。",
    )  # fmt: skip
    assert (task.area, task.months, task.recurrence, task.times, task.weight, task.owner_uid, task.dates) == (
        "congress", [10], "term", 2, 3, member.uid, "",
    )  # fmt: skip
    assert task.section is not None
    assert task.section.plan == copied
    assert task.doubt == "来源计划写的日期是11月6日，请定新的日期。"
    assert [row.deeds.count() for row in copied.tasks.all()] == [0, 0]
