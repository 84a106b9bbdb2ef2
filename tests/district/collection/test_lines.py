"""A copy as lines, and two copies compared."""

from district.collection.lines import area_counts, compare, lines_of, timed_counts

S1, S2, S3 = "5f0c4a64-0000-4000-8000-000000000001", "5f0c4a64-0000-4000-8000-000000000002", "5f0c4a64-03"


def payload(*tasks: dict[str, object], title: str = "计划", body: str = "") -> dict[str, object]:
    return {
        "schema": 1, "plan_uid": "p", "title": title, "year": 2026, "term": "first", "author": "沈静姝",
        "sections": [
            {"uid": S1, "level": 1, "title": "指导思想", "body": body},
            {"uid": S2, "level": 1, "title": "主要工作", "body": ""},
            {"uid": S3, "level": 2, "title": "民主管理", "body": ""},
        ],
        "tasks": list(tasks),
    }  # fmt: skip


def task(text: str, section: str | None = S3, **fields: object) -> dict[str, object]:
    base = {"uid": f"t-{text}", "section_uid": section, "text": text, "area": "", "months": [], "dates": "",
            "recurrence": "", "owner": "", "weight": 1}  # fmt: skip
    return {**base, **fields}


def test_lines_are_numbered_in_document_order() -> None:
    lines = lines_of(
        payload(task("开教代会。", months=[3, 4], owner="沈静姝"), task("先做。", None), body="甲。\n\n乙。")
    )

    assert [(line.number, line.kind, line.text, line.mark) for line in lines] == [
        (1, "title", "计划", ""),
        (2, "task", "1. 先做。", ""),
        (3, "heading", "一、指导思想", ""),
        (4, "text", "甲。", ""),
        (5, "text", "乙。", ""),
        (6, "heading", "二、主要工作", ""),
        (7, "heading", "（一）民主管理", ""),
        (8, "task", "1. 开教代会。", "3月、4月，沈静姝"),
    ]
    assert (lines[0].anchor, lines[1].anchor, lines[4].anchor) == ("p", "t-先做。", S1)


def test_a_heading_that_brings_its_number_keeps_it() -> None:
    document = payload()
    document["sections"] = [{"uid": S1, "level": 1, "title": "三、工作目标", "body": ""}]

    assert lines_of(document)[1].text == "三、工作目标"


def test_a_task_of_an_unknown_section_is_not_lost() -> None:
    assert [line.text for line in lines_of(payload(task("孤儿。", "gone")))][1] == "1. 孤儿。"


def test_dates_stand_before_months_and_recurrence_follows() -> None:
    [line] = [each for each in lines_of(payload(task("例会。", months=[3], dates="3月22日", recurrence="monthly")))
              if each.kind == "task"]  # fmt: skip

    assert line.mark == "3月22日，每月"


def test_an_equal_copy_has_no_difference() -> None:
    assert compare(payload(task("甲。")), payload(task("甲。"))).is_same is True


def test_changed_added_and_removed_lines_are_told_apart() -> None:
    old = payload(task("教代会提案及时交办、及时答复。"), task("旧任务要删掉。"))
    new = payload(task("教代会提案5日内交办、及时答复。"), task("完全另一件事XYZ"), task("QQQ"))

    assert compare(old, new).facts == ["改1行", "增2行", "删1行"]


def test_an_inserted_task_does_not_change_the_numbers_after_it() -> None:
    found = compare(
        payload(task("甲甲甲。"), task("乙乙乙。")), payload(task("丙丙丙。"), task("甲甲甲。"), task("乙乙乙。"))
    )

    assert found.facts == ["增1行"]


def test_another_area_or_owner_is_a_change() -> None:
    [row] = compare(payload(task("慰问。", area="care")), payload(task("慰问。", area="women", owner="甲"))).changes[
        -1:
    ]

    assert ("".join(text for _, text in row.old), "".join(text for _, text in row.new)) == (
        "慰问。〔送温暖与福利〕", "慰问。〔甲，女教职工〕",
    )  # fmt: skip


def test_what_the_system_counts() -> None:
    document = payload(task("a", area="care", months=[3]), task("b", area="care", owner="甲"), task("c", area="women"))

    assert timed_counts(document) == (3, 1, 1)
    written, absent = area_counts(document)
    assert (written, len(absent), "女教职工" in absent) == (2, 10, False)
