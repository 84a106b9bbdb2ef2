"""Every page that a role can reach in two clicks is whole: status, scripts, width, accessibility."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.people import DEMO_PASSWORD, sign_in
from tests.journeys.site import Site
from tests.journeys.windows import PHONE, WIDE, watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PEOPLE = {
    "administrator": ("", "xujiahe"), "reviewer": ("", "suyutang"), "approver": ("", "chengwangshu"),
    "official": ("", "lujingxing"), "chair": ("wangxi", "guqinghe"), "committee": ("wangxi", "chenyanqiu"),
    "school_admin": ("wangxi", "dingyifan"), "member": ("wangxi", "suxiaolan"),
    "group_leader": ("wangxi", "zhuxiuwen"), "leader": ("wangxi", "songhuaiyuan"), "editor": ("", "shenyiwei"),
}  # fmt: skip
MOST_PAGES, DEEPEST = 60, 2
ZOOMED = WIDE // 2
_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
_LINKS = "Array.from(document.querySelectorAll('a[href]'), link => link.getAttribute('href'))"
_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= room) return ""
  const all = Array.from(document.querySelectorAll("body *"))
  const wide = all.filter(each => each.getBoundingClientRect().right > room + 1)
  const names = wide.slice(-3).map(each => `${each.tagName}.${each.className}`)
  return `${document.documentElement.scrollWidth} ${names.join(" ")}`
}"""


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """Kinds of pages that were held against the rules of accessibility already; once a place is enough."""
    return set()


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page(role: str, browser: Browser, demo_site: Site, looked_at: set[str]) -> None:
    school, name = PEOPLE[role]
    faults: list[str] = []
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, locale="zh-CN", base_url=demo_site.url)
    watch(context, demo_site, faults)
    page = context.new_page()
    sign_in(page, name, DEMO_PASSWORD, school=school)

    seen = 0
    for address in _walk(page, f"{demo_site.url}/s/{school}/" if school else f"{demo_site.url}/", faults):
        seen += 1
        kind = f"{bool(school)} {_kind(address)}"
        faults += [f"{address} {fault}" for fault in _look(page, is_known=kind in looked_at)]
        looked_at.add(kind)
    context.close()

    assert seen >= 3
    assert faults == [], "\n".join(["", *faults])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200), ("/?q=wx", 200), ("/accounts/sign-in/", 200), ("/s/wangxi/accounts/sign-in/", 200),
        ("/s/wangxi/", 200), ("/nothing/", 404), ("/s/nothing/", 404), ("/s/wangxi/nothing/", 404),
    ],
)  # fmt: skip
def test_pages_before_signing_in(address: str, status: int, browser: Browser, demo_site: Site) -> None:
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, locale="zh-CN", base_url=demo_site.url)
    page = context.new_page()

    answer = page.goto(address)
    faults = _look(page, is_known=False)
    context.close()

    assert answer is not None
    assert (answer.status, faults) == (status, [])


def _walk(page: Page, root: str, faults: list[str]) -> Iterator[str]:
    """Open a page or two of every kind below `root`, in two clicks; of further ones and files ask only the status."""
    waiting = deque([(page.url, 0)])
    kinds, known = Counter([_kind(page.url)]), {page.url}
    for _ in range(MOST_PAGES):
        if not waiting:
            return
        address, depth = waiting.popleft()
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            faults.append(f"{address} {answer and answer.status}")
            continue
        links = page.evaluate(_LINKS)
        yield address
        for link in dict.fromkeys(urldefrag(urljoin(address, each)).url for each in links):
            kind = _kind(link)
            if link in known or kinds[kind] >= (2 if "*" in kind else 1) or not _is_below(link, root):
                continue
            kinds[kind] += 1
            known.add(link)
            if depth < DEEPEST and "?" not in link and not _is_file(link):
                waiting.append((link, depth + 1))
            elif (status := page.request.get(link).status) != 200:
                faults.append(f"{link} {status}")


def _look(page: Page, *, is_known: bool) -> list[str]:
    faults = []
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    if not is_known:
        found = Axe().run(page, options=_RULES).response["violations"]
        faults += [f"{each['id']}：{each['nodes'][0]['html'][:160]}（{len(each['nodes'])}处）" for each in found]
    for width in (PHONE, ZOOMED, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        if wide := page.evaluate(_TOO_WIDE):
            faults.append(f"宽于{width}：{wide}")
    return faults


def _kind(address: str) -> str:
    path, _, query = address.partition("?")
    names = sorted(pair.partition("=")[0] for pair in query.split("&"))
    return f"{re.sub(r'[0-9a-f-]{36}', '*', path)}?{','.join(names)}"


def _is_below(link: str, root: str) -> bool:
    inside = link.startswith(root) and "/static/" not in link
    return inside and ("/s/" in root or "/s/" not in link)


def _is_file(link: str) -> bool:
    return "/files/" in link or link.endswith((".xlsx", ".docx", ".pdf", "/template/"))
