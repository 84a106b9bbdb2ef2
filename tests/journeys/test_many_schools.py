"""Schools opened from an Excel file: the faults are shown, the worker opens the good ones, the passwords come along."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.documents import EXCEL, workbook
from tests.journeys.people import DEMO_PASSWORD, sign_in

pytestmark = pytest.mark.browser

HEAD = ("学校全称", "简称", "学段", "片区", "教职工人数", "代码", "管理员姓名", "管理员用户名")
GOOD = [
    (f"青禾区{name}小学", f"{name}小学", "小学", "北片", 40 + number, f"jtmany{number}", "江晚舟", "")
    for number, name in enumerate(("听雨", "望海", "问渠", "知行", "致远", "拾光"), start=1)
]
BAD = [
    ("青禾区听雨小学", "听雨二小", "小学", "北片", 40, "jtmany7", "江晚舟", ""),
    ("青禾区无人小学", "无人小学", "大学", "北片", "很多", "jtmany8", "", ""),
]


def test_six_schools_are_opened_from_a_file_with_faults(demo_page: Page, tmp_path: Path) -> None:
    page = demo_page
    sign_in(page, "xujiahe", DEMO_PASSWORD)
    page.goto("/schools/import/")
    page.get_by_label("学校名单").set_input_files(
        {"name": "学校名单.xlsx", "mimeType": EXCEL, "buffer": workbook(HEAD, *GOOD, *BAD)}
    )
    page.get_by_role("button", name="上传并核对").click()

    expect(page.locator(".facts")).to_contain_text("可以开通6所")
    expect(page.locator("tbody tr", has_text="听雨二小")).to_contain_text("学校全称“青禾区听雨小学”与第2行重复。")
    wrong = page.locator("tbody tr", has_text="无人小学")
    expect(wrong).to_contain_text("管理员姓名没有填。学段“大学”不认识")
    expect(wrong).to_contain_text("教职工人数“很多”应是1到")

    page.get_by_role("button", name="开通6所学校").click()
    expect(page.get_by_role("alert")).to_have_text("有2行需要改。要先开通其余6所，请勾选“只开通正确的”。")
    page.get_by_label("只开通正确的6所，其余2行改好后另传").check()
    page.get_by_role("button", name="开通6所学校").click()

    expect(page.get_by_text("开通6所，2所未开通。")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="已开通6所")).to_be_visible()
    failed = _downloaded(page, "下载清单", tmp_path)
    assert [(row["行号"], row["学校"]) for row in failed] == [(8, "听雨二小"), (9, "无人小学")]
    passwords = _downloaded(page, "下载首次密码", tmp_path)
    assert [row["学校"] for row in passwords] == [short_name for _, short_name, *_ in GOOD]

    sign_in(page, "admin", passwords[0]["首次密码"], school="jtmany1")
    expect(page.get_by_role("heading", level=1)).to_have_text("设置自己的密码")


def _downloaded(page: Page, link: str, folder: Path) -> list[dict[str, Any]]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    waiting.value.save_as(folder / "report.xlsx")
    head, *rows = load_workbook(folder / "report.xlsx").active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]
