"""A plan on paper: the chair takes it along as Word and as PDF."""

import io
import re
from pathlib import Path

import docx
import pypdfium2
import pytest
from playwright.sync_api import Browser

from tests.journeys.people import OWN_PASSWORD, OWN_SCHOOLS, OWN_YEAR, sign_in
from tests.journeys.site import Site
from tests.journeys.windows import open_window

pytestmark = pytest.mark.browser

SCHOOL = "jtphone"
TITLE = f"{OWN_SCHOOLS[SCHOOL]}{OWN_YEAR}年工会工作计划"
SIGNED_BY = f"青禾区{OWN_SCHOOLS[SCHOOL]}工会"
TASK, OTHER = "召开教代会，审议学校工作报告", "慰问生病住院的教职工"

_FURNISHING = """
from accounts.models import User
from accounts.services import create_user
from core.actors import Role, system_actor
from core.periods import Period, today
from schools.plans.services.tasks import TaskText, add_task
from schools.plans.services.writing import create_plan
from tenants.models import School
from tenants.schemas import in_school
school = School.objects.get(code={school!r})
actor = system_actor(school.code)
with in_school(school):
    user, _ = create_user(username="member", name="林知夏", roles=[Role.COMMITTEE], actor=actor)
    user.set_password({password!r})
    user.must_change_password = False
    user.save()
    plan = create_plan(title={title!r}, period=Period(today().year), actor=actor)
    for text, area in (({task!r}, "congress"), ({other!r}, "care")):
        section = plan.sections.get(title="民主管理与校务公开")
        add_task(plan, TaskText(text, section=section, area=area, months=[today().month]), actor=actor)
"""


@pytest.fixture(scope="module")
def site_with_plan(demo_site: Site) -> Site:
    """The demo site; the school has a committee member and a plan with two tasks of this month."""
    values = {"school": SCHOOL, "password": OWN_PASSWORD, "title": TITLE, "task": TASK, "other": OTHER}
    demo_site.manage("shell", "-c", _FURNISHING.format(**values))
    return demo_site


def test_a_chair_prints_the_plan(browser: Browser, site_with_plan: Site, tmp_path: Path) -> None:
    with open_window(browser, site_with_plan) as page:
        sign_in(page, "chair", OWN_PASSWORD, school=SCHOOL)
        page.goto(f"/s/{SCHOOL}/plans/")
        page.get_by_role("link", name=TITLE).click()
        files = {}
        for label, name in (("下载Word", "plan.docx"), ("下载PDF", "plan.pdf")):
            page.locator("summary", has_text="下载").click()
            with page.expect_download() as waiting:
                page.get_by_role("link", name=label).click()
            waiting.value.save_as(tmp_path / name)
            files[name] = (waiting.value.suggested_filename, (tmp_path / name).read_bytes())
            page.reload()

    word = [line.text for line in docx.Document(io.BytesIO(files["plan.docx"][1])).paragraphs]
    pages = pypdfium2.PdfDocument(files["plan.pdf"][1])
    printed = re.sub(r"\s", "", "".join(sheet.get_textpage().get_text_bounded() for sheet in pages))
    assert [name for name, _ in files.values()] == [f"{TITLE}.docx", f"{TITLE}.pdf"]
    assert (TITLE in word, any(SIGNED_BY in line for line in word)) == (True, True)
    assert (TITLE in printed, SIGNED_BY in printed, TASK in printed) == (True, True, True)
