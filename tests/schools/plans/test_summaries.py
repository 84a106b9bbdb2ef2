"""Summaries are documents like plans, and never count as plans."""

from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from core.actors import Role
from core.errors import InvalidInputError, NotAllowedError, WrongStateError
from core.periods import Period
from district.collection.models import Campaign, Entry
from schools.plans import facade, indicators
from schools.plans.models import Plan
from schools.plans.services import copying, submission, tasks, writing
from schools.plans.services.summaries import DraftedSection, Stretch, begin_summary
from schools.records import indicators as work_indicators
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.collection import make_campaign
from tests.factories.people import make_actor
from tests.factories.plans import chair_of, make_plan, make_summary

SignIn = Callable[..., Client]


def announce(**fields: object) -> Campaign:
    with in_public():
        return make_campaign(**fields)


def send(document: Plan, campaign: Campaign, school: School) -> Plan:
    submission.submit_plan(document, campaign.uid, accepts_warnings=True, actor=chair_of(school))
    document.refresh_from_db()
    return document


def test_a_summary_goes_to_a_campaign_for_summaries_and_back_again(ta: School) -> None:
    summary = make_summary(make_plan(ta, "召开教代会"), ta, "召开教代会1次。")
    campaign = announce(kind="summary")

    send(summary, campaign, ta)

    with in_public():
        copy = Entry.objects.select_related("current").get(campaign=campaign, school=ta).current
    assert (copy.schema_number, copy.payload["kind"], copy.payload["tasks"]) == (3, "summary", [])
    assert (summary.state, summary.submitted_version) == ("submitted", 1)
    submission.withdraw_plan(summary, actor=chair_of(ta))
    summary.refresh_from_db()
    assert (summary.state, summary.campaign_uid) == ("draft", None)


def test_campaigns_take_only_what_they_collect(ta: School) -> None:
    plan = make_plan(ta, "召开教代会")
    summary = make_summary(plan, ta, "召开教代会1次。")

    with pytest.raises(InvalidInputError, match="收的是工作计划，不收工作小结"):
        send(summary, announce(), ta)
    with pytest.raises(InvalidInputError, match="收的是工作小结，不收工作计划"):
        send(plan, announce(kind="summary"), ta)


def test_everything_against_a_summary_is_said_at_once(ta: School) -> None:
    bodies = ("运动会没有举行（请补充原因）。讲座没有举行（请补充原因）。", "（请补充下一步打算）")
    summary = make_summary(make_plan(ta, "召开教代会"), ta, *bodies, period=Period(2026, "year"))

    with pytest.raises(InvalidInputError) as refused:
        send(summary, announce(kind="summary", required_sections=("经费",)), ta)

    said = str(refused.value)
    assert "征集的是2026学年第一学期的小结，这份是2026年。" in said
    assert "缺少“经费”部分" in said
    assert "“第1部分”里还有2处没有填写：（请补充原因）。" in said
    assert "“第2部分”里还有1处没有填写：（请补充下一步打算）。" in said


def test_an_empty_summary_is_not_sent(ta: School) -> None:
    with pytest.raises(InvalidInputError, match="小结里还没有内容"):
        send(make_summary(make_plan(ta, "召开教代会"), ta, " "), announce(kind="summary"), ta)


def test_a_summary_has_no_tasks_and_is_not_copied(ta: School) -> None:
    chair, summary = chair_of(ta), make_summary(make_plan(ta, "召开教代会"), ta, "一次。")

    with pytest.raises(WrongStateError, match="小结里没有任务"):
        tasks.add_task(summary, tasks.TaskText("召开教代会"), actor=chair)
    with pytest.raises(WrongStateError, match="小结不能复制成计划"):
        copying.copy_plan(summary, title="新计划", period=Period(2027, "first"), actor=chair)
    with pytest.raises(WrongStateError, match="小结只能从计划写起"):
        begin_summary(
            summary, Stretch(summary.period, date(2026, 9, 1), date(2026, 9, 2)), [], title="小结", actor=chair
        )


def test_members_write_no_summaries(ta: School) -> None:
    stretch = Stretch(Period(2026, "first"), date(2026, 9, 1), date(2026, 12, 31))
    with pytest.raises(NotAllowedError):
        begin_summary(make_plan(ta), stretch, [], title="小结", actor=make_actor(Role.MEMBER, school=ta))


def test_a_plan_with_a_summary_stays_a_copied_one_may_go(ta: School) -> None:
    chair, plan = chair_of(ta), make_plan(ta, "召开教代会")
    copied = copying.copy_plan(plan, title="新计划", period=Period(2027, "first"), actor=chair)
    summary = make_summary(plan, ta, "一次。")

    with pytest.raises(WrongStateError, match="请先删除小结"):
        writing.delete_plan(plan, actor=chair)
    writing.delete_plan(summary, actor=chair)
    writing.delete_plan(plan, actor=chair)

    copied.refresh_from_db()
    assert copied.source_plan_id is None


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "summary", "covers_from": date(2026, 9, 1), "covers_until": date(2026, 9, 2)},
        {"kind": "summary", "source": True},
        {"kind": "summary", "source": True, "covers_from": date(2026, 9, 2), "covers_until": date(2026, 9, 1)},
        {"kind": "plan", "covers_from": date(2026, 9, 1), "covers_until": date(2026, 9, 2)},
    ],
)
def test_the_database_knows_what_a_summary_is(ta: School, fields: dict[str, object]) -> None:
    source = make_plan(ta) if fields.pop("source", False) else None

    with pytest.raises(IntegrityError, match="summary_has_source_and_stretch"), transaction.atomic():
        Plan.objects.create(title="小结", year=2026, author_name="陈砚秋", source_plan=source, **fields)


def test_summaries_do_not_count_as_plans(ta: School) -> None:
    """A newer, accepted summary of the same period changes no figure and is never the plan that one works by."""
    chair, plan = chair_of(ta), make_plan(ta, "召开教代会")
    send(plan, announce(), ta)
    before = (indicators.measure(), work_indicators.measure())

    summary = send(make_summary(plan, ta, "一次。"), announce(kind="summary"), ta)
    Plan.objects.filter(pk=summary.pk).update(state="accepted")

    assert (indicators.measure(), work_indicators.measure()) == before
    assert facade.newest_plan(chair, [plan.period]) == plan
    assert list(facade.plans_visible_to(chair)) == [plan]
    assert facade.summaries_of(plan, chair) == [summary]


def test_a_draft_is_told_to_campaigns_of_its_kind_only(ta: School) -> None:
    plans, summaries = announce(), announce(kind="summary")
    plan = make_plan(ta, "召开教代会")

    def drafts() -> list[bool]:
        with in_public():
            return [Entry.objects.get(campaign=one, school=ta).has_draft for one in (plans, summaries)]

    assert drafts() == [True, False]
    summary = make_summary(plan, ta, "一次。")
    assert drafts() == [True, True]
    writing.delete_plan(summary, actor=chair_of(ta))
    assert drafts() == [True, False]


def test_the_pages_of_a_summary_speak_of_no_tasks(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "召开教代会", title="秋季计划")
    summary = make_summary(plan, ta, "召开教代会1次。", title="秋季小结")
    chair = sign_in(Role.CHAIR, school=ta)

    detail = chair.get(f"/s/ta/plans/{summary.uid}/").content.decode()
    edit = chair.get(f"/s/ta/plans/{summary.uid}/edit/").content.decode()
    listed = chair.get("/s/ta/plans/?kind=summary").content.decode()

    assert ("秋季计划" in detail, "2026年9月1日至2026年10月31日" in detail, "项任务" in detail) == (True, True, False)
    assert ("修改小结" in edit, "添加任务" in edit, "项任务" in edit) == (True, False, False)
    assert ("秋季小结" in listed, "秋季计划" in listed) == (True, False)


def test_sections_remember_what_they_were_drafted_from(ta: School) -> None:
    stretch = Stretch(Period(2026, "first"), date(2026, 9, 1), date(2026, 12, 31))
    summary = begin_summary(
        make_plan(ta), stretch, [DraftedSection("care", 2, "送温暖", "慰问3人次。")], title="小结", actor=chair_of(ta)
    )

    assert list(summary.sections.values_list("topic", "body", "drafted")) == [("care", "慰问3人次。", "慰问3人次。")]


def test_summaries_of_a_half_of_before_that_nobody_sent_are_for_that_half(ta: School) -> None:
    plan = make_plan(ta, "召开教代会", period=Period(2026))
    stretches = {
        "half1": (date(2026, 1, 1), date(2026, 6, 30)), "half2": (date(2026, 7, 1), date(2026, 12, 31)),
        "year": (date(2026, 1, 1), date(2026, 12, 31)),
    }  # fmt: skip
    for title, (first, last) in stretches.items():
        begin_summary(plan, Stretch(plan.period, first, last), [], title=title, actor=chair_of(ta))
    sent = begin_summary(plan, Stretch(plan.period, *stretches["half1"]), [], title="已报", actor=chair_of(ta))
    Plan.objects.filter(pk=sent.pk).update(submitted_version=1)

    with connection.cursor() as cursor:
        cursor.execute(import_module("schools.plans.migrations.0009_halves_of_a_year").HALVES)

    found = dict(Plan.objects.filter(kind="summary").values_list("title", "term"))
    assert found == {"half1": "half1", "half2": "half2", "year": "year", "已报": "year"}
    assert Plan.objects.get(pk=plan.pk).term == "year"
