"""A plan in people's hands: the chair prints it, a committee member carries it out on a phone."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdfium2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.factories.records import PNG
from tests.journeys.people import OWN_PASSWORD, OWN_SCHOOLS, OWN_YEAR, sign_in
from tests.journeys.site import Site
from tests.journeys.windows import PHONE, open_window

pytestmark = pytest.mark.browser

SCHOOL = "jtphone"
TITLE = f"{OWN_SCHOOLS[SCHOOL]}{OWN_YEAR}年工会工作计划"
SIGNED_BY = f"青禾区{OWN_SCHOOLS[SCHOOL]}工会"
TASK, OTHER = "召开教代会，审议学校工作报告", "慰问生病住院的教职工"
MOST_TAPS = 8

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


@pytest.fixture
def phone(browser: Browser, site_with_plan: Site) -> Iterator[Page]:
    """A window of a phone, touched with fingers."""
    with open_window(browser, site_with_plan, width=PHONE, is_touched=True) as window:
        yield window


class Finger:
    """Taps and counts them."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, where: Locator) -> None:
        """One tap."""
        where.tap()
        self.taps += 1


def test_a_committee_member_adds_a_record_with_photos_to_the_right_task_on_a_phone(phone: Page) -> None:
    sign_in(phone, "member", OWN_PASSWORD, school=SCHOOL)
    finger = Finger()

    finger.tap(phone.get_by_role("link", name="看各领域"))
    expect(phone.locator("dt:has(:text-is('已有记录')) + dd")).to_contain_text("0条")
    finger.tap(phone.get_by_role("link", name=re.compile(rf"^登记\s*：{TASK[:8]}")).first)
    phone.get_by_label("做了什么").fill("教代会")
    photos = [{"name": f"现场{number}.png", "mimeType": "image/png", "buffer": PNG} for number in (1, 2)]
    with phone.expect_file_chooser() as picker:
        finger.tap(phone.get_by_label("照片和文件"))
    picker.value.set_files(photos)
    finger.tap(phone.get_by_role("button", name="登记"))

    expect(phone.get_by_text("已登记，并计入这项任务。")).to_be_visible()
    expect(phone.get_by_role("link", name=re.compile("现场[12].png"))).to_have_count(2)
    expect(phone.get_by_role("main").get_by_role("link", name=TASK)).to_be_visible()
    assert finger.taps <= MOST_TAPS
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="现场1.png").tap()
    assert Path(waiting.value.path()).read_bytes() == PNG
    phone.goto(f"/s/{SCHOOL}/progress/")
    expect(phone.locator("dt:has(:text-is('已有记录')) + dd")).to_contain_text("1条")
    expect(phone.locator("dt:has(:text-is('完成率')) + dd")).to_contain_text("50%")
