"""The pages of amendments: asking on the spot, the chair's answer, the district's word, what everybody then sees."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actors import Actor, Role
from district.collection.models import Campaign
from schools.home.selectors import todos
from schools.plans.models import Change, ChangeKind, Plan, PlanTask
from schools.plans.services.amending import agree_changes
from schools.plans.services.papers import paper_of
from tenants.models import School
from tests.factories.amendments import accepted_plan, ask, entry_of
from tests.factories.people import make_actor
from tests.factories.plans import chair_of, make_plan

SignIn = Callable[..., Client]
TEXTS = ("召开教代会。", "征集提案。", "慰问教职工。", "检查公开栏。")


@pytest.fixture
def plan(ta: School, campaign: Campaign) -> Plan:
    return accepted_plan(ta, campaign, *TEXTS)


def tasks_of(plan: Plan) -> list[PlanTask]:
    return list(PlanTask.objects.select_related("plan").filter(plan=plan).order_by("position"))


def test_from_the_task_to_the_chair(ta: School, plan: Plan, sign_in: SignIn) -> None:
    member, chair = sign_in(Role.COMMITTEE, school=ta), sign_in(Role.CHAIR, school=ta)
    home = f"{ta.prefix}plans/{plan.uid}/"
    address = f"{home}tasks/{tasks_of(plan)[0].uid}/ask/"
    assert address in member.get(home).content.decode()

    refused = member.post(f"{address}?kind=cancel", {"reason": ""})
    assert (refused.status_code, "请填写原因。" in refused.content.decode()) == (400, True)
    member.post(f"{address}?kind=cancel", {"reason": "并入区里活动。"})
    shown = member.get(home).content.decode()
    assert ("待主席同意" in shown, address in shown) == (True, False)
    assert "1项修订申请" in chair.get(ta.prefix).content.decode()
    assert "并入区里活动。" in chair.get(f"{home}amendments/").content.decode()

    assert chair.post(f"{home}amendments/answer/", {"act": "agree", "reason": "同意。"}).status_code == 400
    answer = {"act": "agree", "change": str(Change.objects.get().uid), "reason": "不再单办。"}
    assert chair.post(f"{home}amendments/answer/", answer).status_code == 302
    assert "待区里同意" in chair.get(f"{home}amendments/").content.decode()


def test_from_the_desk_of_the_district_to_the_wall_of_the_school(
    ta: School, plan: Plan, campaign: Campaign, sign_in: SignIn
) -> None:
    member, district = make_actor(Role.COMMITTEE, school=ta), sign_in(Role.DISTRICT_ADMIN)
    task = tasks_of(plan)[0]
    agree_changes(plan, [ask(task, ChangeKind.CANCEL, actor=member).uid], reason="不再单办。", actor=chair_of(ta))
    address = f"/campaigns/entries/{entry_of(campaign, ta).uid}/"
    assert "1所学校要修订通过的计划" in district.get("/desk/").content.decode()
    assert "修订待定" in district.get(f"/campaigns/{campaign.uid}/?state=amending").content.decode()
    assert f"{address}amendment/" in district.get(address).content.decode()
    assert "不再单办。" in district.get(f"{address}amendment/").content.decode()
    silent = district.post(f"{address}amendment/", {"act": "refuse", "version": 2, "reason": ""})
    assert "请写原因" in silent.content.decode()
    assert district.post(f"{address}amendment/", {"act": "agree", "version": 2}).status_code == 302
    assert district.get(f"{address}amendment/").headers["Location"] == address
    again = district.post(f"{address}amendment/", {"act": "agree", "version": 2}, follow=True)
    assert "已经处理过了" in again.content.decode()
    assert "修订1次" in district.get(f"/campaigns/{campaign.uid}/").content.decode()

    shown = sign_in(Role.MEMBER, school=ta).get(f"{ta.prefix}plans/{plan.uid}/").content.decode()
    assert ("<del>召开教代会。</del>" in shown, "第1次修订" in shown) == (True, True)
    plan.refresh_from_db()
    paper = paper_of(plan, issuer="甲校工会")
    assert (paper.title.endswith("（第1次修订）"), "召开教代会" in str(paper.body)) == (True, False)
    task_page = sign_in(Role.MEMBER, school=ta).get(f"{ta.prefix}progress/tasks/{task.uid}/")
    assert "已取消" in task_page.content.decode()


def test_forms_of_each_kind(ta: School, plan: Plan, sign_in: SignIn) -> None:
    member = sign_in(Role.COMMITTEE, school=ta)
    first, second, *_ = tasks_of(plan)
    home = f"{ta.prefix}plans/{plan.uid}/"
    late = member.post(f"{home}tasks/{first.uid}/ask/", {"months": [5], "reason": "装修。"})
    assert "请选8月到1月之间的月份" in late.content.decode()
    member.post(f"{home}tasks/{first.uid}/ask/", {"months": [12], "dates": "12月10日", "reason": "装修。"})
    member.post(f"{home}tasks/{second.uid}/ask/?kind=reword", {"text": "征集并答复提案。", "reason": "写全。"})
    member.post(
        f"{home}amendments/ask/",
        {"text": "办读书会。", "months": [11], "weight": 1, "reason": "新要求。", "area": "growth"},
    )

    found = {change.kind: (change.before_words, change.after_words) for change in Change.objects.all()}
    assert found == {
        "postpone": ("10月", "12月、12月10日"),
        "reword": (TEXTS[1], "征集并答复提案。"),
        "add": ("", "11月"),
    }
    page = member.get(f"{home}amendments/").content.decode()
    assert page.count("撤回") >= 3
    for change in Change.objects.all():
        member.post(f"{home}amendments/{change.uid}/withdraw/")
    assert set(Change.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_plan_that_is_not_accepted_cannot_be_amended(ta: School, sign_in: SignIn) -> None:
    draft = make_plan(ta, *TEXTS)
    member = sign_in(Role.COMMITTEE, school=ta)
    home = f"{ta.prefix}plans/{draft.uid}/"

    assert member.get(f"{home}tasks/{tasks_of(draft)[0].uid}/ask/").status_code == 404
    assert member.get(f"{home}amendments/ask/").status_code == 404
    assert "还没有修订" in member.get(f"{home}amendments/").content.decode()


def test_members_see_what_is_in_force_only(ta: School, plan: Plan, sign_in: SignIn) -> None:
    ask(tasks_of(plan)[0], ChangeKind.CANCEL, actor=make_actor(Role.COMMITTEE, school=ta), reason="内部原因。")

    for address in (f"{ta.prefix}plans/{plan.uid}/", f"{ta.prefix}plans/{plan.uid}/amendments/"):
        assert "内部原因" not in sign_in(Role.MEMBER, school=ta).get(address).content.decode()
        assert "待主席同意" not in sign_in(Role.MEMBER, school=ta).get(address).content.decode()


def test_only_the_chair_is_told_what_waits(ta: School, plan: Plan) -> None:
    member, chair = make_actor(Role.COMMITTEE, school=ta), chair_of(ta)
    ask(tasks_of(plan)[0], ChangeKind.CANCEL, actor=member)

    assert [todo.route for todo in todos(chair, ta, [], None)] == ["plans:amendments"]
    assert todos(member, ta, [], None) == []


@pytest.mark.parametrize("address", ["", "amendments/"])
def test_as_many_queries_for_three_as_for_one(address: str, ta: School, plan: Plan, sign_in: SignIn) -> None:
    actor: Actor = make_actor(Role.COMMITTEE, school=ta)
    chair = sign_in(Role.CHAIR, school=ta)
    page = f"{ta.prefix}plans/{plan.uid}/{address}"
    first, *others = tasks_of(plan)
    agree_changes(plan, [ask(first, ChangeKind.CANCEL, actor=actor).uid], reason="不办。", actor=chair_of(ta))
    ask(others[0], ChangeKind.POSTPONE, actor=actor)
    queries_of(chair, page)
    few = queries_of(chair, page)
    for task in others[1:]:
        ask(task, ChangeKind.POSTPONE, actor=actor)

    assert queries_of(chair, page) == few


def queries_of(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return len(queries)
