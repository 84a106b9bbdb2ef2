"""Windows of the browser that notice what a page must not do."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.journeys.site import Site

WIDE, PHONE = 1280, 375


@contextmanager
def open_window(browser: Browser, site: Site, *, width: int = WIDE, script: bool = True) -> Iterator[Page]:
    """Yield a fresh window; in the end nothing was asked of an outside address and no script failed."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site.url, java_script_enabled=script,
        timezone_id="Asia/Shanghai",
    )  # fmt: skip
    context.set_default_timeout(20_000)
    faults: list[str] = []
    watch(context, site, faults)
    yield context.new_page()
    context.close()
    assert faults == []


def watch(context: object, site: Site, faults: list[str]) -> None:
    """Write outside requests, script errors and console errors of all pages of `context` into `faults`."""
    context.on("request", lambda request: faults.append(f"外部请求 {request.url}") if _is_outside(request.url, site) else None)
    context.on("weberror", lambda error: faults.append(f"脚本错误 {error.page.url if error.page else ''} {error.error}"))
    context.on(
        "console",
        lambda said: faults.append(f"控制台 {said.page.url if said.page else ''} {said.text}")
        if said.type == "error" and "status of 4" not in said.text
        else None,
    )


def _is_outside(url: str, site: Site) -> bool:
    return not url.startswith((site.url, "data:", "blob:", "about:"))
