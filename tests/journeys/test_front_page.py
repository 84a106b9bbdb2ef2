"""The site answers in a real browser and asks nothing of any outside address."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_front_page_names_the_district(page: Page) -> None:
    page.goto("/")

    assert page.get_by_text("青禾区教育工会").first.is_visible()
