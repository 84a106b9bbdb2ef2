"""Excel files of lists as shown: one head row, frozen, typed cells."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

_NOT_IN_TITLES = {ord(sign): "_" for sign in "[]:*?/\\"}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """One sheet: `columns` are (heading, width in characters), `rows` hold text, numbers, dates or None."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[object]]


def workbook(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[object]]) -> bytes:
    """Return an .xlsx of one sheet; text that begins like a formula stays text."""
    return workbook_of([Sheet(title, columns, rows)])


def workbook_of(sheets: Iterable[Sheet]) -> bytes:
    """Return an .xlsx of several sheets."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#e6f1f4", "border": 1, "border_color": "#b5d2db"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    for sheet in sheets:
        _add_sheet(book, sheet, formats)
    book.close()
    return stream.getvalue()


def _add_sheet(book: xlsxwriter.Workbook, content: Sheet, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(content.title[:31].translate(_NOT_IN_TITLES))
    for index, (heading, width) in enumerate(content.columns):
        sheet.write_string(0, index, heading, formats["head"])
        sheet.set_column(index, index, width)
    last = 0
    for last, row in enumerate(content.rows, start=1):
        for index, value in enumerate(row):
            match value:
                case None:
                    continue
                case datetime():
                    sheet.write_datetime(last, index, timezone.localtime(value), formats["moment"])
                case date():
                    sheet.write_datetime(last, index, datetime.combine(value, datetime.min.time()), formats["day"])
                case bool():
                    sheet.write_string(last, index, "是" if value else "否")
                case int() | float():
                    sheet.write_number(last, index, value)
                case _:
                    sheet.write_string(last, index, str(value))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), max(len(content.columns) - 1, 0))


def xlsx_response(filename: str, content: bytes) -> HttpResponse:
    """Answer with an Excel file to save; `filename` without ending, may be Chinese."""
    return download(f"{filename}.xlsx", content, XLSX_TYPE)


def download(filename: str, content: bytes, content_type: str) -> HttpResponse:
    """Answer with a file to save under a (Chinese) name, RFC 5987."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename=\"download\"; filename*=UTF-8''{quote(filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
