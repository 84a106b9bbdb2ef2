"""Plans for tests, made through the real services."""

import io
import itertools
from datetime import date

from django.http import HttpResponse
from django.test import Client
from docx import Document

from core.actors import Actor, Role, system_actor
from core.database import connection
from core.periods import Period
from schools.plans.models import Plan, PlanTask
from schools.plans.services.summaries import DraftedSection, Stretch, begin_summary
from schools.plans.services.tasks import TaskText, add_task
from schools.plans.services.writing import create_plan
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.people import make_actor

_numbers = itertools.count(1)

PLAN_LINES = (
    "望山小学2026学年第一学期工会工作计划",
    "一、指导思想",
    "以区教育工会年度工作要点为指引。",
    "二、主要工作",
    "（一）民主管理",
    "1、10月召开教代会，审议学校工作报告。",
    "2、征集教代会提案，11月底前全部答复。",
    "3、适时开展民主评议干部工作。",
    "（二）送温暖",
    "1、每月慰问生病住院教职工。",
    "2、12月慰问困难教职工。",
)


def docx_of(lines: tuple[str, ...] = PLAN_LINES) -> bytes:
    """A Word file of paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def make_plan(school: School, *texts: str, period: Period | None = None, title: str = "") -> Plan:
    """A draft in `school` with the usual sections and a complete task a text."""
    actor = system_actor(school.code)
    with in_school(school):
        plan = create_plan(
            title=title or f"工会工作计划{next(_numbers)}", period=period or Period(2026, "first"), actor=actor
        )
        section = plan.sections.order_by("position")[3]
        for text in texts:
            add_task(plan, complete(text, section=section), actor=actor)
    return plan


def complete(text: str, **fields: object) -> TaskText:
    """A task that the gate has nothing against."""
    values = {"text": text, "area": "congress", "months": [10], "owner_name": "陈砚秋", **fields}
    return TaskText(**values)


def chair_of(school: School) -> Actor:
    """A new chair."""
    return make_actor(Role.CHAIR, school=school)


def first_task(plan: Plan) -> PlanTask:
    """The first task."""
    return PlanTask.objects.select_related("plan", "section").filter(plan=plan).order_by("position")[0]


def staying(client: Client) -> Client:
    """Let the test stay in its school when a request of this client has mounted and left one."""
    plain = client.request

    def request(**environ: object) -> HttpResponse:
        before = connection.tenant
        try:
            return plain(**environ)
        finally:
            connection.set_tenant(before)

    client.request = request
    return client


def make_summary(plan: Plan, school: School, *bodies: str, title: str = "", period: Period | None = None) -> Plan:
    """A draft that sums up `plan` over September and October 2026, with a section a body."""
    stretch = Stretch(period or plan.period, date(2026, 9, 1), date(2026, 10, 31))
    sections = [DraftedSection("", 1, f"第{number}部分", body) for number, body in enumerate(bodies, start=1)]
    with in_school(school):
        return begin_summary(
            plan, stretch, sections, title=title or f"工会工作小结{next(_numbers)}", actor=system_actor(school.code)
        )
