"""The dashboard in a real Chromium: drawn as asked, from this house alone, for phones, and without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection, transaction
from django.urls import set_script_prefix
from playwright.sync_api import Browser, Page, Route, sync_playwright
from pytest_django import DjangoDbBlocker

from core.actors import Role
from core.middleware import POLICY
from dashboards import selectors
from tests.factories.comparison import add_facts, add_work, fill, make_campaign, make_schools
from tests.factories.people import client_of
from tests.journeys.site import CHROMIUM_FLAGS, chromium

pytestmark = pytest.mark.browser
HOUSE = "http://district.test"
DIST = settings.BASE_DIR / "platform/frontend/dist"
ADDRESSES = ["/dashboards/plans/", "/dashboards/plans/schools/cmp0/", "/dashboards/plans/definitions/"]
WHOLE = [f"/dashboards/plans/?figure={figure}" for figure in ("status", "scores", "done", "funnel", "work")]
PLOTS = ["course", "status", "scores", "dated", "done", "funnel"]
DRAWN = """() => [...document.querySelectorAll('.figure-plot')].map((place) => [
  place.id.replace('-plot', ''),
  place.dataset.isDrawn === '1' && place._fullData.every((trace, index) => trace.type === place.data[index].type),
])"""


@pytest.fixture(scope="module")
def html(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """The pages as the server answers them, for 14 schools; asked before Playwright's loop keeps Django out."""
    addresses = [*ADDRESSES, *WHOLE]
    with django_db_blocker.unblock(), transaction.atomic():
        set_script_prefix("/")
        connection.set_schema_to_public()
        schools = make_schools(14)
        campaign = make_campaign(published=True)
        fill(make_campaign(year=campaign.year - 1), schools[:12])
        fill(campaign, schools)
        period = selectors.period_key(campaign.year, campaign.term)
        for place, school in enumerate(schools):
            add_facts(school, period, tasks=12, dated=9 + school.pk % 4)
            add_work(school, period, due=12, done=1 if place == 3 else 8 + place % 3, areas={"care": (3, 4)})
        client = client_of(Role.OFFICIAL)
        pages = {address: client.get(address).content.decode() for address in addresses}
        transaction.set_rollback(True)
    return pages


@pytest.fixture(scope="module")
def browser(html: dict[str, str]) -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


def open_page(browser: Browser, html: dict[str, str], address: str, width: int = 1280, **options: Any) -> Page:
    """Open an address of the house; every request that would leave it is refused and kept in `page.outside`."""
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **options).new_page()
    page.outside = []  # type: ignore[attr-defined]

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOUSE)
        if path.startswith("/static/"):
            route.fulfill(path=DIST / path.removeprefix("/static/"))
        elif path in html:
            route.fulfill(body=html[path], content_type="text/html", headers={"Content-Security-Policy": POLICY})
        else:
            page.outside.append(route.request.url)  # type: ignore[attr-defined]
            route.abort()

    page.route("**/*", answer)
    page.goto(f"{HOUSE}{address}")
    return page


def draw_all(page: Page) -> None:
    for place in page.locator(".figure-plot").all():
        place.scroll_into_view_if_needed()
        page.wait_for_function("(place) => place.dataset.isDrawn === '1'", arg=place.element_handle(), timeout=15_000)


def test_figures_are_drawn_as_asked_and_nothing_leaves_the_house(browser: Browser, html: dict[str, str]) -> None:
    page = open_page(browser, html, "/dashboards/plans/")
    draw_all(page)
    buttons = page.locator(".modebar-btn").evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")
    locales = page.evaluate("[...document.querySelectorAll('.figure-plot')].map((place) => place._context.locale)")

    assert sorted(page.evaluate(DRAWN)) == [[name, True] for name in sorted(PLOTS)]
    assert set(locales) == {"zh-CN"}
    assert [label for label in buttons if "share" in label.lower() or "cloud" in label.lower()] == []
    assert len(buttons) > 0
    assert page.outside == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", [*ADDRESSES, *WHOLE])
def test_on_a_phone_the_table_comes_first_and_nothing_scrolls_sideways(
    browser: Browser, html: dict[str, str], address: str
) -> None:
    page = open_page(browser, html, address, width=375, has_touch=True, is_mobile=True)

    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert page.locator(".figure-plot:visible").count() == 0
    assert page.locator(".figure").count() == page.locator(".figure .figure-table:visible").count()


@pytest.mark.parametrize("width", [375, 1280])
def test_without_scripts_the_tables_are_all_there(browser: Browser, html: dict[str, str], width: int) -> None:
    page = open_page(browser, html, "/dashboards/plans/", width=width, java_script_enabled=False)

    assert page.locator(".figure .figure-table table").count() == 8
    assert page.locator(".figure .figure-table:visible").count() == 8
    assert page.locator(".figure-chart:visible").count() == 0


@pytest.mark.parametrize("address", [*ADDRESSES, *WHOLE])
def test_axe_finds_nothing(browser: Browser, html: dict[str, str], address: str) -> None:
    page = open_page(browser, html, address, bypass_csp=True)
    draw_all(page)

    found = Axe().run(page).response["violations"]

    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []


def test_at_200_percent_nothing_scrolls_sideways(browser: Browser, html: dict[str, str]) -> None:
    """1280 px at 200 % are 640; the frame is then the phone's."""
    page = open_page(browser, html, "/dashboards/plans/", width=640)
    for label in page.locator(".figure-to-chart").all():
        label.click()
    draw_all(page)

    assert page.evaluate("document.documentElement.scrollWidth") == 640
