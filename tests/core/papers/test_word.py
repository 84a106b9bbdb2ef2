"""The Word file, opened again: page, grid, typefaces, levels, page numbers, text as it was typed."""

import io

import pytest
from docx import Document
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.papers.paper import Paper, Paragraph
from core.papers.word import docx_of
from tests.core.papers.samples import HOSTILE, paper_with


def opened(paper: Paper) -> WordFile:
    return Document(io.BytesIO(docx_of(paper)))


def face(file: WordFile, style: str) -> tuple[str, float]:
    fonts = file.styles[style].element.rPr.rFonts
    return fonts.get(qn("w:eastAsia")), file.styles[style].font.size.pt


def test_the_page_is_that_of_the_standard() -> None:
    section = opened(paper_with()).sections[0]

    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge.mm, 1) for edge in edges] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm), section.gutter) == (210, 297, 0)


def test_the_grid_holds_22_lines_of_28_characters() -> None:
    file = opened(paper_with())

    grids = file.sections[0]._sectPr.findall(qn("w:docGrid"))
    shape = file.styles["Normal"].paragraph_format
    closer = int(file.styles["Normal"].element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert [grid.get(qn("w:linePitch")) for grid in grids] == ["579"]
    assert 22 <= Mm(225) / shape.line_spacing < 23
    assert 28 <= Mm(156) / (Pt(16) + closer * Pt(0.05)) < 29
    assert (shape.line_spacing, shape.widow_control) == (Pt(28.9), False)
    assert (shape.space_before, shape.space_after) == (0, 0)


def test_typefaces_are_named_by_use_with_a_substitute_and_not_shipped() -> None:
    file = opened(paper_with())

    styles = ("Title", "Body Text", "Heading 1", "Heading 2", "Heading 3", "Footer")
    assert [face(file, style) for style in styles] == [
        ("方正小标宋简体", 22),
        ("仿宋_GB2312", 16),
        ("黑体", 16),
        ("楷体_GB2312", 16),
        ("仿宋_GB2312", 16),
        ("宋体", 14),
    ]
    parts = {part.partname: part.blob for part in file.part.package.iter_parts()}
    assert '<w:altName w:val="仿宋"/>'.encode() in parts["/word/fontTable.xml"]
    assert [name for name in parts if "/fonts/" in name or name.endswith((".odttf", ".ttf", ".otf"))] == []


def test_nothing_of_the_template_shows_in_headings() -> None:
    styles = opened(paper_with()).styles

    for name in ("Title", "Heading 1", "Heading 2"):
        assert styles[name].element.rPr.find(qn("w:color")) is None
        assert styles[name].element.pPr.find(qn("w:pBdr")) is None


def test_parts_stand_in_their_order_and_headings_stay_with_what_follows() -> None:
    body = (Paragraph("一、目标", 1), Paragraph("（一）任务", 2), Paragraph("1.小事", 3), Paragraph("正文"))
    file = opened(paper_with(*body, addressee="各工会小组", attachments=("名单", "安排")))

    assert [(paragraph.style.name, paragraph.text) for paragraph in file.paragraphs] == [
        ("Title", "望山小学工会工作计划"),
        ("Normal", ""),
        ("Normal", "各工会小组："),
        ("Heading 1", "一、目标"),
        ("Heading 2", "（一）任务"),
        ("Heading 3", "1.小事"),
        ("Body Text", "正文"),
        ("Normal", ""),
        ("Normal", "附件：1.名单"),
        ("Normal", "2.安排"),
        ("Normal", ""),
        ("Normal", "望山小学工会"),
        ("Normal", "2026年9月1日"),
    ]
    assert [file.styles[f"Heading {level}"].paragraph_format.keep_with_next for level in (1, 2, 3, 4)] == [True] * 4
    assert [paragraph.paragraph_format.keep_with_next for paragraph in file.paragraphs[-4:]] == [
        True,
        True,
        True,
        False,
    ]


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    file = opened(paper_with())

    section = file.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert file.settings.odd_and_even_pages_header_footer is True
    assert (odd.text, even.text) == ("— 1 —", "— 1 —")
    assert [line._p.xpath("string(.//w:instrText)") for line in (odd, even)] == ["PAGE", "PAGE"]
    assert [str(line.alignment) for line in (odd, even)] == ["RIGHT (2)", "LEFT (0)"]
    assert odd._p.pPr.ind.get(qn("w:rightChars")) == even._p.pPr.ind.get(qn("w:leftChars")) == "100"


@pytest.mark.parametrize(("mark", "heads"), [("草稿", ["草稿", "草稿"]), ("", ["", ""])])
def test_a_mark_stands_in_the_head_of_every_page(mark: str, heads: list[str]) -> None:
    section = opened(paper_with(mark=mark)).sections[0]

    assert [head.paragraphs[0].text for head in (section.header, section.even_page_header)] == heads


def test_text_comes_through_as_it_was_typed() -> None:
    long = "字" * 5000
    file = opened(
        paper_with(Paragraph(HOSTILE, 1), Paragraph(HOSTILE), Paragraph(long), title="甲<乙>&丙", issuer=HOSTILE)
    )

    assert [paragraph.text for paragraph in file.paragraphs][:5] == ["甲<乙>&丙", "", HOSTILE, HOSTILE, long]
    assert file.paragraphs[-2].text == HOSTILE


def test_the_file_names_its_title_and_issuer_and_no_tool() -> None:
    properties = opened(paper_with()).core_properties

    assert (properties.title, properties.author) == ("望山小学工会工作计划", "望山小学工会")
    assert (properties.comments, properties.created.date().isoformat()) == ("", "2026-09-01")
