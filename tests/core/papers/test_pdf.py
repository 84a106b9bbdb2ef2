"""The PDF, read again: lines and characters a page, headings with what follows, page numbers, text, same bytes."""

from pathlib import Path

import pypdfium2
import pytest
from pypdfium2.raw import FPDFText_GetFontInfo

from core.papers import pdf
from core.papers.paper import Paper, Paragraph
from core.papers.pdf import pdf_of
from tests.core.papers.samples import HOSTILE, SENTENCE, paper_with

MM = 72 / 25.4
TOP, BOTTOM, LEFT, RIGHT = (297 - 37) * MM, 35 * MM, 28 * MM, (210 - 26) * MM


def pages_of(paper: Paper) -> list[list[tuple[float, str, float, float]]]:
    """The lines of each page between its margins: baseline, text, left and right edge in points."""
    return [_lines(page) for page in pypdfium2.PdfDocument(pdf_of(paper))]


def _lines(page: pypdfium2.PdfPage, *, inside: bool = True) -> list[tuple[float, str, float, float]]:
    text = page.get_textpage()
    rows: dict[int, list[tuple[float, float, str]]] = {}
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index, loose=True)
        sign = text.get_text_range(index, 1)
        middle = (bottom + top) / 2
        if sign.strip() and (BOTTOM < middle < TOP) == inside:
            rows.setdefault(round(middle / 10), []).append((left, right, sign))
    return [
        (row, "".join(sign for _, _, sign in sorted(signs)), min(signs)[0], max(right for _, right, _ in signs))
        for row, signs in sorted(rows.items(), reverse=True)
    ]


def words_of(paper: Paper) -> str:
    """All words without blanks, page by page."""
    found = (page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf_of(paper)))
    return "".join("".join(found).split())


def test_a_full_page_has_22_lines_of_28_characters_between_the_margins() -> None:
    pages = pages_of(paper_with(Paragraph("字" * 28 * 60)))

    assert [len(lines) for lines in pages[:2]] == [21, 22]  # the line below the title is empty
    assert {text for _, text, _, _ in pages[1]} == {"字" * 28}
    assert all(left > LEFT - 1 and right < RIGHT + 1 for _, _, left, right in pages[1])


def test_text_begins_two_characters_in() -> None:
    [lines] = pages_of(paper_with(Paragraph("字" * 40)))

    assert [len(text) for _, text, _, _ in lines[1:3]] == [26, 14]


@pytest.mark.parametrize("filling", range(14, 24))
def test_no_heading_stands_alone_at_the_end_of_a_page(filling: int) -> None:
    headings = (Paragraph("一、目标", 1), Paragraph("（一）任务", 2))
    pages = pages_of(paper_with(*[Paragraph("满")] * filling, *headings, *[Paragraph(SENTENCE)] * 8))

    assert [lines[-1][1] for lines in pages if lines[-1][1] in {"一、目标", "（一）任务"}] == []


@pytest.mark.parametrize("filling", range(12, 24))
def test_no_page_holds_only_the_signature(filling: int) -> None:
    pages = pages_of(paper_with(*[Paragraph("满")] * filling))

    assert [text for _, text, _, _ in pages[-1]][-3:] == ["满", "望山小学工会", "2026年9月1日"]


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    file = pypdfium2.PdfDocument(pdf_of(paper_with(*[Paragraph(SENTENCE)] * 40)))

    feet = [_lines(page, inside=False) for page in file]
    assert [line[1] for [line] in feet] == ["—1—", "—2—", "—3—", "—4—"][: len(file)]
    assert [left > 105 * MM for [(_, _, left, _)] in feet] == [True, False, True, False][: len(file)]
    assert len(file) > 2


def test_a_mark_stands_in_the_head_of_every_page() -> None:
    file = pypdfium2.PdfDocument(pdf_of(paper_with(*[Paragraph(SENTENCE)] * 30, mark="草稿")))

    assert [_lines(page, inside=False)[0][1] for page in file] == ["草稿"] * len(file)
    assert len(file) > 1


def test_text_comes_through_as_it_was_typed() -> None:
    paper = paper_with(
        Paragraph(HOSTILE, 1), Paragraph(HOSTILE), title="甲<乙>&丙", issuer="#甲_乙", addressee="*丙*", mark="$草"
    )

    words = words_of(paper)

    typed = "".join(HOSTILE.split())
    assert (words.count(typed), words.count("甲<乙>&丙"), words.count("*丙*：")) == (2, 1, 1)
    assert (words.count("#甲_乙"), words.count("$草")) == (1, 1)


def test_a_long_run_of_letters_stays_between_the_margins() -> None:
    address = "https://example.edu.cn/" + "abc123" * 60
    [lines] = pages_of(paper_with(Paragraph(address)))

    assert "".join(text for _, text, _, _ in lines[1:-2]) == address
    assert max(right for _, _, _, right in lines) < RIGHT + 1


def test_headings_are_bookmarks() -> None:
    file = pypdfium2.PdfDocument(
        pdf_of(paper_with(Paragraph("一、目标", 1), Paragraph("（一）任务", 2), Paragraph("文")))
    )

    assert [(mark.level, mark.get_title()) for mark in file.get_toc()] == [(0, "一、目标"), (1, "（一）任务")]


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert (
        pdf_of(paper_with(Paragraph("甲")))
        == pdf_of(paper_with(Paragraph("甲")))
        != pdf_of(paper_with(Paragraph("乙")))
    )


def test_only_free_typefaces_are_used_and_those_of_the_district_win(tmp_path: Path) -> None:
    stranger = tmp_path / "own.otf"
    stranger.write_bytes(Path(pdf.pylopdf_fonts_zh_cn.sans_path()).read_bytes())

    assert {name.split("+")[-1] for name in fonts_of(paper_with())} == {"NotoSerifSC-Regular"}
    inputs = pdf._inputs(paper_with(), ["FangSong", "SimHei"])
    assert (inputs["faces"]["body"][0], inputs["faces"]["first"][0]) == ("FangSong", "SimHei")
    assert "Noto Sans SC" in pdf._fonts(str(tmp_path)).families()


def fonts_of(paper: Paper) -> set[str]:
    """The names of all typefaces."""
    names = set()
    for page in pypdfium2.PdfDocument(pdf_of(paper)):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            from ctypes import c_int, create_string_buffer

            buffer, flags = create_string_buffer(200), c_int()
            FPDFText_GetFontInfo(text.raw, index, buffer, 200, flags)
            names.add(buffer.value.decode())
    return names - {""}
