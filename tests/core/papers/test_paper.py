"""What a paper says: date, attachments, where the issuer stands, where a title is cut, what is left of typed text."""

from datetime import date

import pytest

from core.papers.paper import lines_of
from tests.core.papers.samples import paper_with


def test_the_date_has_no_leading_zeros() -> None:
    assert paper_with(dated=date(2026, 9, 1)).date_line == "2026年9月1日"


@pytest.mark.parametrize(
    ("names", "lines"),
    [((), []), (("名单",), ["附件：名单"]), (("名单", "安排"), ["附件：1.名单", "2.安排"])],
)
def test_several_attachments_are_numbered(names: tuple[str, ...], lines: list[str]) -> None:
    assert paper_with(attachments=names).attachment_lines == lines


@pytest.mark.parametrize(("issuer", "right"), [("望山小学工会", 4.0), ("工会", 6.0), ("字" * 30, 0.0)])
def test_the_issuer_is_centred_above_the_date_and_stays_on_the_page(issuer: str, right: float) -> None:
    assert paper_with(issuer=issuer).issuer_from_right == right


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("望山小学工会工作计划", ["望山小学工会工作计划"]),
        (
            "青禾区望山小学教育工会2026学年第一学期工作计划",
            ["青禾区望山小学教育工会", "2026学年第一学期工作计划"],
        ),
        ("a" * 50, ["a" * 25, "a" * 25]),
    ],
)
def test_a_long_title_is_cut_evenly_where_words_end(title: str, lines: list[str]) -> None:
    assert paper_with(title=title).title_lines == lines


@pytest.mark.parametrize("length", range(1, 121, 7))
def test_cutting_loses_nothing_of_a_title(length: int) -> None:
    title = ("关于2026年“双减”工作（试行）的《通知》" * 8)[:length]

    assert "".join(paper_with(title=title).title_lines) == title


def test_lines_lose_blank_edges_and_control_signs_but_nothing_else() -> None:
    assert lines_of("\u3000\u3000一\x0b二  三\x07四\t五\n\n \r\n<六>\u200b&\u3000七") == [
        "一",
        "二  三四 五",
        "<六>&\u3000七",
    ]
