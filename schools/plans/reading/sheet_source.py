"""Workbooks: every visible sheet as one table, merged cells repeated, dates as people write them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import python_calamine

from schools.plans.reading.folding import fold
from schools.plans.reading.labels import label_at
from schools.plans.reading.shapes import Block, Cell, Grid, Line, Page, PlanUnreadable

_MAX_ROWS = 20_000
_MAX_COLUMNS = 60


def blocks_of_workbook(content: bytes, page: Page) -> tuple[list[Block], list[str]]:
    """Read xlsx or xls; give one table a sheet and warnings; raise `PlanUnreadable` if it is broken."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(meta.name, book.get_sheet_by_name(meta.name)) for meta in book.sheets_metadata if _is_shown(meta)]
        read = [
            (name, sheet.to_python(skip_empty_area=False, nrows=_MAX_ROWS), _merged(sheet)) for name, sheet in sheets
        ]
    except python_calamine.PasswordError as error:
        message = "文件加了密码，打不开。请去掉密码后再上传。"
        raise PlanUnreadable(message) from error
    except Exception as error:
        message = "Excel文件已损坏，打不开。请重新保存后再上传。"
        raise PlanUnreadable(message) from error
    blocks: list[Block] = []
    warnings: list[str] = []
    for name, values, merges in read:
        blocks += _sheet(name, values, merges, page)
        if len(values) >= _MAX_ROWS:
            warnings.append(f"工作表“{name}”超过{_MAX_ROWS}行，只读了前面的部分。")
    return blocks, warnings


def _is_shown(meta: Any) -> bool:
    return str(meta.typ).endswith("WorkSheet") and str(meta.visible).endswith(".Visible")


def _merged(sheet: Any) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return list(sheet.merged_cell_ranges or []) if hasattr(sheet, "merged_cell_ranges") else []


def _sheet(name: str, values: list[list[Any]], merges: list[Any], page: Page) -> list[Block]:
    rows: list[list[Cell]] = []
    for row in values:
        cells = []
        for value in row[:_MAX_COLUMNS]:
            text = _shown(value)
            cells.append(Cell([(page.add(piece), piece) for piece in text.split("\n") if piece.strip()]))
        rows.append(cells)
    for (top, left), (bottom, right) in merges:
        _repeat(rows, top, left, bottom, right)
    rows = [row for row in rows if any(cell.lines for cell in row)]
    return [*_month_of_sheet(name, page), *_blocks(name, rows)]


def _month_of_sheet(name: str, page: Page) -> list[Block]:
    """A sheet called "3月" dates everything on it."""
    found = label_at(fold(name), name)
    if not found or found.label.rest or not found.label.months or found.kind != "label":
        return []
    return [Line(page.add(name), name)]


def _repeat(rows: list[list[Cell]], top: int, left: int, bottom: int, right: int) -> None:
    if top >= len(rows) or left >= len(rows[top]):
        return
    source = rows[top][left]
    for at in range(top, min(bottom, len(rows) - 1) + 1):
        for column in range(left, min(right, len(rows[at]) - 1) + 1):
            if (at, column) != (top, left):
                rows[at][column] = Cell(source.lines, carried=True)


def _blocks(name: str, rows: list[list[Cell]]) -> list[Block]:
    """Rows with one filled cell above the table are lines (titles, prose); the rest is a table."""
    blocks: list[Block] = []
    table: list[list[Cell]] = []
    for row in rows:
        own = [cell for cell in row if cell.lines and not cell.carried]
        is_alone = len(own) == 1 and sum(1 for cell in row if cell.lines and cell.lines != own[0].lines) == 0
        if is_alone and not table:
            blocks += [Line(number, text, centred=True) for number, text in own[0].lines]
        else:
            table.append(row)
    if table and max(sum(1 for cell in row if cell.lines) for row in table) == 1:
        return blocks + [Line(n, text) for row in table for cell in row if not cell.carried for n, text in cell.lines]
    return blocks + ([Grid(table, name)] if table else [])


def _shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
