"""Going through pages with the keyboard as a person does: Tab to a thing that shows its focus, then Enter."""

import pytest
from playwright.sync_api import Page

MOST_TABS = 60
FOCUSED = """() => {
  const at = document.activeElement
  const label = at.labels && at.labels.length ? at.labels[0].innerText : ""
  return (at.getAttribute("aria-label") || label || at.innerText || "").trim()
}"""
_SHOWN = """() => {
  const style = getComputedStyle(document.activeElement)
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none"
}"""


def sign_in_by_keys(page: Page, name: str, password: str, *, school: str = "") -> None:
    """Sign in at the district, or at the school with this code; return when the next page is there."""
    page.goto(f"/s/{school}/accounts/sign-in/" if school else "/accounts/sign-in/")
    tab_to(page, "用户名、手机号或工号")
    page.keyboard.type(name)
    tab_to(page, "密码")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the element with a label that begins so has the focus, which must be to be seen."""
    passed = []
    for _ in range(MOST_TABS):
        passed.append(page.evaluate(FOCUSED))
        if passed[-1].startswith(label):
            assert page.evaluate(_SHOWN), f"焦点看不见：{label}"
            return
        page.keyboard.press("Tab")
    pytest.fail(f"按Tab到不了“{label}”：{passed}")


def press(page: Page, label: str) -> None:
    """Tab to a link or button and press Enter; return on the next page."""
    tab_to(page, label)
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
