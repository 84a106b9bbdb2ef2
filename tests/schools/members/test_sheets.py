"""Workbooks of every kind: the good ones are read, the bad ones answered with a sentence."""

import io
import zipfile

import openpyxl
import pytest

from core.errors import InvalidInputError
from schools.members.blank_sheet import blank_workbook
from schools.members.sheets import read_sheet
from tests.factories.members import book


def test_a_title_above_the_headings_is_passed_over_and_rows_keep_their_numbers() -> None:
    sheet = read_sheet(book(["会员名册"], [], ["序号", "姓名", "性别"], [1, "张三", "男"], [], [2, "李四", "女"]))

    assert (sheet.heading_row, [(row.number, row.values) for row in sheet.rows]) == (
        3,
        [(4, {"name": "张三", "sex": "male"}), (6, {"name": "李四", "sex": "female"})],
    )


def test_the_sheet_with_the_names_is_found() -> None:
    made = openpyxl.Workbook()
    made.active.append(["本表由办公室填写"])
    made.create_sheet("填写示例").append(["姓名"])
    made.create_sheet("2026").append(["姓名"])
    made["2026"].append(["张三"])
    stream = io.BytesIO()
    made.save(stream)

    assert read_sheet(stream.getvalue()).sheet == "2026"


def test_every_fault_of_a_row_names_row_column_and_value() -> None:
    [row] = read_sheet(book(["姓名", "性别", "手机"], ["", "x", 139])).rows

    assert [(fault.row, fault.column, fault.value) for fault in row.faults] == [
        (2, "姓名", ""),
        (2, "性别", "x"),
        (2, "手机", "139"),
    ]


def test_columns_can_be_told_by_hand() -> None:
    sheet = read_sheet(book(["甲", "姓名", "乙"], ["张三", "不是名字", "男"]), keys=["name", "", "sex"])

    assert sheet.rows[0].values == {"name": "张三", "sex": "male"}


def test_a_formula_counts_as_its_text() -> None:
    [row] = read_sheet(book(["姓名", "工号"], ["'=HYPERLINK(1)", "=1+1"])).rows

    assert row.values["name"] == "'=HYPERLINK(1)"


def test_the_template_is_read_by_the_importer_once_filled() -> None:
    filled = openpyxl.load_workbook(io.BytesIO(blank_workbook(["语文组"])))
    filled["会员名册"].append(["林一禾", "0012"])
    stream = io.BytesIO()
    filled.save(stream)

    [row] = read_sheet(stream.getvalue()).rows

    assert (row.values["name"], row.values["staff_number"], row.faults) == ("林一禾", "0012", [])


def test_the_example_of_the_template_is_good() -> None:
    filled = openpyxl.load_workbook(io.BytesIO(blank_workbook([])))
    example = [[cell.value for cell in row] for row in filled["填写示例"].iter_rows()]

    rows = read_sheet(book(*example)).rows

    assert [(row.values["name"], row.faults) for row in rows] == [("林一禾", []), ("周大川", [])]


def test_the_template_alone_has_no_members() -> None:
    with pytest.raises(InvalidInputError, match="只有列名，没有会员"):
        read_sheet(blank_workbook([]))


def test_a_book_without_names_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="没有“姓名”一列"):
        read_sheet(book(["商品", "数量"], ["苹果", 3]))


def test_too_many_rows_are_refused() -> None:
    rows = [["姓名"], *([f"张{number}"] for number in range(20_001))]

    with pytest.raises(InvalidInputError, match="最多导入20000行"):
        read_sheet(book(*rows))


def test_a_broken_book_is_refused() -> None:
    whole = io.BytesIO(book(["姓名"], ["张三"]))
    broken = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry, content[: len(content) // 2] if entry.filename.startswith("xl/work") else content)

    with pytest.raises(InvalidInputError, match=r"没有找到列名|已损坏"):
        read_sheet(broken.getvalue())
