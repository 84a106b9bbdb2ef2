"""Headings in any order and cells of every kind become values, or a sentence."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.members.columns import FIELD_BY_KEY, CellError, match_headings, text_of


def clean(key: str, cell: object) -> object:
    return FIELD_BY_KEY[key].clean(cell)


def test_headings_are_known_by_their_synonyms_and_first_of_each_wins() -> None:
    headings = ["序号", " 姓 名 *", "手机号码（11位）", "出生年月", "教研组", "职务：", "联系电话", ""]

    assert match_headings(headings) == ["", "name", "mobile", "birth_on", "group", "posts", "", ""]


@settings(max_examples=100)
@given(st.text() | st.text(alphabet=" \t\n\u00a0\u3000ab教"))
def test_text_is_clean_whatever_is_in_the_cell(cell: str) -> None:
    blanked = "".join(character if character.isprintable() else " " for character in cell)

    assert text_of(cell) == re.sub(r"\s+", " ", blanked).strip()


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(1985, 3, 2), "1985-03-02"),
        (datetime(1985, 3, 2, 8, 30), "1985-03-02"),  # noqa: DTZ001 -- as a spreadsheet gives it
        ("1985-3-2", "1985-03-02"),
        ("1985/03/02", "1985-03-02"),
        ("1985.03", "1985-03-01"),
        ("1985.3.2", "1985-03-02"),
        ("1985年3月2日", "1985-03-02"),
        ("1985年3月", "1985-03-01"),
        ("１９８５-３-２", "1985-03-02"),
        ("1985-03-02 00:00:00", "1985-03-02"),
        (19850302.0, "1985-03-02"),
        ("198503", "1985-03-01"),
        (31108.0, "1985-03-02"),
        (1985.03, "1985-03-01"),
        ("", ""),
    ],
)
def test_dates_in_the_ways_people_write_them(cell: object, day: str) -> None:
    assert clean("birth_on", cell) == day


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("三月", "看不懂"),
        ("1985-13-01", "看不懂"),
        ("1985-02-30", "看不懂"),
        ("1985", "看不懂"),
        (1985.1, "看不出是1月还是10月"),
        ("2985-03-02", "不可能"),
        ("1885-03-02", "不可能"),
    ],
)
def test_a_date_that_cannot_be_read_is_refused_with_a_sentence(cell: object, why: str) -> None:
    with pytest.raises(CellError, match=why):
        clean("birth_on", cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (13900000001, "13900000001"),
        (13900000001.0, "13900000001"),
        ("139 0000-0001", "13900000001"),
        ("+8613900000001", "13900000001"),
        ("8613900000001", "13900000001"),
        ("139****0001", ""),
        ("", ""),
    ],
)
def test_mobiles(cell: object, number: str) -> None:
    assert clean("mobile", cell) == number


def test_a_short_mobile_is_refused() -> None:
    with pytest.raises(CellError, match="11位"):
        clean("mobile", 1390000)


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("name", " 张　三 ", "张三"),
        ("name", "Anna  Lee", "Anna Lee"),
        ("name", "=1+1", "=1+1"),
        ("name", "甲\x00乙", "甲乙"),
        ("staff_number", 12.0, "12"),
        ("staff_number", "ＷＸ００１", "WX001"),
        ("sex", "女 ", "female"),
        ("kind", "离退休", "retired"),
        ("kind", "在编", "in_service"),
        ("posts", "女工委员、主席", ["chair", "women"]),
        ("posts", "无", []),
        ("group", 3.0, "3"),
    ],
)
def test_other_cells(key: str, cell: object, value: object) -> None:
    assert clean(key, cell) == value


@pytest.mark.parametrize(
    ("key", "cell", "why"),
    [
        ("name", "  ", "没有填写姓名"),
        ("name", "长" * 41, "最多40个字"),
        ("staff_number", "1" * 21, "最多20位"),
        ("sex", "不详", "男或女"),
        ("kind", "借调", "在职或退休"),
        ("posts", "舞蹈委员", "没有“舞蹈委员”这个职务"),
        ("group", "组" * 31, "最多30个字"),
    ],
)
def test_cells_that_are_refused(key: str, cell: object, why: str) -> None:
    with pytest.raises(CellError, match=why):
        clean(key, cell)
