"""Two documents of a school side by side."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actors import Role
from core.periods import Period
from schools.plans.models import Plan
from schools.plans.services import copying, submission, tasks
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.collection import make_campaign
from tests.factories.plans import chair_of, complete, first_task, make_plan, make_summary

SignIn = Callable[..., Client]


def titles(client: Client, address: str) -> tuple[str, str]:
    return client.get(address).context["compare"]["titles"]


def sent_twice(ta: School) -> Plan:
    """A plan that was sent, taken back, changed and sent again."""
    chair, plan = chair_of(ta), make_plan(ta, "适时慰问", "召开教代会", title="秋季计划")
    with in_public():
        campaign = make_campaign()
    submission.submit_plan(plan, campaign.uid, accepts_warnings=True, actor=chair)
    plan.refresh_from_db()
    submission.withdraw_plan(plan, actor=chair)
    task = first_task(plan)
    tasks.change_task(task, complete("12月慰问", section=task.section), version=1, is_settled=True, actor=chair)
    submission.submit_plan(plan, campaign.uid, accepts_warnings=True, actor=chair)
    plan.refresh_from_db()
    return plan


def test_versions_sent_and_the_present_text(ta: School, sign_in: SignIn) -> None:
    plan, client = sent_twice(ta), sign_in(Role.LEADER, school=ta)
    address = f"{ta.prefix}plans/{plan.uid}/compare/"

    changed = client.get(f"{address}?old=v1&new=v2")
    whole = client.get(f"{address}?old=v1&new=v2&all=1")

    assert titles(client, address) == ("第2版（已报送）", "现在的计划")
    assert changed.context["facts"] == ["改1行"]
    assert len(whole.context["compare"]["rows"]) > len(changed.context["compare"]["rows"])
    assert "<del>适时</del>" in changed.content.decode()
    assert client.get(f"{address}?old=v9&new=x").context["compare"]["titles"][1] == "现在的计划"


def test_last_years_plan_and_its_copy(ta: School, sign_in: SignIn) -> None:
    source = make_plan(ta, "召开教代会", "征集提案", title="秋季计划")
    copied = copying.copy_plan(source, title="明年计划", period=Period(2027, "first"), actor=chair_of(ta))
    tasks.add_task(copied, complete("教工运动会"), actor=chair_of(ta))
    client = sign_in(Role.CHAIR, school=ta)

    page = client.get(f"{ta.prefix}plans/{copied.uid}/compare/")

    assert page.context["compare"]["titles"] == ("秋季计划", "现在的计划")
    assert page.context["facts"] == ["改1行", "增1行"]
    assert titles(client, f"{ta.prefix}plans/{source.uid}/compare/") == ("明年计划", "现在的计划")
    for plan in (source, copied):
        assert f"plans/{plan.uid}/compare/" in client.get(f"{ta.prefix}plans/{plan.uid}/").content.decode()


def test_with_nothing_to_compare_the_page_says_so(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "召开教代会")
    summary = make_summary(plan, ta, "一次。")
    client = sign_in(Role.CHAIR, school=ta)

    for one in (plan, summary):
        assert "还没有可以对照" in client.get(f"{ta.prefix}plans/{one.uid}/compare/").content.decode()


def test_more_copies_ask_no_more_queries(ta: School, sign_in: SignIn) -> None:
    source, client = make_plan(ta, "召开教代会"), sign_in(Role.CHAIR, school=ta)

    def queries() -> int:
        client.get(f"{ta.prefix}plans/{source.uid}/compare/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{ta.prefix}plans/{source.uid}/compare/").status_code == 200
        return sum("set_config('role'" not in query["sql"] for query in captured)

    copying.copy_plan(source, title="一", period=Period(2027, "first"), actor=chair_of(ta))
    before = queries()
    for title in ("二", "三"):
        copying.copy_plan(source, title=title, period=Period(2027, "first"), actor=chair_of(ta))
    assert queries() == before
