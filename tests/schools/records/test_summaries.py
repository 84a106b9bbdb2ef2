"""Summaries drafted from the records: the stretch, the figures, the pages, and drafting a part once more."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actors import Role
from core.errors import ConflictError, InvalidInputError, NotAllowedError
from core.periods import Period
from district.collection import facade as collection
from schools.members.models import Member
from schools.plans.models import Plan, Section
from schools.plans.services.submission import findings_of, submit_plan
from schools.plans.services.writing import SectionText, change_section
from schools.records.kinds import Kind, register
from schools.records.services import summaries
from schools.records.services.deeds import carry_out
from schools.records.services.writing import RecordText, add_record
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.collection import make_campaign
from tests.factories.people import make_actor
from tests.factories.plans import chair_of, first_task, make_plan
from tests.factories.records import make_deed, make_record

SignIn = Callable[..., Client]
AUTUMN = Period(2026, "first")
YEAR = ("whole", "2026年", "总结")


def autumn_plan(school: School) -> Plan:
    """Two tasks of October: one carried out, one not."""
    plan = make_plan(school, "10月召开教代会", "征集教代会提案", title="望山小学2026学年第一学期工会工作计划")
    chair = chair_of(school)
    text = RecordText(date(2026, 10, 23), "六届一次教代会", "congress", place="报告厅", people=28, hours=Decimal(3))
    make_deed(add_record(text, actor=chair), first_task(plan), actor=chair)
    make_record("看望何青云老师", day=date(2026, 9, 22), area="care", actor=chair)
    make_record("去年的活动", day=date(2026, 6, 1), area="care", actor=chair)
    return plan


def body_of(summary: Plan, topic: str) -> list[str]:
    return summary.sections.get(topic=topic).body.splitlines()


def test_a_summary_says_what_was_recorded_and_names_nobody(ta: School) -> None:
    plan = autumn_plan(ta)
    Member.objects.create(name="何青云", pinyin="heqingyun", staff_number="1")

    summary = summaries.draft_summary(plan, "whole", title="小结", actor=chair_of(ta))

    assert (summary.source_plan, summary.covers_from, summary.covers_until) == (
        plan, date(2026, 8, 1), date(2027, 1, 31),
    )  # fmt: skip
    assert body_of(summary, "congress") == [
        "按计划应有记录2条，已有1条，完成率50%。",
        "10月23日，六届一次教代会，地点报告厅，28人参加。",
        "“征集教代会提案”到期应有1条，已有0条，原因：（请补充原因）。",
    ]
    assert body_of(summary, "care") == ["计划里没有这一领域的任务，另外开展工作1次。", "9月22日，看望×××老师。"]
    assert body_of(summary, "totals") == ["共登记工作记录2条，参加28人次（1条有登记），用时3小时（1条有登记）。"]


@pytest.mark.parametrize(
    ("period", "months", "found"),
    [
        (AUTUMN, [10], [("whole", "2026学年第一学期", "小结")]),
        (Period(2026), [3], [YEAR, ("first", "2026年上半年", "小结"), ("second", "2026年下半年", "小结")]),
        (Period(2026), [9], [YEAR, ("first", "2026学年第一学期", "小结")]),
        (Period(2027), [3], []),
    ],
)  # fmt: skip
def test_the_stretches_fit_the_plan_and_have_begun(
    ta: School, period: Period, months: list[int], found: list[tuple[str, str, str]]
) -> None:
    plan = make_plan(ta, "召开教代会", period=period)
    plan.tasks.update(months=months)

    choices = summaries.choices_of(plan)

    assert [(one.code, one.label, one.noun) for one in choices] == found


def test_a_half_takes_its_own_records_and_what_was_due_in_it(ta: School) -> None:
    plan = make_plan(ta, "3月召开教代会", period=Period(2026), title="2026年工会工作计划")
    plan.tasks.update(months=[3])
    make_record("春游", day=date(2026, 4, 3), area="activities", actor=chair_of(ta))
    make_record("秋游", day=date(2026, 10, 9), area="activities", actor=chair_of(ta))

    first, second = (
        summaries.draft_summary(plan, code, title=code, actor=chair_of(ta)) for code in ("first", "second")
    )

    assert [body_of(one, "activities")[1] for one in (first, second)] == ["4月3日，春游。", "10月9日，秋游。"]
    assert "到期应有1条" in body_of(first, "congress")[1]
    assert not second.sections.filter(topic="congress").exists()
    [_, half, _] = summaries.choices_of(plan)
    assert summaries.title_for(plan, half) == "2026年上半年工会工作小结"


def test_the_figures_of_a_half_are_of_what_was_due_in_it(ta: School) -> None:
    """Ten visits, of which two of the first half are late, and a congress of autumn that was held in May."""
    plan = make_plan(ta, "每月走访", "10月召开教代会", period=Period(2026))
    monthly, once = plan.tasks.order_by("position")
    plan.tasks.filter(pk=monthly.pk).update(recurrence="monthly", months=[])
    plan.tasks.filter(pk=once.pk).update(months=[10])
    chair = chair_of(ta)
    for task, month in ((monthly, 1), (monthly, 2), (monthly, 3), (monthly, 4), (monthly, 7), (once, 5)):
        done = make_record("走访", day=date(2026, month, 9), actor=chair)
        make_deed(done, plan.tasks.get(pk=task.pk), actor=chair)

    whole, first, second = (
        summaries.draft_summary(plan, code, title=code, actor=chair) for code in ("whole", "first", "second")
    )

    heads = [body_of(one, "congress")[0] for one in (whole, first, second)]
    assert heads == [
        "按计划应有记录11条，已有6条，完成率75%。",
        "按计划这段时间应有记录6条，已有4条，完成率67%。",
        "按计划这段时间应有记录5条，已有1条，完成率50%。",
    ]


def test_a_summary_of_a_half_is_for_that_half_and_for_no_other_campaign(ta: School) -> None:
    plan, chair = make_plan(ta, "召开教代会", period=Period(2026)), chair_of(ta)
    plan.tasks.update(months=[3])
    first, second, whole = (
        summaries.draft_summary(plan, code, title=code, actor=chair) for code in ("first", "second", "whole")
    )
    assert [one.period.label for one in (first, second, whole)] == ["2026年上半年", "2026年下半年", "2026年"]
    Section.objects.update(body="已写完。")
    with in_public():
        campaign = make_campaign(kind="summary", year=2026, term="half1")
    view = collection.campaign_view(campaign.uid, ta)

    faults = [[one.message for one in findings_of(each, view) if one.is_fault] for each in (first, second, whole)]

    assert [len(each) for each in faults] == [0, 1, 1]
    assert faults[1] == ["征集的是2026年上半年的小结，这份是2026年下半年。请改小结的年份、时段，或换一份小结。"]
    submit_plan(first, campaign.uid, accepts_warnings=True, actor=chair)
    with in_public():
        assert (campaign.period.label, campaign.submissions.get().payload["term"]) == ("2026年上半年", "half1")


def test_other_kinds_of_records_are_told_too(ta: School) -> None:
    kind = Kind("visit", "慰问", "records:detail")
    register(kind)
    plan = autumn_plan(ta)
    for task in plan.tasks.all():
        carry_out("visit", plan.uid, task, day=date(2026, 11, 2), title="走访会员家庭", actor=chair_of(ta))

    summary = summaries.draft_summary(plan, "whole", title="小结", actor=chair_of(ta))

    assert body_of(summary, "congress").count("11月2日，走访会员家庭。") == 1


def test_a_part_is_drafted_anew_and_keeps_what_people_wrote(ta: School) -> None:
    plan, chair = autumn_plan(ta), chair_of(ta)
    summary = summaries.draft_summary(plan, "whole", title="小结", actor=chair)
    section = summary.sections.get(topic="congress")
    text = section.body.replace("（请补充原因）", "等换届后一起征集") + "\n代表们提了许多好建议。"
    section = change_section(section, SectionText(section.title, 2, text), version=1, actor=chair)
    make_record("教代会联席会议", day=date(2026, 11, 20), actor=chair)

    with pytest.raises(ConflictError):
        summaries.redraft(section, version=1, actor=chair)
    summaries.redraft(section, version=2, actor=chair)

    assert body_of(summary, "congress")[1:] == [
        "10月23日，六届一次教代会，地点报告厅，28人参加。",
        "11月20日，教代会联席会议。",
        "“征集教代会提案”到期应有1条，已有0条，原因：等换届后一起征集。",
        "代表们提了许多好建议。",
    ]


def test_who_may_draft_and_when(ta: School) -> None:
    plan = make_plan(ta, "召开教代会", period=Period(2027))
    with pytest.raises(NotAllowedError):
        summaries.draft_summary(plan, "whole", title="小结", actor=make_actor(Role.LEADER, school=ta))
    with pytest.raises(InvalidInputError, match="还没有开始"):
        summaries.draft_summary(plan, "whole", title="小结", actor=chair_of(ta))


def test_the_pages_lead_from_the_plan_to_the_summary(ta: School, sign_in: SignIn) -> None:
    plan, client = autumn_plan(ta), sign_in(Role.COMMITTEE, school=ta)
    address = f"{ta.prefix}progress/{plan.uid}/summary/"

    asked = client.get(address)
    made = client.post(address, {"title": "望山小学小结"})
    summary = Plan.objects.get(kind="summary")
    edit = client.get(made["Location"]).content.decode()

    assert asked.context["form"].initial["title"] == "望山小学2026学年第一学期工会工作小结"
    assert (asked.context["record_count"], asked.context["blank_count"]) == (2, 2)
    assert (made.status_code, made["Location"]) == (302, f"{ta.prefix}plans/{summary.uid}/edit/")
    assert edit.count("按最新记录重写本节") == 5
    for page in (f"progress/{plan.uid}/", f"plans/{plan.uid}/"):
        assert f"{ta.prefix}progress/{plan.uid}/summary/" in client.get(f"{ta.prefix}{page}").content.decode()
    section = Section.objects.get(plan=summary, topic="totals")
    redraft = f"{ta.prefix}progress/summaries/{summary.uid}/sections/{section.uid}/"
    assert "没有新的内容" in client.get(redraft).content.decode()
    make_record("例会", area="organisation", actor=chair_of(ta))
    [row] = client.get(redraft).context["compare"]["rows"]
    assert (row.kind, "".join(text for _, text in row.new)[:9]) == ("changed", "共登记工作记录3条")
    assert client.post(redraft, {"version": "9"}).status_code == 409
    assert client.post(redraft, {"version": "1"})["Location"].endswith(f"/edit/#item-{section.uid}")
    section.refresh_from_db()
    assert section.body.startswith("共登记工作记录3条")


def test_more_records_and_tasks_ask_no_more_queries(ta: School, sign_in: SignIn) -> None:
    plan, client = autumn_plan(ta), sign_in(Role.CHAIR, school=ta)

    def queries() -> int:
        client.get(f"{ta.prefix}progress/{plan.uid}/summary/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{ta.prefix}progress/{plan.uid}/summary/").status_code == 200
        return sum("set_config('role'" not in query["sql"] for query in captured)

    before = queries()
    for number in range(3):
        make_record(f"活动{number}", area="care", actor=chair_of(ta))
    assert queries() == before
