"""Reading a published sheet: what was lost first, the rule with the level reached, old sheets without either."""

from district.collection.score_sheets import all_remarks, loose_remarks, points_of

RULE = [{"label": "优", "points": 30, "text": "九成有时间"}, {"label": "良", "points": 24, "text": "七成有时间"},
        {"label": "中", "points": 18, "text": "五成有时间"}]  # fmt: skip


def row(title: str, points: float | None, **more: object) -> dict[str, object]:
    return {"title": title, "points": points, "weight": 30, "level": "", "reason": "", "applies": points is not None,
            "is_counted": True, **more}  # fmt: skip


def remark(line: int, text: str) -> dict[str, object]:
    return {"line": line, "anchor": "x", "quote": "适时开展", "text": text, "is_required": True}


def test_what_cost_most_comes_first_and_what_costs_nothing_keeps_its_place() -> None:
    rows = [row("甲", 30), row("乙", 18), row("丙", None), row("丁", 24), row("戊", 9, is_counted=False)]

    points = points_of({"rows": rows})

    assert [(point.title, point.lost_label) for point in points] == [
        ("乙", "12"), ("丁", "6"), ("甲", ""), ("丙", ""), ("戊", ""),
    ]  # fmt: skip
    assert [point.title for point in points_of({"rows": rows}, order="sheet")] == ["甲", "乙", "丙", "丁", "戊"]


def test_a_point_opens_its_rule_and_its_remarks() -> None:
    sheet = {"rows": [row("甲", 24, levels=RULE, remarks=[remark(12, "写明日期。")])], "remarks": [remark(3, "太长。")]}

    [point] = points_of(sheet)

    assert [(level.label, level.points, level.is_reached) for level in point.rule] == [
        ("优", "30", False), ("良", "24", True), ("中", "18", False),
    ]  # fmt: skip
    assert [(each.line, each.quote, each.kind_label) for each in point.remarks] == [(12, "适时开展", "须改")]
    assert [each.text for each in loose_remarks(sheet)] == ["太长。"]
    assert [each.line for each in all_remarks(sheet)] == [3, 12]


def test_a_mean_of_several_reviewers_lies_between_two_levels() -> None:
    [between] = points_of({"rows": [row("甲", 21.5, levels=RULE)]})
    [exactly] = points_of({"rows": [row("甲", 24, levels=RULE)]})

    assert (between.between, exactly.between) == ("良与中之间", "")


def test_a_sheet_of_an_earlier_year_is_read() -> None:
    old = {"title": "任务可检查", "points": 24, "weight": 30, "level": "良", "text": "", "reason": "", "applies": True}

    [point] = points_of({"rows": [old]})

    assert (point.points, point.is_counted, list(point.rule), list(point.remarks)) == ("24", True, [], [])
