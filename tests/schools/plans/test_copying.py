"""Last year's plan as the beginning of this year's."""

from datetime import date
from uuid import uuid4

import pytest

from core.periods import Period
from core.rhythms import read_rhythm
from schools.members.models import Member
from schools.plans.models import PlanTask
from schools.plans.services.copying import Shift, copy_of, copy_plan
from schools.plans.services.tasks import add_task
from tenants.models import School
from tests.factories.plans import chair_of, complete, first_task, make_plan
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


@pytest.mark.parametrize(
    ("fields", "dates", "doubt"),
    [
        ({"text": "重阳节走访", "dates": "重阳节前"}, "重阳节前", ""),
        ({"text": "五四青年节、教师节活动", "dates": "五四青年节、教师节"}, "五四青年节、教师节", ""),
        ({"text": "3月8日插花", "dates": "3月8日"}, "3月8日", ""),
        ({"text": "每月10日前报送", "dates": "10日前、25日", "recurrence": "monthly"}, "10日前、25日", ""),
        ({"text": "每年重阳节", "dates": "重阳节", "recurrence": "year"}, "重阳节", ""),
        (
            {"text": "每年11月6日运动会", "dates": "11月6日", "recurrence": "year"}, "11月6日",
            "日期11月6日照搬自来源计划，请核对。",
        ),
        ({"text": "运动会", "dates": "11月6日"}, "", "来源计划写的日期是11月6日，请定新的日期。"),
        ({"text": "检查", "dates": "30日"}, "", "来源计划写的日期是30日，请定新的日期。"),
        ({"text": "庆祝", "dates": "9月28日—10月1日"}, "", "来源计划写的日期是9月28日—10月1日，请定新的日期。"),
    ],
)  # fmt: skip
def test_days_that_come_every_year_or_month_stay(fields: dict[str, str], dates: str, doubt: str) -> None:
    copied = copy_of(PlanTask(**fields), Shift(2026, 1), ())

    assert (copied.dates, copied.doubt) == (dates, doubt)


def test_a_copied_festival_falls_on_the_day_of_the_new_year(ta: School) -> None:
    chair, source = chair_of(ta), make_plan(ta)
    for words in ("每年重阳节", "每月10日前", "隔周周三"):
        given = read_rhythm(words)
        task = complete(
            words, months=[], recurrence=given.recurrence, weekdays=list(given.weekdays), dates=given.dates
        )  # fmt: skip
        add_task(source, task, actor=chair)

    copied = copy_plan(source, title="新计划", period=Period(2027, "first"), actor=chair)

    assert [(task.rhythm, task.dates, task.doubt) for task in copied.tasks.all()] == [
        ("每年", "重阳节", ""), ("每月", "10日前", ""), ("隔周周三", "", "")
    ]  # fmt: skip
    due = [[row.due_on for row in task.occurrences.order_by("number")] for task in copied.tasks.all()]
    assert due[0] == [date(2027, 10, 8)]
    assert due[1] == [date(2027, month, 10) for month in (9, 10, 11, 12)] + [date(2028, 1, 10)]
    assert {day.isoweekday() for day in due[2]} == {3}


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
