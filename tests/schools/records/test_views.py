"""The pages of records and completion: who sees what, one click, files, and how many queries it takes."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actors import Role
from schools.plans.models import Plan, PlanTask
from schools.records.models import Deed, WorkRecord
from schools.records.services.writing import RecordText, add_record
from tenants.models import School
from tests.factories.plans import chair_of, first_task, make_plan
from tests.factories.records import PNG, make_deed, make_record, photo

SignIn = Callable[..., Client]
DAY = date(2026, 10, 12)


def accepted(plan: Plan) -> Plan:
    Plan.objects.filter(pk=plan.pk).update(state="accepted", receipt_number="R", submitted_at="2026-09-01T00:00Z")
    return plan


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum("set_config('role'" not in query["sql"] for query in captured)


def test_a_committee_member_adds_a_record_with_photos_and_confirms_it_with_one_click(
    ta: School, sign_in: SignIn
) -> None:
    make_plan(ta, "召开教代会，审议工作报告")
    client = sign_in(Role.COMMITTEE, school=ta)
    given = {
        "title": "召开教代会",
        "day": "2026-10-12",
        "area": "congress",
        "uploads": [photo("甲.png"), photo("乙.png")],
    }

    answer = client.post(f"{ta.prefix}records/new/", given)
    row, deed = WorkRecord.objects.get(), Deed.objects.get()
    page = client.get(answer["Location"]).content.decode()
    client.post(f"{ta.prefix}records/deeds/{deed.uid}/act/", {"act": "confirm"})

    assert (answer.status_code, answer["Location"]) == (302, f"{ta.prefix}records/{row.uid}/")
    assert ("是这项吗" in page, "甲.png" in page, "乙.png" in page) == (True, True, True)
    assert Deed.objects.get().state == "confirmed"
    assert client.get(f"{ta.prefix}progress/").context["total"].completion == 1


def test_a_form_with_faults_says_them_and_keeps_nothing(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)

    empty = client.post(f"{ta.prefix}records/new/", {"title": ""})
    false = {"title": "甲", "day": "2026-10-12", "area": "care", "uploads": photo("假.png", b"GIF89a" + b"x" * 300)}
    wrong = client.post(f"{ta.prefix}records/new/", false)

    assert (empty.status_code, "请填写做了什么。" in empty.content.decode()) == (400, True)
    assert (wrong.status_code, "与后缀“.png”不符" in wrong.content.decode()) == (400, True)
    assert WorkRecord.objects.count() == 0


def test_all_faults_are_said_at_once_in_plain_words(ta: School, sign_in: SignIn) -> None:
    given = {"title": "", "day": "2099-01-01", "area": "", "people": "-3", "hours": "1.25", "cost": "123456789",
             "uploads": [photo("甲.png"), photo("假.png", b"GIF89a" + b"x" * 300)]}  # fmt: skip

    answer = sign_in(Role.COMMITTEE, school=ta).post(f"{ta.prefix}records/new/", given)

    assert {name: errors[0] for name, errors in answer.context["form"].errors.items()} == {
        "title": "请填写做了什么。", "day": "日期还没有到，做完以后再登记。", "area": "请选择工作领域。",
        "people": "不能小于0。", "hours": "小数点后最多1位。", "cost": "小数点前最多8位。",
        "uploads": "“假.png”：文件内容与后缀“.png”不符，看起来是 gif 文件，请换一个文件。",
    }  # fmt: skip
    assert WorkRecord.objects.count() == 0


def test_too_many_files_are_said_beside_the_other_faults(ta: School, sign_in: SignIn) -> None:
    given = {"title": "", "day": "2026-10-12", "area": "care", "uploads": [photo(f"{n}.png") for n in range(21)]}

    errors = sign_in(Role.COMMITTEE, school=ta).post(f"{ta.prefix}records/new/", given).context["form"].errors

    assert errors == {"title": ["请填写做了什么。"], "uploads": ["一条记录最多20个附件，请分成几条登记。"]}


def test_a_task_is_chosen_by_hand_and_named_in_the_address(ta: School, sign_in: SignIn) -> None:
    task = first_task(make_plan(ta, "编制预算"))
    client = sign_in(Role.CHAIR, school=ta)
    row = make_record("开会", day=DAY, actor=chair_of(ta))

    client.post(f"{ta.prefix}records/{row.uid}/tasks/", {"task": str(task.uid)})
    given = {"title": "又开会", "day": "2026-10-13", "area": "congress"}
    client.post(f"{ta.prefix}records/new/?task={task.uid}", given)

    page = client.get(f"{ta.prefix}progress/tasks/{task.uid}/")
    assert [deed.title for deed, _ in page.context["deeds"]] == ["开会", "又开会"]
    assert page.context["deeds"][0][1] == f"{ta.prefix}records/{row.uid}/"
    assert [(item.row.number, item.state) for item in page.context["times"]] == [(1, "done")]


def test_proposals_are_listed_and_answered_where_they_stand(ta: School, sign_in: SignIn) -> None:
    make_plan(ta, "召开教代会")
    make_record("召开教代会", day=DAY, actor=chair_of(ta))
    client = sign_in(Role.CHAIR, school=ta)
    page = client.get(f"{ta.prefix}records/proposals/")
    [(deed, _)] = page.context["rows"]

    answer = client.post(f"{ta.prefix}records/deeds/{deed.uid}/act/", {"act": "reject", "from": "proposals"})

    assert answer["Location"] == f"{ta.prefix}records/proposals/"
    assert (Deed.objects.get().state, client.get(answer["Location"]).context["count"]) == ("rejected", 0)


def test_members_see_completion_of_a_sent_plan_and_no_record(ta: School, sign_in: SignIn) -> None:
    plan = accepted(make_plan(ta, "召开教代会"))
    row = make_record("慰问住院的陈老师", day=DAY, actor=chair_of(ta))
    make_deed(row, first_task(plan), actor=chair_of(ta))
    member = sign_in(Role.MEMBER, school=ta)

    progress = member.get(f"{ta.prefix}progress/")
    task = member.get(f"{ta.prefix}progress/tasks/{first_task(plan).uid}/")

    assert (progress.context["total"].completion, task.status_code) == (1, 200)
    assert "陈老师" not in progress.content.decode() + task.content.decode()
    assert "登记" not in task.content.decode().split("<main")[1]
    assert [member.get(f"{ta.prefix}records/{tail}").status_code for tail in ("", f"{row.uid}/", "new/")] == [403] * 3


def test_members_do_not_find_the_completion_of_a_draft(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "召开教代会")
    member, leader = sign_in(Role.MEMBER, school=ta), sign_in(Role.LEADER, school=ta)
    addresses = [f"{ta.prefix}progress/{plan.uid}/", f"{ta.prefix}progress/tasks/{first_task(plan).uid}/"]

    assert [member.get(address).status_code for address in addresses] == [404, 404]
    assert [leader.get(address).status_code for address in addresses] == [200, 200]


def test_the_leader_reads_records_and_files_and_changes_nothing(ta: School, sign_in: SignIn) -> None:
    row = make_record("召开教代会", photo("现场.png"), day=DAY, actor=chair_of(ta))
    leader = sign_in(Role.LEADER, school=ta)

    got = leader.get(f"{ta.prefix}records/{row.uid}/files/{row.files.get().uid}/")
    page = leader.get(f"{ta.prefix}records/{row.uid}/").content.decode().split("<main")[1]

    assert (got.content, got["Content-Disposition"][:10]) == (PNG, "attachment")
    assert ("<form" in page, leader.post(f"{ta.prefix}records/{row.uid}/edit/").status_code) == (False, 403)


def test_a_file_is_found_only_below_its_own_record(ta: School, sign_in: SignIn) -> None:
    chair = chair_of(ta)
    row, other = make_record("甲", photo(), day=DAY, actor=chair), make_record("乙", day=DAY, actor=chair)

    answer = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}records/{other.uid}/files/{row.files.get().uid}/")

    assert answer.status_code == 404


def test_another_school_finds_nothing(ta: School, tb: School, sign_in: SignIn) -> None:
    row = make_record("召开教代会", day=DAY, actor=chair_of(ta))
    client = sign_in(Role.CHAIR, school=tb)

    tails = [f"{row.uid}/", f"{row.uid}/edit/", f"{row.uid}/delete/"]
    assert [client.get(f"{tb.prefix}records/{tail}").status_code for tail in tails] == [404, 404, 404]


def test_changing_and_deleting_from_the_page(ta: School, sign_in: SignIn) -> None:
    row = make_record("召开教代会", photo(), day=DAY, actor=chair_of(ta))
    client, address = sign_in(Role.CHAIR, school=ta), f"{ta.prefix}records/{row.uid}/"
    given = {"title": "开过教代会", "day": "2026-10-13", "area": "congress", "version": "1"}

    changed = client.post(f"{address}edit/", {**given, "removed": [str(row.files.get().uid)]})
    again = client.post(f"{address}edit/", given)
    saved = WorkRecord.objects.get()
    client.post(f"{address}delete/")

    assert (changed.status_code, saved.title, saved.files.count()) == (302, "开过教代会", 0)
    assert (again.status_code, "您的修改没有存入" in again.content.decode()) == (400, True)
    assert WorkRecord.objects.count() == 0


def test_filters_search_and_excel(ta: School, sign_in: SignIn) -> None:
    chair = chair_of(ta)
    make_record("召开教代会", day=DAY, actor=chair)
    add_record(RecordText(date(2026, 9, 10), "看望老师", "care", place="区医院"), actor=chair)
    client = sign_in(Role.CHAIR, school=ta)

    def titles(query: str) -> list[str]:
        return [row.title for row, _ in client.get(f"{ta.prefix}records/?{query}").context["rows"]]

    assert titles("") == ["召开教代会", "看望老师"]
    assert titles("area=care") == titles("month=2026-09") == titles("q=医院") == ["看望老师"]
    assert titles("sort=day")[0] == "看望老师"
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{ta.prefix}records/?area=care&export=xlsx").content)).active
    assert [row[1].value for row in sheet.rows] == ["做了什么", "看望老师"]


def test_the_file_says_which_tasks_a_record_carries_out(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "召开教代会", "征集提案")
    row = make_record("召开教代会", day=DAY, actor=chair_of(ta))
    make_record("看望老师", day=DAY, actor=chair_of(ta))
    for task in plan.tasks.order_by("position"):
        make_deed(row, task, actor=chair_of(ta))

    answer = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}records/?sort=title&export=xlsx")
    head, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)

    told = {each[head.index("做了什么")]: each[head.index("落实的任务")] for each in rows}
    assert told == {"召开教代会": "召开教代会；征集提案", "看望老师": None}


@pytest.mark.parametrize("page", ["records/", "records/proposals/", "progress/"])
def test_pages_take_the_same_queries_for_one_record_and_three(ta: School, sign_in: SignIn, page: str) -> None:
    chair, client = chair_of(ta), sign_in(Role.CHAIR, school=ta)
    plan = make_plan(ta, "召开教代会", "召开教代会之后")
    make_deed(make_record("召开教代会", day=DAY, actor=chair), first_task(plan), actor=chair)
    one = queries(client, ta.prefix + page)

    for _ in range(2):
        make_deed(make_record("召开教代会", day=DAY, actor=chair), first_task(plan), actor=chair)

    assert queries(client, ta.prefix + page) == one <= 9


def test_every_number_of_the_completion_page_opens_its_tasks(ta: School, sign_in: SignIn) -> None:
    plan = accepted(make_plan(ta, "召开教代会", "答复提案"))
    PlanTask.objects.filter(text="答复提案").update(months=[12])
    client = sign_in(Role.CHAIR, school=ta)

    def texts(query: str) -> list[str]:
        return [row.task.text for row in client.get(f"{ta.prefix}progress/{plan.uid}/?{query}").context["rows"]]

    assert (texts(""), texts("area=care")) == (["召开教代会", "答复提案"], [])
    assert (texts("state=behind"), texts("state=todo&area=congress")) == (["召开教代会"], ["答复提案"])
    soon = client.get(f"{ta.prefix}progress/").context["soon"]
    assert [row.task.text for row in soon] == []


def test_the_desk_shows_completion(ta: School, sign_in: SignIn) -> None:
    plan = accepted(make_plan(ta, "召开教代会", "答复提案"))
    make_deed(make_record("召开教代会", day=DAY, actor=chair_of(ta)), first_task(plan), actor=chair_of(ta))

    content = sign_in(Role.MEMBER, school=ta).get(ta.prefix).content.decode()

    assert "<b>50%</b>，已有1条记录，应有2条" in content


def test_every_number_of_the_self_check_opens_its_tasks_and_goes_to_excel(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "召开教代会", "征集提案", "总结会")
    PlanTask.objects.filter(plan=plan, text="总结会").update(months=[1])
    make_deed(make_record("召开教代会", day=DAY, actor=chair_of(ta)), first_task(plan), actor=chair_of(ta))
    client = sign_in(Role.CHAIR, school=ta)
    address = f"{ta.prefix}progress/{plan.uid}/"

    [area] = client.get(address).context["areas"]
    opened = {
        state: [row.task.text for row in client.get(f"{address}?state={state}&area=congress").context["rows"]]
        for state in ("recorded", "due", "missing", "in_time", "late")
    }
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}?export=xlsx").content))

    assert (area.expected, area.done, area.missing, area.in_time, area.late) == (3, 1, 2, 1, 1)
    assert opened == {
        "recorded": ["召开教代会"], "due": ["召开教代会", "征集提案"], "missing": ["征集提案", "总结会"],
        "in_time": ["总结会"], "late": ["征集提案"],
    }  # fmt: skip
    assert [[cell.value for cell in row] for row in book["各领域"].rows][1:] == [
        ["民主管理", 3, 3, 1, 33.3, 2, 1, 1, 50], ["合计", 3, 3, 1, 33.3, 2, 1, 1, 50],
    ]  # fmt: skip
    assert [row[0].value for row in book["各任务"].rows][1:] == ["召开教代会", "征集提案", "总结会"]
    assert _shares_of(book["各任务"]) == (33.3, 50)


def _shares_of(sheet: Any) -> tuple[float, float]:
    """Completion and on-track in percent, computed by the formulas from the tasks in the file."""
    head, *rows = sheet.iter_rows(values_only=True)
    tasks = [dict(zip(head, row, strict=True)) for row in rows]
    due = [task for task in tasks if task["到期应有"]]

    def share(counted: list[dict[str, Any]], name: str) -> float:
        return round(sum(t["权重"] * t[name] for t in counted) / sum(t["权重"] for t in counted), 1)

    return share(tasks, "进度（%）"), share(due, "按期进度（%）")
