"""Windows of the browser that notice what a page must not do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.journeys.site import Site

WIDE, PHONE = 1280, 375


@contextmanager
def open_window(
    browser: Browser, site: Site, *, width: int = WIDE, script: bool = True, is_touched: bool = False
) -> Iterator[Page]:
    """Yield a fresh window, on request one for fingers.

    In the end nothing was asked of an outside address and no script failed.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site.url, java_script_enabled=script,
        timezone_id="Asia/Shanghai", has_touch=is_touched, is_mobile=is_touched,
    )  # fmt: skip
    context.set_default_timeout(20_000)
    faults: list[str] = []
    watch(context, site, faults)
    yield context.new_page()
    context.close()
    assert faults == []


def watch(context: BrowserContext, site: Site, faults: list[str]) -> None:
    """Write outside requests, script errors and console errors of all pages of `context` into `faults`."""

    def on_request(request: Request) -> None:
        if not request.url.startswith((site.url, "data:", "blob:", "about:")):
            faults.append(f"外部请求：{request.url}")

    def on_console(said: ConsoleMessage) -> None:
        is_refusal = re.search(r"status of (400|403|409|422)", said.text)  # an answer that a test may ask for
        if said.type == "error" and not is_refusal:
            faults.append(f"控制台：{said.text}（{said.location.get('url')}）")

    context.on("request", on_request)
    context.on("weberror", lambda error: faults.append(f"脚本错误：{error.error}"))
    context.on("console", on_console)
