"""The style page in a real browser: axe, widths, keys, figures, and the same page without scripts."""

import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, expect, sync_playwright

from core.middleware import POLICY
from core.styleguide import samples
from tests.journeys.site import CHROMIUM_FLAGS, chromium

pytestmark = pytest.mark.browser

AUTOSAVING = r'\1 data-autosave="/save/"><input type="hidden" name="version" value="3">\2'
DIST = settings.BASE_DIR / "platform/frontend/dist"
ITEMS = [
    {"label": label, "url": "#main", "icon": icon, "is_active": label == "计划", "count": 3}
    for label, icon in [
        ("工作台", "home"),
        ("计划", "file-text"),
        ("会员", "users"),
        ("看板", "chart-bar"),
        ("我的", "user"),
    ]
]
FRAME = {
    "place": "望溪小学工会",
    "brand": "工会工作台",
    "nav": [ITEMS[:2], ITEMS[2:]],
    "tabs": ITEMS,
    "period": "2026学年第二学期",
    "periods": [{"label": "2026学年第二学期", "url": "?"}],
    "search_url": "/search/",
    "inbox_url": "/inbox/",
    "inbox_count": 5,
    "account_url": "/own/",
    "sign_out_url": "/out/",
}


class Server(SimpleHTTPRequestHandler):
    """Serves the drawn page and dist/ under the platform's own content policy; keeps what is posted."""

    posted: list[bytes] = []
    answers: list[tuple[int, dict[str, Any]]] = []

    def translate_path(self, path: str) -> str:
        """Find files of dist/ under /static/."""
        name = path.partition("?")[0].lstrip("/")
        return str(DIST / name.removeprefix("static/")) if name.startswith("static/") else super().translate_path(path)

    def end_headers(self) -> None:
        """Add the policy that every page of the platform has."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_POST(self) -> None:
        """Keep the form and give the next prepared answer."""
        self.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
        status, said = self.answers.pop(0)
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The style page and a review form, served."""
    folder = tmp_path_factory.mktemp("style")
    request = RequestFactory().get("/styleguide/")
    page = render_to_string("core/styleguide.html", {**samples(), "frame": FRAME, "request": request})
    (folder / "index.html").write_text(page)
    (folder / "review.html").write_text(re.sub(r'(<form[^>]*)>(\s*<div class="rubric")', AUTOSAVING, page))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


def window(browser: Browser, address: str, width: int = 1280, **options: Any) -> Page:
    """Open the style page; complaints of the console gather in `page.complaints`."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **options)
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    page.on(
        "request",
        lambda sent: None if sent.url.startswith((address, "data:", "blob:")) else page.complaints.append(sent.url),
    )  # type: ignore[attr-defined]
    page.goto(f"{address}/index.html")
    return page


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing(browser: Browser, address: str, width: int) -> None:
    page = window(browser, address, width, is_mobile=width == 375, has_touch=width == 375)
    if width == 1280:
        page.locator(".figure-plot").scroll_into_view_if_needed()
        page.wait_for_selector("[data-is-drawn]")
    found = [
        (rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in Axe().run(page).response["violations"]
    ]

    assert found == []
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("type_size", ["", "large"])
def test_no_page_is_wider_than_its_window(browser: Browser, address: str, type_size: str) -> None:
    page = window(browser, address)
    page.evaluate("size => { document.documentElement.dataset.type = size }", type_size)
    widths = [320, 375, 640, 768, 1024, 1280]  # 640 is 1280 at 200 %
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found.append(page.evaluate("document.documentElement.scrollWidth"))

    assert found == widths


def test_buttons_and_inputs_are_as_wide_as_a_thumb_on_the_phone(browser: Browser, address: str) -> None:
    page = window(browser, address, 375, is_mobile=True, has_touch=True)
    small = page.evaluate(
        """(targets) => [...document.querySelectorAll(targets)]
             .filter((e) => !e.closest('.rows-order, [data-dropzone]'))
             .map((e) => [e.className || e.tagName, e.getBoundingClientRect()])
             .filter(([, box]) => box.width > 1 && box.height < 43.5)
             .map(([name, box]) => `${name} ${box.height}`)""",
        ".button:not(.button-small), select, textarea, .tabs a, .pager a, .levels label, .tick-cell label, "
        ".icon-button, input:not([type=checkbox]):not([type=radio]):not([type=hidden])",
    )

    assert small == []


def test_a_figure_is_drawn_as_meant_and_offers_no_sharing(browser: Browser, address: str) -> None:
    page = window(browser, address)
    page.locator(".figure-plot").scroll_into_view_if_needed()
    page.wait_for_selector("[data-is-drawn]")

    assert page.evaluate("document.querySelector('.figure-plot')._fullData.map((trace) => trace.type)") == ["bar"]
    labels = page.eval_on_selector_all(
        ".modebar-btn", "buttons => buttons.map((button) => button.getAttribute('aria-label'))"
    )
    assert "下载图表为PNG格式" in labels
    assert [label for label in labels if "hare" in label or "loud" in label] == []
    assert page.complaints == []  # type: ignore[attr-defined]


def test_the_figure_gives_way_to_its_table(browser: Browser, address: str) -> None:
    page = window(browser, address)
    page.click(".figure-to-table")

    assert (page.is_visible(".figure-table"), page.is_visible(".figure-plot")) == (True, False)


def test_the_phone_begins_with_the_table(browser: Browser, address: str) -> None:
    page = window(browser, address, 375, is_mobile=True, has_touch=True)

    assert (page.is_visible(".figure-table"), page.is_visible(".figure-plot")) == (True, False)


def test_keys_fill_the_rubric_and_it_adds_up(browser: Browser, address: str) -> None:
    page = window(browser, address)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("2")

    assert (page.inner_text("[data-total]"), page.inner_text("[data-total-maximum]")) == ("36", "50")
    assert page.inner_text("[data-left]") == "各项已评"
    page.check("[data-skip]")
    assert (page.inner_text("[data-total]"), page.inner_text("[data-total-maximum]")) == ("28", "40")


def test_a_draft_saves_itself_until_somebody_else_changed_it(browser: Browser, address: str) -> None:
    page = window(browser, address)
    page.goto(f"{address}/review.html")
    Server.answers[:] = [(200, {"version": 7, "saved_at": "14:03"}), (409, {"message": "苏雨棠刚刚改过这份评分。"})]
    Server.posted.clear()
    page.check("[name=c3-level] >> nth=1", force=True)
    expect(page.locator("[data-autosave-state]")).to_have_text("已于14:03自动保存")

    assert page.input_value("[name=version]") == "7"
    page.check("[name=c3-level] >> nth=0", force=True)
    expect(page.locator("[data-autosave-state]")).to_have_text("苏雨棠刚刚改过这份评分。")
    page.check("[name=c3-level] >> nth=2", force=True)
    page.wait_for_timeout(200)
    assert [b'name="version"\r\n\r\n3' in Server.posted[0], b'name="version"\r\n\r\n7' in Server.posted[1]] == [
        True,
        True,
    ]
    assert len(Server.posted) == 2


def test_rows_move_go_and_take_a_pasted_block(browser: Browser, address: str) -> None:
    page = window(browser, address)
    kept = "[data-rows] [data-row]:not([hidden])"
    texts = "rows => rows.map((row) => [...row.querySelectorAll('td[data-label] input')].map((field) => field.value))"
    page.click(f"{kept} >> nth=1 >> [data-row-up]")
    assert page.eval_on_selector_all(kept, texts) == [["医疗互助续保", "5月"], ["教职工体检", "4月"], ["", ""]]
    page.click(f"{kept} >> nth=0 >> [data-row-drop]")
    page.evaluate(
        """() => {
          const field = document.querySelector('[data-row]:not([hidden]) td[data-label] input');
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', '甲\\t1月\\n乙\\t2月\\n丙\\t3月\\n');
          field.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
        }"""
    )
    assert page.eval_on_selector_all(kept, texts) == [["甲", "1月"], ["乙", "2月"], ["丙", "3月"]]
    assert page.input_value("[name=form-TOTAL_FORMS]") == "4"


def test_a_dialog_opens_by_its_link_and_closes_with_escape(browser: Browser, address: str) -> None:
    page = window(browser, address)
    page.click("[data-open=sample-dialog]")
    assert page.evaluate("document.getElementById('sample-dialog').open") is True
    page.keyboard.press("Escape")
    assert page.evaluate("document.getElementById('sample-dialog').open") is False


def test_the_bar_of_acts_counts_what_is_ticked(browser: Browser, address: str) -> None:
    page = window(browser, address)
    page.check("[data-check-all]")
    assert page.inner_text("[data-bulk-label=催办]") == "催办5所"
    page.click("[data-bulk-clear]")
    assert page.is_visible("[data-bulk]") is False


def test_j_goes_to_the_next_doubt_and_marks_its_source(browser: Browser, address: str) -> None:
    page = window(browser, address)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")

    current = page.eval_on_selector_all("[data-linked-panes] .is-current", "all => all.map((element) => element.id)")
    assert sorted(current) == ["line-8", "task-8"]


def test_large_type_is_remembered(browser: Browser, address: str) -> None:
    page = window(browser, address)
    page.evaluate("document.querySelector('[data-type-toggle]').click()")

    assert page.evaluate("document.documentElement.dataset.type") == "large"
    assert page.evaluate("document.cookie") == "type_size=large"


def test_without_scripts_the_page_still_does_its_work(browser: Browser, address: str) -> None:
    page = window(browser, address, java_script_enabled=False)

    assert page.is_visible(".figure-table") is True
    assert page.is_visible(".filter-bar button[type=submit]") is True
    assert page.locator("[data-rows] input[name=form-0-DELETE]").is_visible() is True
    assert page.locator("[data-check-all]").is_visible() is False
    assert page.locator(".rubric button").first.is_visible() is True
