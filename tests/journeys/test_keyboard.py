"""Signing in, importing and confirming with Tab, Enter and letters only; the pointer is never used."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import OWN_PASSWORD, OWN_SCHOOLS, OWN_YEAR
from tests.journeys.site import Site
from tests.journeys.windows import open_window

pytestmark = pytest.mark.browser

SCHOOL = "jtkeys"
MOST_TABS = 60
_FOCUSED = """() => {
  const at = document.activeElement
  const label = at.labels && at.labels.length ? at.labels[0].innerText : ""
  return (at.getAttribute("aria-label") || label || at.innerText || "").trim()
}"""
_SHOWN = """() => {
  const style = getComputedStyle(document.activeElement)
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none"
}"""


def test_a_plan_is_imported_without_a_pointer(browser: Browser, demo_site: Site) -> None:
    with open_window(browser, demo_site) as page:
        page.goto(f"/s/{SCHOOL}/accounts/sign-in/")
        _tab_to(page, "用户名、手机号或工号")
        page.keyboard.type("chair")
        _tab_to(page, "密码")
        page.keyboard.type(OWN_PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in/" not in url)

        page.keyboard.press("Tab")
        assert page.evaluate(_FOCUSED) == "跳到正文"
        _press(page, "计划")
        _press(page, "导入计划")
        _tab_to(page, "或粘贴文字")
        page.keyboard.insert_text(
            f"{OWN_SCHOOLS[SCHOOL]}{OWN_YEAR}年工会工作计划\n一、主要工作\n1．三月份组织师德宣讲。\n2．四月份召开教代会。"
        )
        _press(page, "识别")
        expect(page.get_by_role("heading", level=1)).to_have_text("核对识别结果")
        _press(page, "导入2项任务")
        expect(page.locator("li.record")).to_have_count(2)


def _tab_to(page: Page, label: str) -> None:
    """Press Tab until the element with a label that begins so has the focus, which must be to be seen."""
    passed = []
    for _ in range(MOST_TABS):
        passed.append(page.evaluate(_FOCUSED))
        if passed[-1].startswith(label):
            assert page.evaluate(_SHOWN), f"焦点看不见：{label}"
            return
        page.keyboard.press("Tab")
    pytest.fail(f"按Tab到不了“{label}”：{passed}")


def _press(page: Page, label: str) -> None:
    _tab_to(page, label)
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
