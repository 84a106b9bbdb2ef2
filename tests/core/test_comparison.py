"""Two texts side by side: nothing is lost, and what happened to a line has a word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.comparison import Comparison, Piece, Row, TextLine, compare


def lines(*texts: str) -> list[TextLine]:
    return [TextLine(text, text.endswith("、")) for text in texts]


def plain(pieces: list[Piece]) -> str:
    return "".join(text for _, text in pieces)


def said(found: Comparison) -> list[tuple[str, str, str]]:
    return [
        (row.word, "".join(text for _, text in row.old), "".join(text for _, text in row.new)) for row in found.rows
    ]


def test_words_within_a_line_are_marked() -> None:
    [row] = compare(lines("教代会提案及时交办、及时答复。"), lines("教代会提案5日内交办、及时答复。")).rows

    assert row == Row(
        "changed",
        [("same", "教代会提案"), ("gone", "及时"), ("same", "交办、及时答复。")],
        [("same", "教代会提案"), ("new", "5日内"), ("same", "交办、及时答复。")],
    )


def test_added_removed_and_moved_lines_are_told_apart() -> None:
    found = compare(lines("甲、", "例会。", "春游。", "乙、", "丙、"), lines("甲、", "乙、", "丙、", "例会。", "XYZ"))

    assert said(found) == [
        ("", "甲、", "甲、"), ("移走", "例会。", ""), ("删", "春游。", ""), ("", "乙、", "乙、"),
        ("", "丙、", "丙、"), ("移来", "", "例会。"), ("增", "", "XYZ"),
    ]  # fmt: skip
    assert found.facts == ["增1行", "删1行", "移1行"]


def test_changes_stand_below_their_heading_and_the_rest_is_counted() -> None:
    old = lines("计划", "一、", "a1", "a2", "二、", "b1", "b2")
    found = compare(old, lines("计划", "一、", "a1", "a2", "二、", "b1", "B0000"))

    assert [(row.kind, plain(row.old)) for row in found.changes][:2] == [("skipped", "5行相同"), ("same", "二、")]
    assert compare(old, old).is_same
    assert compare(old, old).changes == []


texts = st.lists(st.sampled_from(["甲", "乙活动", "乙活动。", "丙、", "丁丁丁", "甲乙"]), max_size=9)


@settings(max_examples=100)
@given(texts, texts)
def test_both_sides_are_whole_and_in_order(old: list[str], new: list[str]) -> None:
    rows = compare(lines(*old), lines(*new)).rows

    assert [plain(row.old) for row in rows if row.old] == old
    assert [plain(row.new) for row in rows if row.new] == new
    assert sum(1 for row in rows if row.word == "移走") == sum(1 for row in rows if row.word == "移来")
