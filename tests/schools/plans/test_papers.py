"""A plan as an official paper: numbers, what a task does not say itself, the date, drafts, both files."""

import io
from collections.abc import Callable
from datetime import datetime

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from core.actors import Role
from core.papers.paper import Paragraph
from core.periods import SHANGHAI
from schools.plans.models import Plan, PlanTask, Section
from schools.plans.services.papers import paper_of
from schools.plans.services.tasks import add_task
from tenants.models import School
from tests.factories.plans import chair_of, complete, first_task, make_plan

SignIn = Callable[..., Client]


def only_section(plan: Plan, *, level: int = 1, title: str = "主要工作", body: str = "") -> Section:
    """Leave one section in the plan, of this kind, with all its tasks."""
    section = first_task(plan).section
    plan.sections.exclude(pk=section.pk).delete()
    Section.objects.filter(pk=section.pk).update(level=level, title=title, body=body)
    return section


def body_of(plan: Plan) -> list[Paragraph]:
    return list(paper_of(plan, issuer="望山小学工会").body)


def said(plan: Plan, **fields: object) -> str:
    """How the plan's only task is printed once it has these values, without its number."""
    PlanTask.objects.filter(plan=plan).update(**{"owner_name": "", "months": [], **fields})
    return body_of(plan)[-1].text.removeprefix("1.")


def test_headings_prose_and_tasks_carry_their_numbers(ta: School) -> None:
    plan = make_plan(ta, "10月开会，陈砚秋负责。", "10月走访，陈砚秋负责。")
    only_section(plan, body="　　总的要求。\n\n分两步。")

    assert body_of(plan) == [
        Paragraph("一、主要工作", 1),
        Paragraph("总的要求。"),
        Paragraph("分两步。"),
        Paragraph("1.10月开会，陈砚秋负责。"),
        Paragraph("2.10月走访，陈砚秋负责。"),
    ]


@pytest.mark.parametrize(("level", "heading", "task"), [(2, "（一）", "1."), (3, "1.", "（1）"), (4, "（1）", "（1）")])
def test_tasks_are_numbered_below_their_heading(ta: School, level: int, heading: str, task: str) -> None:
    plan = make_plan(ta, "10月开会，陈砚秋负责。")
    only_section(plan, level=level)

    assert body_of(plan) == [Paragraph(f"{heading}主要工作", level), Paragraph(f"{task}10月开会，陈砚秋负责。")]


def test_tasks_without_a_section_have_no_heading(ta: School) -> None:
    plan = make_plan(ta, "10月开会，陈砚秋负责。")
    plan.sections.all().delete()

    assert body_of(plan) == [Paragraph("1.10月开会，陈砚秋负责。")]


@pytest.mark.parametrize(
    ("text", "months", "printed"),
    [
        ("开会。", [10], "开会（10月）。"),
        ("开会", [2, 3, 4], "开会（2—4月）"),
        ("1月开会。", [11], "1月开会（11月）。"),
        ("11月开会。", [1], "11月开会（1月）。"),
        ("十一月开会。", [11], "十一月开会。"),
        ("十一月开会。", [1], "十一月开会（1月）。"),
        ("9月至12月走访。", [9, 10, 11, 12], "9月至12月走访。"),
        ("10—1月走访。", [10, 11, 12, 1], "10—1月走访。"),
        ("3、4月走访。", [3, 4], "3、4月走访。"),
        ("全年走访。", list(range(1, 13)), "全年走访。"),
    ],
)
def test_months_are_added_when_the_words_do_not_name_them(
    ta: School, text: str, months: list[int], printed: str
) -> None:
    plan = make_plan(ta, "甲")
    only_section(plan)

    assert said(plan, text=text, months=months) == printed


def test_months_of_the_heading_are_not_repeated(ta: School) -> None:
    plan = make_plan(ta, "甲")
    only_section(plan, title="九月份")

    assert said(plan, text="迎新。", months=[9]) == "迎新。"


@pytest.mark.parametrize(
    ("fields", "printed"),
    [
        ({"owner_name": "陈砚秋"}, "走访（负责人：陈砚秋）。"),
        ({"dates": "9月10日", "months": [9]}, "走访（9月10日）。"),
        ({"text": "9月10日走访。", "dates": "9月10日、9月11日", "months": [9]}, "9月10日走访（9月11日）。"),
        ({"text": "走访（陈砚秋）。", "months": [9]}, "走访（陈砚秋，9月）。"),
        ({"recurrence": "monthly", "owner_name": "陈砚秋"}, "走访（每月，负责人：陈砚秋）。"),
        ({"text": "陈砚秋每月走访。", "recurrence": "monthly", "owner_name": "陈砚秋"}, "陈砚秋每月走访。"),
    ],
)
def test_dates_recurrence_and_owner_are_added_once(ta: School, fields: dict[str, object], printed: str) -> None:
    plan = make_plan(ta, "甲")
    only_section(plan)

    assert said(plan, **{"text": "走访。", **fields}) == printed


@pytest.mark.parametrize(
    ("state", "mark", "day"),
    [("draft", "草稿", (2026, 9, 20)), ("returned", "草稿", (2026, 9, 20)), ("submitted", "", (2026, 9, 2))],
)
def test_drafts_are_marked_and_dated_by_their_last_change(
    ta: School, state: str, mark: str, day: tuple[int, int, int]
) -> None:
    plan = make_plan(ta, "甲")
    changed, sent = datetime(2026, 9, 20, 12, tzinfo=SHANGHAI), datetime(2026, 9, 2, 0, 30, tzinfo=SHANGHAI)
    for model in (Plan, Section, PlanTask):
        model.objects.update(updated_at=datetime(2026, 9, 1, 12, tzinfo=SHANGHAI))
    PlanTask.objects.filter(plan=plan).update(updated_at=changed)
    Plan.objects.filter(pk=plan.pk).update(state=state, submitted_at=sent, receipt_number="R-1")

    paper = paper_of(Plan.objects.get(pk=plan.pk), issuer="望山小学工会")

    assert (paper.mark, (paper.dated.year, paper.dated.month, paper.dated.day)) == (mark, day)


def test_both_files_carry_the_plan_and_its_name(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "走访<一>线 & #职工", title="工作计划")
    client = sign_in(Role.LEADER, school=ta)

    word = client.get(f"{ta.prefix}plans/{plan.uid}/paper.docx")
    pdf = client.get(f"{ta.prefix}plans/{plan.uid}/paper.pdf")

    lines = [paragraph.text for paragraph in Document(io.BytesIO(word.content)).paragraphs]
    printed = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf.content))
    assert "1.走访<一>线 & #职工（10月，负责人：陈砚秋）" in lines
    assert "走访<一>线&#职工" in "".join(printed.split())
    assert (lines[-2], "草稿" in printed) == (f"{ta.name}工会", True)
    assert [answer["Content-Disposition"].endswith(f"UTF-8''%E5%B7%A5%E4%BD%9C%E8%AE%A1%E5%88%92{ending}")
            for answer, ending in ((word, ".docx"), (pdf, ".pdf"))] == [True, True]  # fmt: skip


@pytest.mark.parametrize(("role", "status"), [(Role.LEADER, 200), (Role.MEMBER, 404)])
@pytest.mark.parametrize("name", ["paper.docx", "paper.pdf"])
def test_who_may_see_the_plan_may_print_it(ta: School, sign_in: SignIn, role: Role, status: int, name: str) -> None:
    plan = make_plan(ta, "甲")

    assert sign_in(role, school=ta).get(f"{ta.prefix}plans/{plan.uid}/{name}").status_code == status


@pytest.mark.parametrize("name", ["paper.docx", "paper.pdf"])
def test_a_plan_of_another_school_is_not_printed(ta: School, tb: School, sign_in: SignIn, name: str) -> None:
    plan = make_plan(tb, "甲")

    assert sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}plans/{plan.uid}/{name}").status_code == 404


@pytest.mark.parametrize("page", ["", "wall/"])
def test_both_pages_of_a_plan_offer_both_files(ta: School, sign_in: SignIn, page: str) -> None:
    plan = make_plan(ta, "甲")

    text = sign_in(Role.LEADER, school=ta).get(f"{ta.prefix}plans/{plan.uid}/{page}").content.decode()

    assert [text.count(f"plans/{plan.uid}/paper.{ending}") for ending in ("docx", "pdf")] == [1, 1]


def test_printing_takes_the_same_queries_for_one_task_and_three(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "甲")
    client = sign_in(Role.LEADER, school=ta)

    def queries() -> int:
        client.get(f"{ta.prefix}plans/{plan.uid}/paper.docx")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{ta.prefix}plans/{plan.uid}/paper.docx").status_code == 200
        return sum("set_config('role'" not in query["sql"] for query in captured)

    one = queries()
    for text in ("乙", "丙"):
        add_task(plan, complete(text, section=first_task(plan).section), actor=chair_of(ta))

    assert queries() == one
