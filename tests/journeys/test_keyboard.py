"""Signing in, importing and confirming with Tab, Enter and letters only; the pointer is never used."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.keys import FOCUSED, press, sign_in_by_keys, tab_to
from tests.journeys.people import OWN_PASSWORD, OWN_SCHOOLS, OWN_YEAR
from tests.journeys.site import Site
from tests.journeys.windows import open_window

pytestmark = pytest.mark.browser

SCHOOL = "jtkeys"


def test_a_plan_is_imported_without_a_pointer(browser: Browser, demo_site: Site) -> None:
    with open_window(browser, demo_site) as page:
        sign_in_by_keys(page, "chair", OWN_PASSWORD, school=SCHOOL)

        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == "跳到正文"
        press(page, "计划")
        press(page, "导入计划")
        tab_to(page, "或粘贴文字")
        page.keyboard.insert_text(
            f"{OWN_SCHOOLS[SCHOOL]}{OWN_YEAR}年工会工作计划\n一、主要工作\n1．三月份组织师德宣讲。\n2．四月份召开教代会。"
        )
        press(page, "识别")
        expect(page.get_by_role("heading", level=1)).to_have_text("核对识别结果")
        press(page, "导入2项任务")
        expect(page.locator("li.record")).to_have_count(2)
