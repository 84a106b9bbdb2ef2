"""The pages: a month, the list, the owners; everyone sees the plans that they may open, with few queries."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.actors import Role
from core.periods import Period
from schools.calendar.models import Occurrence
from schools.members.models import Member
from schools.plans.models import Plan, PlanTask
from schools.plans.services.tasks import add_task
from tenants.models import School
from tests.factories.plans import chair_of, complete, first_task, make_plan
from tests.factories.records import make_deed, make_record

SignIn = Callable[..., Client]


@pytest.fixture
def plan(ta: School) -> Plan:
    """One late, one done, one due on Friday, a weekly one, and one of nobody in December."""
    plan, chair = make_plan(ta), chair_of(ta)
    for text, fields in (
        ("召开教代会", {"months": [10]}),
        ("走访退休教师", {"months": [10], "area": "retired", "owner_name": "宋怀远"}),
        ("心理讲座", {"months": [11], "dates": "11月27日", "owner_name": "宋怀远"}),
        ("工间操", {"months": [11], "recurrence": "weekly", "weekdays": [1]}),
        ("新年联欢", {"months": [12], "owner_name": "", "area": ""}),
    ):
        add_task(plan, complete(text, **fields), actor=chair)
    task = PlanTask.objects.get(text="走访退休教师")
    make_deed(make_record("走访", day=date(2026, 10, 20), actor=chair), task, actor=chair)
    return plan


def shown(client: Client, ta: School, address: str) -> list[tuple[str, str]]:
    """(day and text, state) of everything on the month page or the list."""
    context = client.get(f"{ta.prefix}calendar/{address}").context
    items = context["items"] if "items" in context else [item for day in context["days"] for item in day.items]
    return [(f"{item.row.due_on:%m%d}{item.row.task.text[:2]}", item.state) for item in items]


def test_a_month_shows_what_is_due_done_and_late(ta: School, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)

    assert shown(client, ta, "?month=2026-10") == [("1031召开", "overdue"), ("1031走访", "done")]
    assert shown(client, ta, "") == [
        ("1102工间", "overdue"), ("1109工间", "overdue"), ("1116工间", "overdue"), ("1123工间", "overdue"),
        ("1127心理", "due_soon"), ("1130工间", "due_soon"),
    ]  # fmt: skip
    assert shown(client, ta, "?month=2026-12") == [("1231新年", "todo")]


def test_days_off_worked_days_and_school_weeks_are_marked(ta: School, plan: Plan, sign_in: SignIn) -> None:
    weeks = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}calendar/?month=2026-10").context["weeks"]

    marks = {f"{day.day:%m%d}": day.mark for week in weeks for day in week.days if day.mark}
    assert marks == {**{f"10{day:02}": "休" for day in (1, 2, 5, 6, 7)}, "1010": "班"}
    assert [week.number for week in weeks] == [5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("address", "texts"),
    [
        ("list/?state=late", "召开 工间 工间 工间 工间"),
        ("list/?owner=宋怀远", "走访 心理"),
        ("list/?owner=none", "新年"),
        ("list/?area=none&month=2026-12", "新年"),
        ("list/?month=2026-12&state=late", ""),
        ("list/?q=讲座", "心理"),
        ("?month=2026-10&owner=宋怀远", "走访"),
        ("?month=nonsense&area=retired", ""),
        ("?month=9999-12", "工间 工间 工间 工间 心理 工间"),
    ],
)
def test_filters_stand_in_the_address(ta: School, plan: Plan, sign_in: SignIn, address: str, texts: str) -> None:
    rows = shown(sign_in(Role.CHAIR, school=ta), ta, address)

    assert " ".join(text[4:] for text, _ in rows) == texts


def test_mine_goes_by_the_register_and_else_by_the_name(ta: School, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    member = Member.objects.create(name="陈砚秋", pinyin="", user_uid=client.user.uid)
    PlanTask.objects.filter(text="心理讲座").update(owner_uid=member.uid)
    PlanTask.objects.filter(text="新年联欢").update(owner_name=client.user.name)

    assert [text for text, _ in shown(client, ta, "list/?owner=me")] == ["1127心理", "1231新年"]


def test_each_number_of_an_owner_opens_its_list(ta: School, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(Role.LEADER, school=ta)
    rows = client.get(f"{ta.prefix}calendar/owners/").context["rows"]

    assert [(row["name"], row["total"], row["late"], row["done"], row["soon"]) for row in rows] == [
        ("陈砚秋", 6, 5, 0, 1), ("宋怀远", 2, 0, 1, 1), ("", 1, 0, 0, 0),
    ]  # fmt: skip
    for row in rows:
        for state in ("due", "late", "soon", "done"):
            owner = row["name"] or "none"
            assert len(shown(client, ta, f"list/?owner={owner}&state={state}")) == row[state]


def test_excel_holds_what_is_filtered(ta: School, plan: Plan, sign_in: SignIn) -> None:
    answer = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}calendar/list/?owner=宋怀远&export=xlsx")

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [(row[2], row[7]) for row in rows] == [("任务", "状态"), ("走访退休教师", "已完成"), ("心理讲座", "将到期")]


def test_the_owners_go_to_excel_too(ta: School, plan: Plan, sign_in: SignIn) -> None:
    answer = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}calendar/owners/?export=xlsx")

    assert list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)) == [
        ("负责人", "全部", "已到期", "已完成", "逾期", "7天内到期"),
        ("陈砚秋", 6, 5, 0, 5, 1), ("宋怀远", 2, 1, 1, 0, 1), ("未定负责人", 1, 0, 0, 0, 0),
    ]  # fmt: skip


def test_members_see_sent_plans_and_no_way_to_record(ta: School, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(Role.MEMBER, school=ta)
    assert client.get(f"{ta.prefix}calendar/owners/").status_code == 200
    assert shown(client, ta, "?month=2026-10") == []

    Plan.objects.update(state="accepted", receipt_number="R", submitted_at="2026-09-10T08:00+08:00")

    page = client.get(f"{ta.prefix}calendar/?month=2026-10")
    assert "召开教代会" in page.content.decode()
    assert "records/new" not in page.content.decode()


@pytest.mark.parametrize("address", ["", "list/", "owners/"])
def test_pages_take_the_same_queries_for_one_row_and_for_three(ta: School, sign_in: SignIn, address: str) -> None:
    plan = make_plan(ta, "甲", period=Period(2026, "first"))
    PlanTask.objects.update(months=[11])
    client, counts = sign_in(Role.CHAIR, school=ta), []
    for more in (0, 2):
        for number in range(more):
            add_task(plan, complete(f"乙{number}", months=[11], owner_name=f"某{number}"), actor=chair_of(ta))
        client.get(f"{ta.prefix}calendar/{address}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ta.prefix}calendar/{address}")
        counts.append(sum("set_config" not in query["sql"] for query in queries))

    assert counts[0] == counts[1] <= 9


def test_the_desk_shows_one_s_own_tasks_once_each(ta: School, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    PlanTask.objects.filter(text__in=["工间操", "心理讲座", "新年联欢"]).update(owner_name=client.user.name)

    context = client.get(ta.prefix).context

    assert [(todo.title, todo.badge, todo.word) for todo in context["todos"]] == [
        ("工间操", "overdue", "逾期4次"), ("心理讲座", "due_soon", ""),
    ]  # fmt: skip
    states = {task.text: item.state for task, item in context["work"].rows if item}
    assert states == {"工间操": "overdue", "心理讲座": "due_soon"}
    assert Occurrence.objects.filter(task=first_task(plan)).count() == 1
