"""Reading the Excel list of schools: good rows, and a sentence for every wrong one."""

import io
from collections.abc import Sequence

import openpyxl
import pytest

from core.errors import InvalidInputError
from tenants.opening import NewSchool
from tenants.school_list import COLUMNS, read_schools, template

HEAD = [column.headings[0] for column in COLUMNS]
NONE_TAKEN: dict[str, set[str]] = {"code": set(), "name": set(), "short_name": set()}
GOOD = ["青禾区望溪小学", "望溪小学", "小学", "东片", 86, "wangxi", "顾清和", "gu.qh"]


def book(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    sheet = (workbook := openpyxl.Workbook()).active
    for row in (head, *rows):
        sheet.append(list(row))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def errors_of(*row: object, taken: dict[str, set[str]] = NONE_TAKEN) -> list[str]:
    [read] = read_schools(book(row), taken=taken)
    return read.errors


def test_a_full_row_is_read() -> None:
    [row] = read_schools(book(GOOD), taken=NONE_TAKEN)

    assert (row.number, row.errors) == (2, [])
    assert row.new == NewSchool("wangxi", "青禾区望溪小学", "望溪小学", "primary", "东片", 86, "顾清和", "gu.qh")


def test_code_and_user_name_may_be_left_out() -> None:
    rows = read_schools(
        book(
            ["青禾区望溪小学", "望溪小学", "小", "", 86, "", "顾清和", ""],
            ["青禾区望溪幼儿园", "望溪幼儿园", "幼", "", 40, "", "林知微", ""],
        ),
        taken=NONE_TAKEN,
    )

    assert [(row.new.code, row.new.admin_username) for row in rows] == [("wangxi", "admin"), ("wangxi-yey", "admin")]


def test_a_proposed_code_does_not_take_one_typed_further_down() -> None:
    typed = ["青禾区万溪小学", "万溪小学", "小学", "", 50, "wangxi", "林知微", ""]
    rows = read_schools(book(["青禾区望溪小学", "望溪小学", "小学", "", 86, "", "顾清和", ""], typed), taken=NONE_TAKEN)

    assert [row.new.code for row in rows] == ["wangxi-xx", "wangxi"]


def test_columns_in_any_order_under_other_headings_below_a_title() -> None:
    head = ["类别", "学校名称", "联系人", "人数", "简称"]
    lines = [["2026年学校名单"], head, ["初级中学", "青禾区砚池中学", "周以宁", "121人", "砚池中学"]]
    [row] = read_schools(book(*lines[1:], head=lines[0]), taken=NONE_TAKEN)

    assert (row.number, row.new.kind, row.new.staff_count, row.new.admin_name) == (3, "junior", 121, "周以宁")


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (0, "", "学校全称没有填。"),
        (1, "一二三四五六七八九十一二三", "简称最多12个字，现在是13个。"),
        (2, "大学", "学段“大学”不认识，请填幼儿园、小学、初中、高中、九年一贯、职校、特校。"),
        (4, "很多", "教职工人数“很多”应是1到20000的整数。"),
        (4, 0, "教职工人数“0”应是1到20000的整数。"),
        (4, 12.5, "教职工人数“12.5”应是1到20000的整数。"),
        (4, "", "教职工人数没有填。"),
        (5, "望溪", "代码“望溪”：用2—32个小写字母、数字或短横，以字母开头。"),
        (5, "../etc", "代码“../etc”：用2—32个小写字母、数字或短横，以字母开头。"),
        (6, None, "管理员姓名没有填。"),
        (7, "管理员", "管理员用户名“管理员”：用2—32个字母、数字、点或短横，以字母开头。"),
    ],
)
def test_each_wrong_cell_has_its_sentence(place: int, value: object, sentence: str) -> None:
    row = [*GOOD]
    row[place] = value

    assert errors_of(*row) == [sentence]


def test_several_errors_are_all_told() -> None:
    assert len(errors_of("", "望溪小学", "大学", "", "x", "wangxi", "", "")) == 4


def test_repeated_rows_name_the_first_one() -> None:
    first, second = read_schools(book(GOOD, GOOD), taken=NONE_TAKEN)

    assert first.errors == []
    assert second.errors == [
        "学校全称“青禾区望溪小学”与第2行重复。", "简称“望溪小学”与第2行重复。", "代码“wangxi”与第2行重复。",
    ]  # fmt: skip


def test_what_is_in_the_register_is_told() -> None:
    taken = {"code": {"wangxi"}, "name": {"青禾区望溪小学"}, "short_name": set()}

    assert errors_of(*GOOD, taken=taken) == ["学校全称“青禾区望溪小学”已在学校名册中。", "代码“wangxi”已在学校名册中。"]


def test_blank_lines_are_no_schools() -> None:
    assert len(read_schools(book(GOOD, [None] * 8, ["", " "]), taken=NONE_TAKEN)) == 1


def test_formulas_and_scripts_stay_text() -> None:
    row = ["<script>alert(1)</script>", "'=1+1", "小学", "东片", 86, "wangxi", "顾清和", ""]

    [read] = read_schools(book(row), taken=NONE_TAKEN)

    assert (read.new.name, read.new.short_name) == ("<script>alert(1)</script>", "'=1+1")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (book(), "下面没有学校"),
        (book(head=["姓名", "学段"]), "没有找到这些列：学校全称、简称、教职工人数、管理员姓名"),
        (book(*([GOOD] * 501)), "有501行，一次最多500所"),
        (b"PK\x03\x04 broken", "读不出来"),
        (b"", "读不出来"),
    ],
    ids=["no rows", "wrong headings", "too many", "broken", "empty"],
)
def test_a_file_that_cannot_be_taken_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        read_schools(content, taken=NONE_TAKEN)


def test_the_template_reads_back_once_filled() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(template()))
    workbook.worksheets[0].append(GOOD)
    stream = io.BytesIO()
    workbook.save(stream)

    [row] = read_schools(stream.getvalue(), taken=NONE_TAKEN)

    assert row.is_good
    assert str(workbook.worksheets[0].data_validations.dataValidation[0].sqref) == "C2:C501"
