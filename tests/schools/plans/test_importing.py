"""A document comes in: read, corrected, confirmed or thrown away; bad ones get a sentence and leave nothing."""

import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.actors import Role
from core.errors import InvalidInputError, NotAllowedError, WrongStateError
from files.models import StoredFile
from schools.plans.models import ImportDraft, Plan, PlanTask
from schools.plans.services import corrections, drafting, importing
from tenants.models import School
from tests.factories.people import make_actor
from tests.factories.plans import PLAN_LINES, chair_of, docx_of, make_plan

TEXT = "\n".join(PLAN_LINES)
SignIn = Callable[..., Client]


def read(school: School, text: str = TEXT) -> ImportDraft:
    return importing.read_text_as_draft(text, actor=chair_of(school))


def upload(client: Client, school: School, name: str, content: bytes) -> object:
    return client.post(school.prefix + "plans/import/", {"file": SimpleUploadedFile(name, content), "text": ""})


def message_of(client: Client, school: School, name: str, content: bytes) -> str:
    answer = upload(client, school, name, content)
    assert answer.status_code == 400
    return answer.context["form"].errors["file"][0]


def test_a_word_file_becomes_tasks_only_after_confirmation(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)

    answer = upload(client, ta, "计划.docx", docx_of())

    draft = ImportDraft.objects.get()
    assert answer.url == f"{ta.prefix}plans/import/{draft.uid}/"
    assert Plan.objects.count() == 0
    page = client.get(answer.url)
    assert (page.context["task_count"], page.context["doubt_count"]) == (5, 1)
    confirmed = client.post(f"{ta.prefix}plans/import/{draft.uid}/confirm/")
    plan = Plan.objects.get()
    assert confirmed.url == f"{ta.prefix}plans/{plan.uid}/"
    assert (plan.title, plan.year, plan.term, plan.source_file.name) == (PLAN_LINES[0], 2026, "first", "计划.docx")
    assert list(plan.tasks.values_list("text", "months", "recurrence", "section__title")) == [
        ("10月召开教代会，审议学校工作报告。", [10], "", "民主管理"),
        ("征集教代会提案，11月底前全部答复。", [11], "", "民主管理"),
        ("适时开展民主评议干部工作。", [], "", "民主管理"),
        ("每月慰问生病住院教职工。", [], "monthly", "送温暖"),
        ("12月慰问困难教职工。", [12], "", "送温暖"),
    ]


def test_open_questions_go_along_as_doubts(ta: School) -> None:
    [plan] = importing.confirm_import(read(ta), actor=chair_of(ta))

    assert list(plan.tasks.exclude(doubt="").values_list("text", flat=True)) == ["适时开展民主评议干部工作。"]


def test_a_draft_is_confirmed_once(ta: School) -> None:
    draft = read(ta)
    importing.confirm_import(draft, actor=chair_of(ta))

    with pytest.raises(WrongStateError):
        importing.confirm_import(draft, actor=chair_of(ta))

    assert Plan.objects.count() == 1


def test_a_missing_year_is_asked_for_not_guessed(ta: School) -> None:
    draft = read(ta, TEXT.replace("2026学年第一学期", ""))
    assert draft.plans[0]["year"] is None

    with pytest.raises(InvalidInputError, match="选择年份"):
        importing.confirm_import(draft, actor=chair_of(ta))
    corrections.correct_plan(
        draft, draft.plans[0]["uid"], title="望山小学计划", year=2027, term="year", actor=chair_of(ta)
    )

    [plan] = importing.confirm_import(draft, actor=chair_of(ta))
    assert (plan.title, plan.period.label) == ("望山小学计划", "2027年")


def test_several_plans_in_one_file_become_several_drafts(ta: School) -> None:
    both = f"{TEXT}\n{TEXT.replace('2026学年第一学期', '2025学年第二学期')}"
    draft = read(ta, both)
    assert [plan["year"] for plan in draft.plans] == [2026, 2025]

    corrections.choose_plan(draft, draft.plans[0]["uid"], is_chosen=False, actor=chair_of(ta))
    [plan] = importing.confirm_import(draft, actor=chair_of(ta))

    assert (plan.year, plan.term) == (2025, "second")


def test_a_document_that_is_no_plan_says_so_and_offers_an_empty_one(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    recipe = "番茄炒蛋的做法\n番茄两个切块，鸡蛋三个打散。\n先炒鸡蛋，再下番茄，最后加盐。"
    answer = client.post(ta.prefix + "plans/import/", {"text": recipe})

    page = client.get(answer.url)

    assert page.context["task_count"] == 0
    assert page.context["can_confirm"] is False
    assert "没有识别出任务" in page.content.decode()


def test_an_answer_settles_the_question(ta: School) -> None:
    draft = read(ta)
    task = next(task for task in draft.plans[0]["tasks"] if task["doubts"])

    corrections.answer_doubt(draft, task["uid"], task["doubts"][0]["kind"], "term", actor=chair_of(ta))

    draft.refresh_from_db()
    _, answered = drafting.task_in(draft, task["uid"])
    assert (answered["recurrence"], answered["doubts"]) == ("term", [])


def test_an_answer_that_was_not_offered_is_refused(ta: School) -> None:
    draft = read(ta)
    task = next(task for task in draft.plans[0]["tasks"] if task["doubts"])

    with pytest.raises(InvalidInputError):
        corrections.answer_doubt(draft, task["uid"], task["doubts"][0]["kind"], "weekly", actor=chair_of(ta))


def test_a_task_is_corrected_through_its_form(ta: School, sign_in: SignIn) -> None:
    draft = read(ta)
    task = draft.plans[0]["tasks"][2]
    client = sign_in(Role.COMMITTEE, school=ta)

    answer = client.post(
        f"{ta.prefix}plans/import/{draft.uid}/tasks/{task['uid']}/",
        {
            "text": "11月民主评议\n干部。",
            "section": task["section"],
            "area": "rights",
            "months": ["11"],
            "owner_name": "林知微",
        },
    )

    assert answer.status_code == 302
    draft.refresh_from_db()
    _, found = drafting.task_in(draft, task["uid"])
    facts = (found["text"], found["area"], found["months"], found["owner_name"], found["doubts"])
    assert facts == ("11月民主评议干部。", "rights", [11], "林知微", [])


def test_a_bad_correction_shows_the_form_again(ta: School, sign_in: SignIn) -> None:
    draft = read(ta)
    task = draft.plans[0]["tasks"][0]
    client = sign_in(Role.CHAIR, school=ta)
    address = f"{ta.prefix}plans/import/{draft.uid}/tasks/{task['uid']}/"

    page = client.post(address, {"text": ""})
    fragment = client.post(address, {"text": ""}, headers={"HX-Request": "true"})

    assert (page.status_code, fragment.status_code) == (400, 200)
    assert fragment["HX-Retarget"] == f"#task-{task['uid']}"


def test_tasks_are_left_out_added_joined_and_split(ta: School) -> None:
    draft, chair = read(ta), chair_of(ta)
    first, second, third, *_ = [task["uid"] for task in draft.plans[0]["tasks"]]

    corrections.remove_task(draft, third, actor=chair)
    corrections.merge_task(draft, second, actor=chair)
    corrections.split_task(draft, first, ["甲事", "乙事"], actor=chair)
    corrections.add_task_from_line(draft, 8, actor=chair)

    draft.refresh_from_db()
    tasks = draft.plans[0]["tasks"]
    assert [task["text"] for task in tasks[:3]] == ["甲事", "乙事", "3、适时开展民主评议干部工作。"]
    assert tasks[0]["months"] == tasks[1]["months"] == [10, 11]
    assert len({task["uid"] for task in tasks}) == len(tasks) == 5


def test_a_line_is_not_taken_twice(ta: School) -> None:
    with pytest.raises(InvalidInputError):
        corrections.add_task_from_line(read(ta), 6, actor=chair_of(ta))


def test_headings_are_corrected(ta: School) -> None:
    draft = read(ta)
    section = draft.plans[0]["sections"][0]

    corrections.correct_section(draft, section["uid"], title="总体要求", level=2, actor=chair_of(ta))

    draft.refresh_from_db()
    assert (draft.plans[0]["sections"][0]["title"], draft.plans[0]["sections"][0]["level"]) == ("总体要求", 2)


def test_discarding_leaves_nothing(
    ta: School, sign_in: SignIn, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list]]
) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    upload(client, ta, "计划.docx", docx_of())
    stored = StoredFile.objects.get()
    path = Path(stored.content.path)
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{ta.prefix}plans/import/{ImportDraft.objects.get().uid}/discard/")

    assert (ImportDraft.objects.count(), StoredFile.objects.count(), path.exists()) == (0, 0, False)


def test_script_in_the_text_is_shown_not_run(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    evil = "10月<script>alert(1)</script>召开教代会"
    answer = client.post(ta.prefix + "plans/import/", {"text": TEXT.replace("10月召开教代会", evil)})
    plan = make_plan(ta, evil, title=evil)

    pages = [
        client.get(answer.url),
        *(client.get(f"{ta.prefix}plans/{plan.uid}/{part}") for part in ("", "edit/", "wall/")),
    ]

    texts = [page.content.decode() for page in pages]
    assert [(text.count("<script>alert"), "&lt;script&gt;alert" in text) for text in texts] == [(0, True)] * 4


def test_a_path_in_the_file_name_is_dropped(ta: School, sign_in: SignIn) -> None:
    upload(sign_in(Role.CHAIR, school=ta), ta, "..\\..\\etc\\计划.docx", docx_of())

    assert (ImportDraft.objects.get().name, StoredFile.objects.get().name) == ("计划.docx", "计划.docx")


def broken_docx() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
        archive.writestr("[Content_Types].xml", "")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("空.docx", b"", "空文件"),
        ("计划.pdf", b"%PDF-1.7", "不能读取"),
        ("计划.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "密码"),
        ("计划.docx", b"PK\x03\x04broken", "损坏"),
        ("计划.docx", broken_docx(), ""),
        ("计划.xlsx", docx_of(), "不是"),
        ("计划.txt", b"\x00\x01\x02" * 50, "不是文本"),
        ("计划.txt", b" \n \n", ""),
    ],
)
def test_bad_files_get_a_sentence_and_leave_nothing(
    ta: School, sign_in: SignIn, name: str, content: bytes, word: str
) -> None:
    message = message_of(sign_in(Role.CHAIR, school=ta), ta, name, content)

    assert word in message
    assert message.endswith("。")
    assert (ImportDraft.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_too_large_a_file_is_refused_before_it_is_read(ta: School, sign_in: SignIn) -> None:
    message = message_of(sign_in(Role.CHAIR, school=ta), ta, "计划.docx", b"x" * (settings.MAX_UPLOAD_BYTES + 1))

    assert "最多20 MB" in message


def test_ten_thousand_rows_are_answered_with_a_sentence(ta: School, sign_in: SignIn) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["月份", "工作内容", "负责人"])
    for row in range(1, 10_001):
        sheet.write_row(row, 0, [f"{row % 12 + 1}月", f"第{row}次小组活动", "陈砚秋"])
    book.close()

    message = message_of(sign_in(Role.CHAIR, school=ta), ta, "行事历.xlsx", stream.getvalue())

    assert f"最多导入{importing.MOST_TASKS}项" in message
    assert ImportDraft.objects.count() == 0


def test_nothing_given_and_both_given_are_told_apart(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)

    nothing = client.post(ta.prefix + "plans/import/", {"text": "  "})
    both = client.post(
        ta.prefix + "plans/import/", {"file": SimpleUploadedFile("计划.docx", docx_of()), "text": "一、主要工作"}
    )

    assert nothing.context["form"].errors["file"] == ["请选择文件，或在下面粘贴文字。"]
    assert both.context["form"].errors["text"] == ["已选了文件，请删去粘贴的文字，或不选文件。"]


def test_gb18030_text_is_read(ta: School, sign_in: SignIn) -> None:
    upload(sign_in(Role.CHAIR, school=ta), ta, "计划.txt", TEXT.encode("gb18030"))

    assert len(ImportDraft.objects.get().plans[0]["tasks"]) == 5


def test_the_school_s_own_rules_propose_the_area(ta: School) -> None:
    from schools.plans.services import rules

    admin = make_actor(Role.SCHOOL_ADMIN, school=ta)
    rules.provide_rules()
    rules.add_rule(area="publicity", keywords=["住院教职工"], weight=10, actor=admin)

    draft = read(ta)

    assert draft.plans[0]["tasks"][3]["area"] == "publicity"


def test_a_member_may_not_import(ta: School) -> None:
    with pytest.raises(NotAllowedError):
        importing.read_text_as_draft(TEXT, actor=make_actor(Role.MEMBER, school=ta))


def test_another_school_s_draft_is_not_there(ta: School, tb: School, sign_in: SignIn) -> None:
    draft = read(ta)
    client = sign_in(Role.CHAIR, school=tb)

    answers = [
        client.get(f"{tb.prefix}plans/import/{draft.uid}/").status_code,
        client.post(f"{tb.prefix}plans/import/{draft.uid}/confirm/").status_code,
        client.post(f"{tb.prefix}plans/import/{draft.uid}/discard/").status_code,
    ]

    assert answers == [404, 404, 404]


def test_confirming_is_all_or_nothing(ta: School) -> None:
    draft, chair = read(ta, f"{TEXT}\n{TEXT.replace('2026', '2025')}"), chair_of(ta)
    draft.plans[1]["tasks"][0]["weight"] = 99
    draft.save()

    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        importing.confirm_import(draft, actor=chair)

    draft.refresh_from_db()
    assert (Plan.objects.count(), PlanTask.objects.count(), draft.confirmed_at) == (0, 0, None)


def test_a_long_document_is_shown_without_its_long_plain_runs(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    prose = "\n".join(f"这是第{number}段叙述，没有编号。" for number in range(10_000))
    answer = client.post(ta.prefix + "plans/import/", {"text": f"{TEXT}\n{prose}"})

    page = client.get(answer.url)

    assert page.context["line_count"] == len(PLAN_LINES) + 10_000
    assert len(page.context["lines"]) < 100
