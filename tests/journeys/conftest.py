"""A running site and a browser, once for all journeys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.site import CHROMIUM_FLAGS, Site, chromium, running_site


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An empty district, served."""
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A fresh window at 1280 px; the test fails when a page asks anything of an outside address."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=site.url)
    outside: list[str] = []
    context.on("request", lambda request: outside.append(request.url) if _is_outside(request.url, site) else None)
    window = context.new_page()
    yield window
    context.close()
    assert outside == []


def _is_outside(url: str, site: Site) -> bool:
    return not url.startswith((site.url, "data:", "blob:", "about:"))
