"""Writes the demo plans as Word, Excel and text files: python -m config.demo.make_documents."""

import io
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import docx
import xlsxwriter
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from config.demo.markup import Block, Sheet, Table, read_parts, read_sheets
from config.demo.word_numbering import WordList

HERE = Path(__file__).parent
TEXTS = HERE / "texts"
PLANS = HERE / "plans"
WRITTEN_AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
ZIP_TIME = (2026, 9, 1, 9, 0, 0)
WRAP_WIDTH = 32
CLOSING = "，。；：、！？）》”’"

_FACES = {
    "title": ("宋体", 22, True),
    "subtitle": ("楷体", 16, False),
    "h1": ("黑体", 16, False),
    "h2": ("楷体", 16, True),
    "month": ("仿宋", 16, True),
}
_LEVELS = {"h1": 0, "h2": 1, "item": 2}
_HEADING_STYLES = {"title": "Title", "h1": "Heading 1", "h2": "Heading 2"}


def make_word(source: str, *, styled: bool = False, counting: str | None = None, pattern: str = "%3.") -> bytes:
    """Write a plan as docx.

    styled uses Word's heading styles; counting (Word's name of a Chinese number format) lets Word draw the numbers,
    pattern is then how an item's number looks.
    """
    document = docx.Document()
    _set_page(document)
    numbers = WordList(document, chinese_format=counting, item_pattern=pattern) if counting else None
    for part in read_parts(source):
        if isinstance(part, Table):
            _add_word_table(document, part)
            continue
        paragraph = _add_paragraph(document, part, styled=styled)
        if numbers and part.kind == "month":
            numbers.restart_items()
        elif numbers and part.kind in _LEVELS:
            numbers.number(paragraph, _LEVELS[part.kind])
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_times(buffer.getvalue())


def make_workbook(source: str) -> bytes:
    """Write a plan as xlsx, one sheet for each "@sheet"."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": WRITTEN_AT, "author": "学校工会"})
    for sheet in read_sheets(source):
        _add_sheet(book, sheet)
    book.close()
    return _with_fixed_times(buffer.getvalue())


def wrap_hard(source: str) -> bytes:
    """Break every line after 32 characters, as text copied from a PDF comes."""
    lines: list[str] = []
    for line in source.splitlines():
        rest = line
        while len(rest) > WRAP_WIDTH:
            cut = WRAP_WIDTH
            while cut < len(rest) and rest[cut] in CLOSING:
                cut += 1
            lines.append(rest[:cut])
            rest = rest[cut:]
        if rest or not line:
            lines.append(rest)
    return ("\n".join(lines) + "\n").encode()


def as_windows_text(source: str) -> bytes:
    """Encode as GB18030 with Windows line ends, as an old notepad saves it."""
    return source.replace("\n", "\r\n").encode("gb18030")


DOCUMENTS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "wangxi.docx": ("wangxi.txt", lambda text: make_word(text, counting="chineseCountingThousand")),
    "luting.docx": ("luting.txt", make_word),
    "yingshan.docx": ("yingshan.txt", lambda text: make_word(text, styled=True)),
    "yizhong.docx": ("yizhong.txt", make_word),
    "huaixu.docx": ("huaixu.txt", make_word),
    "wuyin.docx": ("wuyin.txt", lambda text: make_word(text, counting="japaneseCounting", pattern="%3、")),
    "xingqiao.docx": ("xingqiao.txt", lambda text: make_word(text, styled=True)),
    "yunzhou.docx": ("yunzhou.txt", make_word),
    "daoxiangli.xlsx": ("daoxiangli.txt", make_workbook),
    "sizhong.xlsx": ("sizhong.txt", make_workbook),
    "yanchi.txt": ("yanchi.txt", as_windows_text),
    "liudi.txt": ("liudi.txt", wrap_hard),
    "songjian.txt": ("songjian.txt", str.encode),
    "banshan.md": ("banshan.md", str.encode),
    "luting-2027.docx": ("luting-2027.txt", make_word),
    "yingshan-2027.txt": ("yingshan-2027.txt", lambda text: text.encode("utf-8-sig")),
}


def make_all() -> dict[str, bytes]:
    """Make every demo document; the same sources always give the same bytes."""
    return {name: make((TEXTS / source).read_text("utf-8")) for name, (source, make) in DOCUMENTS.items()}


def _set_page(document: Document) -> None:
    core = document.core_properties
    core.author, core.last_modified_by, core.comments = "学校工会", "学校工会", ""
    core.created = core.modified = WRITTEN_AT.replace(tzinfo=None)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)


def _add_paragraph(document: Document, block: Block, *, styled: bool) -> Paragraph:
    style = _HEADING_STYLES.get(block.kind) if styled else None
    if block.kind == "bullet":
        style = "List Bullet"
    paragraph = document.add_paragraph(style=style)
    face, size, bold = _FACES.get(block.kind, ("仿宋", 16, False))
    _write(paragraph, block.text, face=face, size=size, bold=bold)
    if block.kind in {"title", "subtitle"}:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif block.kind == "sign":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif block.kind != "bullet":
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    return paragraph


def _write(paragraph: Paragraph, text: str, *, face: str, size: float, bold: bool) -> None:
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = Pt(size)
    run.font.name = face
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)


def _add_word_table(document: Document, table: Table) -> None:
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.header), style="Table Grid")
    for column, caption in enumerate(table.header):
        _write(grid.cell(0, column).paragraphs[0], caption, face="黑体", size=12, bold=False)
        for first, last, text in table.spans(column):
            cell = grid.cell(first + 1, column)
            if last > first:
                cell = cell.merge(grid.cell(last + 1, column))
            _write(cell.paragraphs[0], text, face="仿宋", size=12, bold=False)
    document.add_paragraph()


def _add_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    title_format = book.add_format({"bold": True, "font_size": 16, "align": "center", "font_name": "宋体"})
    text_format = book.add_format({"text_wrap": True, "valign": "top", "font_name": "宋体"})
    head_format = book.add_format({"bold": True, "border": 1, "align": "center", "font_name": "宋体"})
    cell_format = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": "宋体"})
    page = book.add_worksheet(sheet.name)
    table = next((part for part in sheet.parts if isinstance(part, Table)), None)
    width = len(table.header) if table else 6
    page.set_column(0, width - 1, 14)
    row = 0
    for part in sheet.parts:
        if isinstance(part, Block):
            shape = title_format if part.kind == "title" else text_format
            page.merge_range(row, 0, row, width - 1, part.text, shape)
            page.set_row(row, 30 if part.kind == "title" else 36)
            row += 1
            continue
        longest = max(range(width), key=lambda column: max(len(cells[column]) for cells in part.rows))
        page.set_column(longest, longest, 52)
        page.write_row(row, 0, part.header, head_format)
        for column in range(width):
            for first, last, text in part.spans(column):
                if last > first:
                    page.merge_range(row + 1 + first, column, row + 1 + last, column, text, cell_format)
                else:
                    page.write(row + 1 + first, column, text, cell_format)
        row += 1 + len(part.rows)


def _with_fixed_times(package: bytes) -> bytes:
    """Write an Office package anew so that its bytes do not depend on the clock."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, ZIP_TIME), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def main() -> None:
    """Write all documents into plans/."""
    PLANS.mkdir(exist_ok=True)
    for name, content in make_all().items():
        (PLANS / name).write_bytes(content)
    sys.stdout.write(f"{len(DOCUMENTS)} documents in {PLANS}\n")


if __name__ == "__main__":
    main()
