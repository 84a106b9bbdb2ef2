"""The text of summaries: only what was recorded, nobody by name, and nothing that people wrote gets lost."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from schools.records.summary_text import (
    MOST_LINES,
    OUTLOOK,
    REASON,
    AreaLines,
    Material,
    MissingLine,
    RecordLine,
    masked,
    renewed,
    sections_of,
    totals,
)

MEETING = RecordLine(date(2026, 10, 23), "六届一次教代会", "congress", "报告厅", 28, Decimal("3.0"), Decimal("120.50"))
VISIT = RecordLine(date(2026, 9, 22), "慰问住院教师何青云", "care", people=3)
CONGRESS = AreaLines(
    "congress", "民主管理", 4, 3, Fraction(3, 4), (MissingLine("征集教代会提案，由何青云负责。", 1, 0),)
)


def material(*records: RecordLine, areas: tuple[AreaLines, ...] = (CONGRESS,)) -> Material:
    return Material(
        "2026学年第一学期", "望山小学工会工作计划", date(2026, 11, 24), 4, 3, Fraction(3, 4), areas, records,
        frozenset({"何青云"}),
    )  # fmt: skip


def test_the_whole_summary() -> None:
    parts = sections_of(material(MEETING, VISIT))

    assert [(part.topic, part.level, part.title) for part in parts] == [
        ("opening", 1, "基本情况"), ("", 1, "主要工作"), ("congress", 2, "民主管理"), ("care", 2, "送温暖与福利"),
        ("totals", 1, "工作量统计"), ("next", 1, "下一步工作"),
    ]  # fmt: skip
    assert parts[0].body == (
        "2026学年第一学期，学校工会围绕《望山小学工会工作计划》开展工作。"
        "计划应有记录4条，已有3条，完成率75%。以下数字截至2026年11月24日。"
    )
    assert parts[2].body.splitlines() == [
        "按计划应有记录4条，已有3条，完成率75%。",
        "10月23日，六届一次教代会，地点报告厅，28人参加。",
        f"“征集教代会提案，由×××负责”到期应有1条，已有0条，原因：{REASON}。",
    ]
    assert parts[3].body.splitlines() == [
        "计划里没有这一领域的任务，另外开展工作1次。",
        "9月22日，慰问住院教师×××，3人参加。",
    ]
    assert parts[4].body == "共登记工作记录2条，参加31人次，用时3小时（1条有登记），支出120.50元（1条有登记）。"
    assert parts[5].body == OUTLOOK


def test_many_records_become_a_line_a_month() -> None:
    days = [date(2026, 9, 1) + timedelta(days=offset) for offset in range(120)]
    records = [RecordLine(day, f"第{at % 3}种活动", "congress", people=10) for at, day in enumerate(days)]

    body = sections_of(material(*records))[2].body.splitlines()

    assert body[1] == "9月，第0种活动、第1种活动等，共30次，参加300人次。"
    assert len(body) == 1 + 4 + 1


def test_many_missing_tasks_are_counted() -> None:
    missing = tuple(MissingLine(f"任务{number}", 1, 0) for number in range(MOST_LINES + 3))
    area = AreaLines("care", "送温暖与福利", 15, 0, Fraction(0), missing)

    body = sections_of(material(areas=(area,)))[2].body.splitlines()

    assert body[-1] == f"另有3项到期没有完成，原因：{REASON}。"
    assert len(body) == 1 + MOST_LINES + 1


def test_areas_with_nothing_are_left_out_and_without_records_have_one_line() -> None:
    quiet = AreaLines("funds", "经费与审计", 2, 0, Fraction(0))
    nothing = AreaLines("women", "女教职工", 0, 0, None)

    parts = sections_of(material(areas=(quiet, nothing)))

    assert [(part.topic, part.body) for part in parts[2:-2]] == [
        ("funds", "按计划应有记录2条，已有0条，完成率0%。"),
    ]
    assert totals([]) == "这段时间没有登记工作记录。"


def test_of_overlapping_names_the_longer_one_goes() -> None:
    assert masked("看望陈砚秋、\n陈砚老师。", frozenset({"陈砚", "陈砚秋", "看"})) == "看望×××、 ×××老师"


LINE = f"“征集提案”到期应有2条，已有0条，原因：{REASON}。"


def test_a_reason_stays_when_the_figures_move() -> None:
    mine = "“征集提案”到期应有2条，已有0条，原因：等教代会换届。"
    fresh = f"按计划应有记录4条。\n“征集提案”到期应有3条，已有1条，原因：{REASON}。"

    assert renewed(LINE, mine, fresh).splitlines() == [
        "按计划应有记录4条。", "“征集提案”到期应有3条，已有1条，原因：等教代会换届。",
    ]  # fmt: skip


def test_a_reason_for_what_is_done_by_now_stands_at_the_end() -> None:
    mine = "“征集提案”到期应有2条，已有0条，原因：等教代会换届。"
    assert renewed(LINE, mine, "按计划应有记录4条。").splitlines() == ["按计划应有记录4条。", mine]


def test_an_untouched_section_is_simply_new() -> None:
    assert renewed("甲。\n乙。", "甲。\n乙。", "甲。\n乙。\n丙。") == "甲。\n乙。\n丙。"


texts = st.lists(st.sampled_from(["甲。", "乙活动，3人参加。", "乙活动，4人参加。", LINE]), max_size=5)


@settings(max_examples=50)
@given(texts, texts, st.lists(st.sampled_from(["教师们很投入。", "甲甲。", "乙活动，很热闹。"]), max_size=3))
def test_nothing_that_people_wrote_is_lost(drafted: list[str], fresh: list[str], own: list[str]) -> None:
    current = [*drafted[:2], *own, *drafted[2:]]

    found = renewed("\n".join(drafted), "\n".join(current), "\n".join(fresh)).splitlines()

    assert set(own) <= set(found)
    assert len(found) >= len(fresh)


@settings(max_examples=50)
@given(st.lists(st.builds(
    RecordLine, st.dates(date(2026, 9, 1), date(2027, 8, 31)), st.text(max_size=12), st.sampled_from(["care", "women"]),
    people=st.none() | st.integers(0, 500),
), max_size=40))  # fmt: skip
def test_the_order_of_records_changes_nothing_and_texts_stay_short(records: list[RecordLine]) -> None:
    parts = sections_of(material(*records))

    assert parts == sections_of(material(*reversed(records)))
    assert all(len(part.body.splitlines()) <= 1 + 12 + 1 for part in parts)
