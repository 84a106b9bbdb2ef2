"""Documents that journeys bring along, made when they are needed."""

import io
import zipfile
from collections.abc import Sequence

import docx
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CALENDAR = (
    ("3月", "组织女教职工健康讲座"),
    ("4月", "召开教代会，审议学校工作报告"),
    ("5月", "举办教职工趣味运动会"),
)


def word_plan(title: str) -> bytes:
    """A plan as Word files it: headings, items with Word's own numbers, a calendar as a table; 3 + 3 tasks."""
    document = docx.Document()
    document.add_paragraph(title, style="Title")
    document.add_paragraph("一、指导思想")
    document.add_paragraph("围绕学校中心工作，服务教职工，凝聚人心。")
    document.add_paragraph("二、主要工作")
    for item in ("三月份组织师德宣讲，人人写体会。", "走访慰问困难教职工，建立档案。", "每月一次工会委员例会。"):
        document.add_paragraph(item, style="List Number")
    document.add_paragraph("三、月份安排")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "月份", "工作内容"
    for month, act in CALENDAR:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = month, act
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def text_plan(title: str, items: Sequence[str] = ("三月份组织师德宣讲。", "四月份召开教代会。")) -> bytes:
    """A plan as plain text with numbered items."""
    lines = [title, "一、主要工作", *(f"{number}．{item}" for number, item in enumerate(items, start=1))]
    return "\n".join(lines).encode()


def workbook(*rows: Sequence[str | int]) -> bytes:
    """An .xlsx with one sheet of these rows."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def far_workbook() -> bytes:
    """A small .xlsx with a cell in the first and one in the very last place."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "姓名")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    return stream.getvalue()


def encrypted(content: bytes, password: str) -> bytes:
    """The same Office file, locked with a password."""
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, locked)
    return locked.getvalue()


def broken(content: bytes) -> bytes:
    """The same .xlsx, whole as a zip, with its sheet cut off in the middle."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(stream, "w") as cut:
        for name in whole.namelist():
            part = whole.read(name)
            cut.writestr(name, part[: len(part) // 2] if name.startswith("xl/worksheets/") else part)
    return stream.getvalue()
