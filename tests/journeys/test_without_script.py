"""The core acts with scripts switched off: sign in, import, correct, submit; the reviewer remarks and returns."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.documents import text_plan
from tests.journeys.people import DEMO_PASSWORD, OWN_CAMPAIGN, OWN_PASSWORD, OWN_SCHOOLS, OWN_YEAR, sign_in
from tests.journeys.site import Site
from tests.journeys.windows import open_window

pytestmark = pytest.mark.browser

SCHOOL = "jtplain"
NAME = OWN_SCHOOLS[SCHOOL]
TITLE = f"{NAME}{OWN_YEAR}年工会工作计划"


def test_from_a_text_file_to_a_return(browser: Browser, demo_site: Site) -> None:
    with open_window(browser, demo_site, script=False) as school:
        sign_in(school, "chair", OWN_PASSWORD, school=SCHOOL)
        _import(school)
        _submit(school)
    with open_window(browser, demo_site, script=False) as admin:
        sign_in(admin, "xujiahe", DEMO_PASSWORD)
        _assign(admin)
    with open_window(browser, demo_site, script=False) as reviewer:
        sign_in(reviewer, "suyutang", DEMO_PASSWORD)
        _return(reviewer)
    with open_window(browser, demo_site, script=False) as school:
        sign_in(school, "chair", OWN_PASSWORD, school=SCHOOL)
        school.goto(f"/s/{SCHOOL}/plans/")
        school.get_by_role("link", name=TITLE).click()
        expect(school.get_by_text("区工会要求修改：请写明由谁负责。").first).to_be_visible()
        expect(school.get_by_role("link", name="写明由谁主讲")).to_be_visible()


def _import(school: Page) -> None:
    school.goto(f"/s/{SCHOOL}/plans/import/")
    upload = {"name": "计划.txt", "mimeType": "text/plain", "buffer": text_plan(TITLE)}
    school.get_by_label("计划文件").set_input_files(upload)
    school.get_by_role("button", name="识别").click()

    school.get_by_role("link", name=re.compile("修改任务：三月份组织师德宣讲")).click()
    school.get_by_label("负责人").fill("江晚舟")
    school.get_by_role("button", name="保存修改").click()
    expect(school.locator("li.record", has_text="师德宣讲")).to_contain_text("江晚舟")

    school.get_by_role("button", name="导入2项任务").first.click()
    expect(school.get_by_role("heading", level=1)).to_have_text(TITLE)


def _submit(school: Page) -> None:
    school.get_by_role("link", name="报送", exact=True).click()
    if school.get_by_role("link", name=OWN_CAMPAIGN).count():
        school.get_by_role("link", name=OWN_CAMPAIGN).click()
    school.get_by_label("已看过提醒，仍然报送").check()
    school.get_by_role("button", name="报送", exact=True).click()
    expect(school.get_by_role("heading", level=1)).to_have_text("报送回执")


def _assign(admin: Page) -> None:
    admin.goto("/campaigns/?q=" + OWN_CAMPAIGN)
    admin.get_by_role("link", name=OWN_CAMPAIGN, exact=True).click()
    admin.locator(".filter-search").fill(NAME)
    admin.get_by_role("button", name="筛选").click()
    admin.get_by_role("link", name=f"分派{NAME}").click()
    admin.get_by_label("审核员").select_option(label="苏雨棠（已分派0所）")
    admin.get_by_role("button", name="分派1所").click()
    expect(admin.get_by_text("已分派1所。")).to_be_visible()
    expect(admin.locator("tbody tr")).to_have_count(1)  # back on the list as it was filtered
    expect(admin.locator("tbody tr", has_text=NAME)).to_contain_text("苏雨棠")


def _return(reviewer: Page) -> None:
    reviewer.goto("/reviews/")
    reviewer.get_by_role("link", name=f"审核{NAME}").click()
    line = reviewer.locator("[data-line]", has_text="师德宣讲")
    line.get_by_role("link", name=re.compile("加批注")).click()
    reviewer.locator("#remark-form textarea").fill("写明由谁主讲")
    reviewer.locator("#remark-form").get_by_role("button", name="保存").click()
    expect(reviewer.locator("aside.remark")).to_contain_text("写明由谁主讲")
    reviewer.get_by_role("button", name="退回修改").click()
    reviewer.get_by_label("退回原因").fill("请写明由谁负责。")
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.get_by_text(f"{NAME}已退回，学校可以修改重报。")).to_be_visible()
