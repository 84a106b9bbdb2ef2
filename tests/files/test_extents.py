"""Workbooks whose cells lie too far apart are known before a reader makes room for them."""

import io
import zipfile

import pytest
import xlsxwriter

from core.errors import InvalidInputError
from files.extents import reaches_too_far
from files.services import check_content

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383


def _workbook(row: int, column: int, *, is_blank: bool = False) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "姓名")
    sheet.write(row, column, None if is_blank else "x", book.add_format({"bold": True}))
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("row", "column", "is_blank", "is_far"),
    [
        (LAST_ROW, LAST_COLUMN, False, True),
        (LAST_ROW, 10, False, True),
        (LAST_ROW, LAST_COLUMN, True, False),
        (LAST_ROW, 1, False, False),
        (19_999, 59, False, False),
    ],
)
def test_filled_cells_decide(row: int, column: int, is_blank: bool, is_far: bool) -> None:  # noqa: FBT001 -- a table
    with zipfile.ZipFile(io.BytesIO(_workbook(row, column, is_blank=is_blank))) as archive:
        assert reaches_too_far(archive) == is_far


def test_such_a_file_is_refused_with_a_sentence() -> None:
    with pytest.raises(InvalidInputError) as refusal:
        check_content("名册.xlsx", _workbook(LAST_ROW, LAST_COLUMN), kinds=["xlsx"])

    assert str(refusal.value) == "表格里有内容的格子隔得太远，不能读取。请删去远处的零散内容后再上传。"
