"""Reading a workbook of members: which sheet, which row holds the headings, what each row says."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from core.errors import InvalidInputError
from schools.members.columns import FIELD_BY_KEY, CellError, match_headings, text_of

MOST_ROWS = 20_000
_HEADING_WITHIN = 20
_EXAMPLES = ("示例", "说明", "样例")
_BROKEN = "文件已损坏，读不出工作表。请在 Excel 中打开另存后再上传。"


@dataclass(frozen=True)
class Heading:
    """A column of the file: its place (from 0), its heading, the field it was taken for ("" for none), a sample."""

    index: int
    text: str
    key: str
    sample: str


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the row as the spreadsheet counts, the column's heading, what was there, why not."""

    row: int
    column: str
    value: str
    text: str


@dataclass
class SheetRow:
    """One row: its number in the spreadsheet and its cleaned values by field."""

    number: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class MemberSheet:
    """What a file says."""

    sheet: str
    heading_row: int
    headings: list[Heading]
    rows: list[SheetRow]

    def columns(self) -> dict[str, Any]:
        """What `MemberImport.columns` keeps."""
        return {
            "sheet": self.sheet,
            "heading_row": self.heading_row,
            "headings": [asdict(heading) for heading in self.headings],
        }


def read_sheet(content: bytes, *, keys: Sequence[str] | None = None) -> MemberSheet:
    """Read the first sheet that has a heading row with 姓名; `keys` overrules what the headings mean, by column.

    Raises InvalidInputError with a sentence: broken, no sheet, no heading row, no rows, too many rows.
    """
    name, cells, heading_at = _find_sheet(_open(content))
    meaning = list(keys) if keys is not None else match_headings(cells[heading_at])
    if "name" not in meaning:
        _refuse("没有一列是“姓名”，请指定哪一列是姓名。")
    body = [
        (number, row) for number, row in enumerate(cells[heading_at + 1 :], start=heading_at + 2) if any(map(_has, row))
    ]
    if not body:
        _refuse(f"“{name}”里只有列名，没有会员。请从第{heading_at + 2}行起每行填一位会员。")
    if len(body) > MOST_ROWS:
        _refuse(f"一次最多导入{MOST_ROWS}行，这个文件更多，请分成几个文件。")
    headings = [
        Heading(index, text_of(cell), key, next((text_of(row[index]) for _, row in body if _has(row[index])), "")[:40])
        for index, (cell, key) in enumerate(zip(cells[heading_at], meaning, strict=False))
        if _has(cell) or key
    ]
    used = [heading for heading in headings if heading.key]
    return MemberSheet(name, heading_at + 1, headings, [_read_row(number, row, used) for number, row in body])


def _refuse(message: str) -> None:
    raise InvalidInputError(message)


def _has(cell: object) -> bool:
    return cell not in ("", None)


def _open(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, OSError, ValueError) as error:
        raise InvalidInputError(_BROKEN) from error


def _find_sheet(book: CalamineWorkbook) -> tuple[str, list[list[Any]], int]:
    """The name and the cells of the sheet, and the index of its heading row."""
    is_broken = False
    for name in book.sheet_names:
        if any(word in name for word in _EXAMPLES):
            continue
        try:
            cells = book.get_sheet_by_name(name).to_python(
                skip_empty_area=False, nrows=MOST_ROWS + _HEADING_WITHIN + 100
            )
        except (CalamineError, OSError, ValueError):
            is_broken = True
            continue
        keys_by_row = [match_headings(row) for row in cells[:_HEADING_WITHIN]]
        matched = [(sum(map(bool, keys)), -at) for at, keys in enumerate(keys_by_row) if "name" in keys]
        if matched:
            return name, cells, -max(matched)[1]
    message = "没有找到列名：前20行里没有“姓名”一列。请下载模板填写，或在第一行写上列名。"
    if is_broken:
        message = _BROKEN
    raise InvalidInputError(message)


def _read_row(number: int, cells: Sequence[object], used: Sequence[Heading]) -> SheetRow:
    row = SheetRow(number, {})
    for heading in used:
        cell = cells[heading.index] if heading.index < len(cells) else ""
        try:
            row.values[heading.key] = FIELD_BY_KEY[heading.key].clean("" if cell is None else cell)
        except CellError as error:
            row.values[heading.key] = text_of(cell)[:60] if heading.key != "posts" else []
            row.faults.append(Fault(number, heading.text, text_of(cell)[:60], str(error)))
    return row
