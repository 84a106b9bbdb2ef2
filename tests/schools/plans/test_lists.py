"""The list, the pages of one plan and its files: who sees what, and how many queries it takes."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actors import Role
from core.periods import Period
from schools.plans.models import Plan
from schools.plans.services import rules
from schools.plans.services.importing import read_text_as_draft
from schools.plans.services.tasks import add_task
from tenants.models import School
from tests.factories.plans import chair_of, complete, first_task, make_plan

SignIn = Callable[..., Client]


def sent(plan: Plan, state: str = "submitted") -> Plan:
    plan.state, plan.receipt_number, plan.submitted_at = state, f"R-{plan.pk}", "2026-09-01T08:00:00+08:00"
    plan.save()
    return plan


def queries(client: Client, address: str) -> int:
    """How many queries a page takes once the session is warm, without those that change the schema."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum("set_config('role'" not in query["sql"] for query in captured)


@pytest.mark.parametrize("page", ["plans/", ""])
def test_a_list_takes_the_same_queries_for_one_plan_and_three(ta: School, sign_in: SignIn, page: str) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    make_plan(ta, "甲")
    one = queries(client, ta.prefix + page)

    make_plan(ta, "甲", "乙", "丙")
    make_plan(ta, "甲", "乙", "丙")

    assert queries(client, ta.prefix + page) == one <= {"plans/": 6, "": 18}[page]


@pytest.mark.parametrize("page", ["", "edit/", "wall/", "tasks.xlsx", "submit/"])
def test_a_plan_takes_the_same_queries_for_one_task_and_three(ta: School, sign_in: SignIn, page: str) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    plan = make_plan(ta, "甲")
    one = queries(client, f"{ta.prefix}plans/{plan.uid}/{page}")

    for text in ("乙", "丙"):
        add_task(plan, complete(text, section=first_task(plan).section), actor=chair_of(ta))

    assert queries(client, f"{ta.prefix}plans/{plan.uid}/{page}") == one <= 9


@pytest.mark.parametrize("page", ["plans/import/", "plans/rules/"])
def test_other_lists_do_not_ask_row_by_row(ta: School, sign_in: SignIn, page: str) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, Role.COMMITTEE, school=ta)
    chair = chair_of(ta)
    read_text_as_draft("甲校2026年工会工作计划\n一、主要工作\n1、3月召开教代会。", actor=chair)
    rules.provide_rules()
    one = queries(client, ta.prefix + page)

    for _ in range(2):
        read_text_as_draft("甲校2026年工会工作计划\n一、主要工作\n1、3月召开教代会。", actor=chair)

    assert queries(client, ta.prefix + page) == one


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.CHAIR, {"草稿", "已报", "退回", "通过"}),
        (Role.COMMITTEE, {"草稿", "已报", "退回", "通过"}),
        (Role.LEADER, {"草稿", "已报", "退回", "通过"}),
        (Role.SCHOOL_ADMIN, {"已报", "通过"}),
        (Role.GROUP_LEADER, {"已报", "通过"}),
        (Role.MEMBER, {"已报", "通过"}),
        (Role.REPORTER, {"已报", "通过"}),
        (Role.HANDLER, {"已报", "通过"}),
    ],
)
def test_who_sees_which_plans(ta: School, sign_in: SignIn, role: Role, seen: set[str]) -> None:
    plans = {"草稿": make_plan(ta, title="草稿")}
    for title, state in (("已报", "submitted"), ("退回", "returned"), ("通过", "accepted")):
        plans[title] = sent(make_plan(ta, title=title), state)
    client = sign_in(role, school=ta)

    listed = {plan.title for plan in client.get(ta.prefix + "plans/").context["shown"].page}
    opened = {title for title, plan in plans.items() if client.get(f"{ta.prefix}plans/{plan.uid}/").status_code == 200}

    assert listed == opened == seen


def test_filters_search_and_sort_are_in_the_address(ta: School, sign_in: SignIn) -> None:
    make_plan(ta, title="秋季计划")
    make_plan(ta, title="春季计划", period=Period(2026, "second"))
    make_plan(ta, "甲", title="全年要点", period=Period(2025, "year"))
    client = sign_in(Role.CHAIR, school=ta)

    def titles(query: str) -> list[str]:
        return [plan.title for plan in client.get(f"{ta.prefix}plans/?{query}").context["shown"].page]

    assert titles("term=second") == ["春季计划"]
    assert titles("year=2025") == ["全年要点"]
    assert titles("q=季") == ["春季计划", "秋季计划"]
    assert titles("sort=-tasks")[0] == "全年要点"
    assert titles("state=accepted") == []


def test_the_excel_file_holds_what_is_filtered(ta: School, sign_in: SignIn) -> None:
    make_plan(ta, title="秋季计划")
    make_plan(ta, title="春季计划", period=Period(2026, "second"))
    client = sign_in(Role.CHAIR, school=ta)

    answer = client.get(ta.prefix + "plans/?term=second&export=xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [row[0].value for row in sheet.rows] == ["标题", "春季计划"]


def test_the_task_sheet_names_section_months_and_owner(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "=召开教代会")

    answer = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}plans/{plan.uid}/tasks.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    row = [cell.value for cell in sheet[2]]
    assert row[:5] == [1, "思想引领与师德", "=召开教代会", "民主管理", "10月"]
    assert (sheet["C2"].data_type, row[7]) == ("s", "陈砚秋")


def test_empty_lists_say_what_comes_next(ta: School, sign_in: SignIn) -> None:
    chair = sign_in(Role.CHAIR, school=ta).get(ta.prefix + "plans/").content.decode()
    member = sign_in(Role.MEMBER, school=ta).get(ta.prefix + "plans/").content.decode()

    assert ("还没有工作计划" in chair, "还没有已报送的计划" in member) == (True, True)


def test_the_wall_page_shows_text_and_months(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "召开教代会")

    page = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}plans/{plan.uid}/wall/")

    assert [(row.month, [task.text for task in row.tasks]) for row in page.context["months"]] == [(10, ["召开教代会"])]
    assert "（一）思想引领与师德" in page.content.decode()
