"""A paper as a Word file: A4 after GB/T 9704-2012; typefaces are named, never shipped."""

import io
from datetime import UTC, datetime
from math import floor

from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from core.papers.paper import (
    BODY_PT,
    BOTTOM_MM,
    CHARACTERS,
    DATE_FROM_RIGHT,
    FACES,
    LEFT_MM,
    LINE_PT,
    PAGE_NUMBER_PT,
    RIGHT_MM,
    TEXT_WIDTH_MM,
    TITLE_PT,
    TOP_MM,
    Paper,
)

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LINE_PITCH = 579  # twentieths of a point; 580, the rounding of 225 mm / 22, gives 21 lines (libraries.md §8)
_CLOSER = floor((Mm(TEXT_WIDTH_MM).pt / CHARACTERS - BODY_PT) * 20)
"""Twentieths of a point between characters that make 28 of 16 pt fit 156 mm. A grid of characters (linesAndChars with
a negative charSpace) would do in Word, but LibreOffice gives a character that is wider than its cell two of them."""
_HEAD_MM, _FOOT_MM = 25, 23  # puts the page number's dash 7 mm below the text (§7.5)
_HEADING_FACES = {1: "first", 2: "second", 3: "body", 4: "body"}
_SUBSTITUTES = {
    "方正小标宋简体": "华文中宋",
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "黑体": "SimHei",
    "宋体": "SimSun",
}
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def docx_of(paper: Paper) -> bytes:
    """Return the .docx."""
    file = Document()
    _set_page(file.sections[0])
    _set_styles(file)
    _name_substitutes(file)
    _set_properties(file, paper)
    _number_pages(file)
    if paper.mark:
        _set_mark(file.sections[0], paper.mark)
    _write(file, paper)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _write(file: WordFile, paper: Paper) -> None:
    file.add_paragraph("\n".join(paper.title_lines), "Title")
    file.add_paragraph()
    if paper.addressee:
        file.add_paragraph(f"{paper.addressee}：")
    styles = {level: file.styles[f"Heading {level}" if level else "Body Text"].style_id for level in range(5)}
    for paragraph in paper.body:
        # the style's id: looking it up by name for each paragraph takes most of the time of a long paper
        file.add_paragraph(paragraph.text)._p.style = styles[paragraph.level]
    if paper.attachments:
        file.add_paragraph()
    for number, line in enumerate(paper.attachment_lines):
        _indent_attachment(file.add_paragraph(line), number, of=len(paper.attachments))
    _sign(file, paper)


def _indent_attachment(paragraph: WordParagraph, number: int, *, of: int) -> None:
    """A name that wraps goes on below its own first character (§7.3.4)."""
    if of == 1:
        _indent(paragraph, left=5, hanging=3)
    elif number == 0:
        _indent(paragraph, left=6, hanging=4)
    else:
        _indent(paragraph, left=6, hanging=1)


def _sign(file: WordFile, paper: Paper) -> None:
    """Issuer and date, kept together with the last lines above them: no page holds only these."""
    for paragraph in file.paragraphs[-1:]:
        paragraph.paragraph_format.keep_with_next = True
    for text, right in (("", 0), (paper.issuer, paper.issuer_from_right), (paper.date_line, DATE_FROM_RIGHT)):
        paragraph = file.add_paragraph(text)
        paragraph.alignment = _RIGHT
        paragraph.paragraph_format.keep_with_next = text != paper.date_line
        _indent(paragraph, right=right)


def _set_page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.header_distance, section.footer_distance, section.gutter = Mm(_HEAD_MM), Mm(_FOOT_MM), Mm(0)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(_LINE_PITCH))
    section._sectPr.append(grid)


def _set_styles(file: WordFile) -> None:
    normal = _style(file, "Normal", "body", BODY_PT)
    shape = normal.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PT)
    shape.space_before = shape.space_after = Pt(0)
    shape.widow_control = False
    shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    normal.element.rPr.insert_element_before(_element("w:spacing", _CLOSER), "w:sz")
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no gaps beside letters and digits, which no grid knows
        normal.element.pPr.insert_element_before(_element(name, 0), "w:spacing")
    title = _style(file, "Title", "title", TITLE_PT)
    title.paragraph_format.alignment = _CENTRE
    title.element.pPr.insert_element_before(_element("w:snapToGrid", 0), "w:jc")
    _indent(_style(file, "Body Text", "body", BODY_PT), first=2)
    for level, face in _HEADING_FACES.items():
        heading = _style(file, f"Heading {level}", face, BODY_PT)
        _indent(heading, first=2)
        heading.paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        _style(file, name, "first" if name == "Header" else "number", BODY_PT if name == "Header" else PAGE_NUMBER_PT)


def _style(file: WordFile, name: str, face: str, size: int) -> ParagraphStyle:
    """The style of this name with nothing left of the template's own looks."""
    style = file.styles[name]
    style.element.get_or_add_rPr().clear()
    level = style.element.get_or_add_pPr().find(qn("w:outlineLvl"))
    style.element.pPr.clear()
    if level is not None:
        style.element.pPr.append(level)
    style.font.size = Pt(size)
    fonts = style.element.rPr.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FACES[face][0])
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)
    return style


def _name_substitutes(file: WordFile) -> None:
    """Tell Word what to take on a machine without the typeface that the standard names."""
    table = OxmlElement("w:fonts")
    for name, substitute in _SUBSTITUTES.items():
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        alternative = OxmlElement("w:altName")
        alternative.set(qn("w:val"), substitute)
        font.append(alternative)
        table.append(font)
    for part in file.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = serialize_part_xml(table)


def _element(name: str, value: int) -> BaseOxmlElement:
    element = OxmlElement(name)
    element.set(qn("w:val"), str(value))
    return element


def _indent(
    target: WordParagraph | ParagraphStyle,
    *,
    left: float = 0,
    right: float = 0,
    first: float = 0,
    hanging: float = 0,
) -> None:
    """Indent by characters, which Word takes from the grid; twentieths of a point for programs that know none."""
    indent = target.paragraph_format.element.get_or_add_pPr().get_or_add_ind()
    for name, count in (("left", left), ("right", right), ("firstLine", first), ("hanging", hanging)):
        if count:
            indent.set(qn(f"w:{name}Chars"), str(round(count * 100)))
            indent.set(qn(f"w:{name}"), str(round(count * Mm(TEXT_WIDTH_MM).pt / CHARACTERS * 20)))


def _number_pages(file: WordFile) -> None:
    """— 1 — at the outer edge, one character in: right on odd pages, left on even ones (§7.5)."""
    file.settings.odd_and_even_pages_header_footer = True
    section = file.sections[0]
    odd, even = _page_number(section.footer), _page_number(section.even_page_footer)
    odd.alignment, even.alignment = _RIGHT, WD_ALIGN_PARAGRAPH.LEFT
    _indent(odd, right=1)
    _indent(even, left=1)


def _page_number(footer: _Footer) -> WordParagraph:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = "Footer"
    paragraph.add_run("— ")
    for kind in ("begin", "PAGE", "separate", "1", "end"):
        paragraph.add_run()._r.append(_field_piece(kind))
    paragraph.add_run(" —")
    return paragraph


def _field_piece(kind: str) -> BaseOxmlElement:
    """A piece of a field: its marks, its instruction, the number that stands until it is counted."""
    if kind in {"begin", "separate", "end"}:
        piece = OxmlElement("w:fldChar")
        piece.set(qn("w:fldCharType"), kind)
        return piece
    piece = OxmlElement("w:instrText" if kind == "PAGE" else "w:t")
    piece.text = kind
    return piece


def _set_mark(section: Section, mark: str) -> None:
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].style = "Header"
        header.paragraphs[0].add_run(mark)


def _set_properties(file: WordFile, paper: Paper) -> None:
    """Title and issuer instead of the template's own; the times are the paper's date."""
    properties = file.core_properties
    properties.title, properties.author, properties.last_modified_by = paper.title[:255], paper.issuer[:255], ""
    properties.comments, properties.language = "", "zh-CN"
    moment = datetime(paper.dated.year, paper.dated.month, paper.dated.day, tzinfo=UTC)
    properties.created = properties.modified = moment
