"""The desk: what waits for whom, and nothing that is not so; the search finds only what one may see."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actors import Role
from core.periods import end_of_day, today
from district.collection.models import Campaign
from district.collection.services import decisions
from schools.members.models import Member
from schools.plans import facade as plans
from schools.plans.models import Plan, PlanTask
from schools.plans.services import submission
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.collection import SYSTEM, entry_of, make_campaign, verdict
from tests.factories.plans import chair_of, make_plan

SignIn = Callable[..., Client]
# Of which two for the session and its account, three for changing places.
QUERIES = 19


def desk(client: Client, school: School) -> dict[str, object]:
    answer = client.get(school.prefix)
    assert answer.status_code == 200
    return answer.context


def test_a_new_school_sees_its_first_steps(ta: School, sign_in: SignIn) -> None:
    context = desk(sign_in(Role.CHAIR, school=ta), ta)

    assert [(step.label, step.is_done) for step in context["steps"]] == [
        ("修改初始密码", True),
        ("导入会员名册", False),
        ("导入学校已有的计划", False),
        ("向区工会报送", False),
    ]


def test_the_steps_go_once_all_are_done(ta: School, sign_in: SignIn) -> None:
    Member.objects.create(name="陈砚秋")
    make_plan(ta, "甲")
    Plan.objects.update(submitted_version=1)

    assert desk(sign_in(Role.CHAIR, school=ta), ta)["steps"] == []


def test_an_open_campaign_waits_until_the_plan_is_sent(ta: School, sign_in: SignIn) -> None:
    with in_public():
        campaign = make_campaign(due_at=timezone.now() + timedelta(days=3))
    client = sign_in(Role.CHAIR, school=ta)
    [todo] = desk(client, ta)["todos"]
    assert (todo.title, todo.word, todo.act) == (f"报送“{campaign.title}”", "剩3天", "导入计划")

    plan = make_plan(ta, "甲")
    [todo] = desk(client, ta)["todos"]
    assert (todo.act, todo.uid) == ("报送", plan.uid)

    submission.submit_plan(plan, campaign.uid, accepts_warnings=True, actor=chair_of(ta))
    assert desk(client, ta)["todos"] == []


def test_a_missed_deadline_is_said(ta: School, sign_in: SignIn) -> None:
    now = timezone.now()
    with in_public():
        campaign = make_campaign()
        Campaign.objects.filter(pk=campaign.pk).update(due_at=now - timedelta(days=1))

    context = desk(sign_in(Role.COMMITTEE, school=ta), ta)

    assert (context["overdue_count"], context["todos"][0].word) == (1, "已过截止")


def test_a_returned_plan_comes_first_with_its_reason(ta: School, sign_in: SignIn) -> None:
    with in_public():
        make_campaign()
    plan = make_plan(ta, "甲", title="被退回的计划")
    Plan.objects.filter(pk=plan.pk).update(
        state="returned", receipt_number="R", submitted_at=timezone.now(), return_reason="缺少负责人。"
    )

    todos = desk(sign_in(Role.CHAIR, school=ta), ta)["todos"]

    assert (todos[0].title, todos[0].quote) == ("《被退回的计划》被退回，请修改后重报", "缺少负责人。")
    assert len(todos) == 2


def test_a_plan_that_the_district_unlocked_is_not_called_returned(ta: School, sign_in: SignIn) -> None:
    with in_public():
        campaign = make_campaign()
    plan = make_plan(ta, "甲")
    submission.submit_plan(plan, campaign.uid, accepts_warnings=True, actor=chair_of(ta))
    with in_public():
        entry = entry_of(campaign, ta)
        decisions.begin(entry, by="苏雨棠")
        entry = decisions.accept(entry, verdict(), score=Decimal(90))
        until = end_of_day(today() + timedelta(days=5))
        decisions.unlock(entry, reason="教代会改期。", resubmit_by=until, actor=SYSTEM)

    [todo] = desk(sign_in(Role.CHAIR, school=ta), ta)["todos"]

    assert (todo.title, todo.quote) == (f"《{plan.title}》已解锁，请修改后重报", "教代会改期。")
    assert todo.quote_by.startswith(f"区工会{SYSTEM.name}，")
    assert not [fact for fact in todo.facts if "退回" in fact]


def test_the_month_lists_its_tasks_and_what_recurs(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "本月的事", "别月的事", "每月的事", period=plans.periods_now()[0])
    month = today().month
    PlanTask.objects.filter(text="本月的事").update(months=[month], area="funds")
    PlanTask.objects.filter(text="别月的事").update(months=[month % 12 + 1])
    PlanTask.objects.filter(text="每月的事").update(months=[], recurrence="monthly", area="ethics")

    work = desk(sign_in(Role.CHAIR, school=ta), ta)["work"]

    assert (work.plan, [task.text for task, _ in work.rows]) == (plan, ["每月的事", "本月的事"])
    assert {row.area: row.count for row in work.areas if row.count} == {"ethics": 1, "congress": 1, "funds": 1}


def test_a_member_sees_neither_drafts_nor_other_people_s_duties(ta: School, sign_in: SignIn) -> None:
    with in_public():
        make_campaign()
    make_plan(ta, "甲", period=plans.periods_now()[0])

    context = desk(sign_in(Role.MEMBER, school=ta), ta)

    assert (context["todos"], context["steps"], context["work"], context["recent"]) == ([], [], None, [])


@pytest.mark.parametrize(
    ("words", "tasks"), [("教代会", 1), ("jdh", 1), ("陈砚秋", 2), ("cyq", 2), ("没有的词", 0), ("zzzz", 0)]
)
def test_search_finds_tasks_by_words_and_initials(ta: School, sign_in: SignIn, words: str, tasks: int) -> None:
    make_plan(ta, "召开教代会", "乙")

    page = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}search/", {"q": words})

    assert len(page.context["tasks"]) == tasks


def test_search_finds_plans_and_members(ta: School, sign_in: SignIn) -> None:
    from core.pinyin import person_pinyin

    make_plan(ta, title="秋季要点")
    Member.objects.create(name="曾晓", pinyin=person_pinyin("曾晓"))
    client = sign_in(Role.CHAIR, school=ta)

    by_initials = client.get(f"{ta.prefix}search/", {"q": "zx"})
    by_title = client.get(f"{ta.prefix}search/", {"q": "qjyd"})

    assert [member.name for member in by_initials.context["members"]] == ["曾晓"]
    assert [plan.title for plan in by_title.context["plans"]] == ["秋季要点"]


def test_search_shows_a_member_no_draft(ta: School, sign_in: SignIn) -> None:
    make_plan(ta, "召开教代会", title="教代会计划")

    page = sign_in(Role.MEMBER, school=ta).get(f"{ta.prefix}search/", {"q": "教代会"})

    assert (page.context["plans"], page.context["tasks"]) == ([], [])


def test_search_words_are_escaped(ta: School, sign_in: SignIn) -> None:
    page = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}search/", {"q": "<script>x</script>%_\x00"}).content.decode()

    assert ("<script>x" in page, "&lt;script&gt;x" in page) == (False, True)


@pytest.mark.parametrize("campaigns", [1, 3])
def test_the_desk_asks_no_more_for_many_campaigns(campaigns: int, ta: School, sign_in: SignIn) -> None:
    with in_public():
        for year in range(2026, 2026 + campaigns):
            make_campaign(year=year, title=f"{year}")
    make_plan(ta, "甲", period=plans.periods_now()[0])
    client = sign_in(Role.CHAIR, school=ta)
    desk(client, ta)

    with CaptureQueriesContext(connection) as queries:
        context = desk(client, ta)

    assert len(context["todos"]) == campaigns
    assert len(queries) == QUERIES


def test_a_draft_is_offered_for_the_campaign_of_its_kind_and_period_only(ta: School, sign_in: SignIn) -> None:
    with in_public():
        make_campaign(title="计划", due_at=timezone.now() + timedelta(days=3))
        make_campaign(title="小结", kind="summary", due_at=timezone.now() + timedelta(days=4))
        make_campaign(title="明年", year=2031, due_at=timezone.now() + timedelta(days=5))
    make_plan(ta, "甲")

    todos = desk(sign_in(Role.CHAIR, school=ta), ta)["todos"]

    assert [(todo.title, todo.act) for todo in todos] == [
        ("报送“计划”", "报送"), ("报送“小结”", "去写小结"), ("报送“明年”", "导入计划")
    ]  # fmt: skip
