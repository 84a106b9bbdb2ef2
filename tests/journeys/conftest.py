"""Two running sites and a browser, once for all journeys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.people import open_own_schools
from tests.journeys.site import CHROMIUM_FLAGS, Site, chromium, running_site
from tests.journeys.windows import open_window

expect.set_options(timeout=15_000)  # a busy machine is no fault of the page


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An empty district, served."""
    with running_site(tmp_path_factory.mktemp("site"), name="journey_empty", first_base=2) as running:
        yield running


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo district, served, with a school of their own for the journeys that write (`people.OWN_SCHOOLS`)."""
    with running_site(tmp_path_factory.mktemp("demo"), name="journey_demo", first_base=4) as running:
        running.manage("load_demo")
        open_own_schools(running)
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; closed with its module, since Playwright leaves no room for others while it is open."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A fresh window at 1280 px on the empty district."""
    with open_window(browser, site) as window:
        yield window


@pytest.fixture
def demo_page(browser: Browser, demo_site: Site) -> Iterator[Page]:
    """A fresh window at 1280 px on the demo district."""
    with open_window(browser, demo_site) as window:
        yield window
