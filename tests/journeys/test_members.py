"""A register brought in from Excel: faults are named, good rows are taken, the import is undone, on a phone as well."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.documents import EXCEL, workbook
from tests.journeys.people import OWN_PASSWORD, sign_in
from tests.journeys.site import Site
from tests.journeys.windows import PHONE, WIDE, open_window

pytestmark = pytest.mark.browser

HEAD = ("姓名", "工号", "性别", "出生日期", "手机号", "类别", "工会小组")
SCHOOL = "jtmember"


def _rows(mark: str) -> list[tuple[str, ...]]:
    return [
        ("陆知白", f"{mark}01", "女", "1984-05-06", f"1390001{mark}1", "在职", "语文组"),
        ("许青禾", f"{mark}02", "男", "1979-11-02", f"1390001{mark}2", "在职", "数学组"),
        ("白鹭", f"{mark}03", "女", "1990-02-30", f"1390001{mark}3", "在职", "语文组"),
        ("沈木", f"{mark}04", "男", "1961-07-08", "12345", "退休", ""),
        ("", f"{mark}05", "女", "1985-01-01", f"1390001{mark}5", "在职", "语文组"),
        ("顾远", f"{mark}01", "男", "1983-03-03", f"1390001{mark}6", "在职", "数学组"),
        ("方舟", f"{mark}07", "男", "1988-08-08", f"1390001{mark}7", "在职", "数学组"),
    ]


@pytest.mark.parametrize(("width", "mark"), [(WIDE, "111"), (PHONE, "222")], ids=["wide", "phone"])
def test_good_rows_are_taken_and_taken_back(width: int, mark: str, browser: Browser, demo_site: Site) -> None:
    with open_window(browser, demo_site, width=width) as page:
        sign_in(page, "chair", OWN_PASSWORD, school=SCHOOL)
        page.goto(f"/s/{SCHOOL}/members/import/")
        page.get_by_label("会员名册").set_input_files(
            {"name": "名册.xlsx", "mimeType": EXCEL, "buffer": workbook(HEAD, *_rows(mark))}
        )
        page.get_by_role("button", name="读取并核对").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("核对：名册.xlsx")
        _fits(page)
        faulty = page.locator("tbody tr", has=page.get_by_text("有问题"))
        expect(faulty).to_have_count(4)
        expect(page.locator("tbody tr", has_text="沈木")).to_contain_text("手机号应为11位数字，以1开头。")
        expect(page.locator("tbody tr", has_text="白鹭")).to_contain_text("1990-02-30")
        assert _in_register(page, mark) == 0

        page.go_back()
        page.get_by_role("button", name="只导入正确的3行").click()
        expect(page.locator("dt:text-is('新增') + dd")).to_have_text("3人", timeout=60_000)
        expect(page.locator("dt:text-is('跳过（有问题）') + dd")).to_contain_text("4行")
        _fits(page)
        done = page.url
        assert _in_register(page, mark) == 3

        page.goto(done)
        page.get_by_role("link", name="撤销本次导入").click()
        expect(page.locator("dt:text-is('删除新增的会员') + dd")).to_have_text("3人")
        page.get_by_role("button", name="撤销本次导入").click()
        expect(page.locator("dt:text-is('删除新增的') + dd")).to_have_text("3人")
        assert _in_register(page, mark) == 0


def _in_register(page: Page, mark: str) -> int:
    """How many members of this test's file the register shows."""
    page.goto(f"/s/{SCHOOL}/members/?q={mark}0")
    _fits(page)
    return page.locator("th.cell-name").count()


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
