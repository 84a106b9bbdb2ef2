"""Word and Excel documents made for the tests, as schools make them: automatic numbers, merged cells."""

from __future__ import annotations

import io
from collections.abc import Iterable

import docx
import openpyxl
from docx.oxml import parse_xml

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def saved(document: object) -> bytes:
    """Give the bytes of a python-docx document or an openpyxl workbook."""
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined] - both kinds have it
    return stream.getvalue()


def numbered_document(paragraphs: Iterable[tuple[int | None, str]]) -> docx.document.Document:
    """Build a document whose numbers Word makes itself; level None is text without number."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(_LEVELS)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {_W} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {_W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in paragraphs:
        paragraph = document.add_paragraph(text)
        if level is not None:
            number = f'<w:numPr {_W}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(number))
    return document


def add_table(
    document: docx.document.Document, rows: list[list[str]], merge: tuple[int, int, int] | None = None
) -> None:
    """Add a table; `merge` = (column, first row, last row) joins cells downwards."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    if merge:
        column, first, last = merge
        table.cell(first, column).merge(table.cell(last, column))


def workbook(sheets: dict[str, list[list[object]]], merges: dict[str, list[str]] | None = None) -> bytes:
    """Build an xlsx from rows a sheet, with merged ranges like "A2:A4"."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in (merges or {}).get(name, []):
            sheet.merge_cells(area)
    return saved(book)
