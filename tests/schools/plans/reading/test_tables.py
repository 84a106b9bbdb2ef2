"""Tables of Word and Excel: rows that part a table, totals, titles that call themselves an annex."""

from __future__ import annotations

import docx

from schools.plans.reading import read_file
from tests.schools.plans.reading.office import add_table, saved, workbook


def test_rows_over_all_columns_are_sections() -> None:
    rows = [
        ["2026年工会任务分解表", None, None],
        ["序号", "工作任务", "完成时间"],
        ["一、抓学习", None, None],
        [1, "主题宣讲", "3月"],
        ["二、抓民主", None, None],
        [2, "换届选举", "4月"],
        [3, "提案答复", "5—6月"],
    ]

    [plan] = read_file("表.xlsx", workbook({"表": rows}, {"表": ["A1:C1", "A3:C3", "A5:C5"]})).plans

    assert [section.title for section in plan.sections] == ["抓学习", "抓民主"]
    assert [(task.section, task.text, task.months) for task in plan.tasks] == [
        ("抓学习", "主题宣讲", (3,)),
        ("抓民主", "换届选举", (4,)),
        ("抓民主", "提案答复", (5, 6)),
    ]


def test_a_total_is_no_task_and_an_annex_has_a_title() -> None:
    document = docx.Document()
    document.add_paragraph("附件1：2026年工会活动计划表")
    add_table(
        document,
        [["序号", "活动", "时间", "经费"], ["1", "插花", "3月8日前后", "300元"], ["", "合计", "", "300元"]],
    )

    [plan] = read_file("表.docx", saved(document)).plans

    assert (plan.title, plan.year) == ("2026年工会活动计划表", 2026)
    assert [(task.text, task.months) for task in plan.tasks] == [("插花", (3,))]


def test_notes_and_lists_of_money_beside_a_calendar_are_no_tasks() -> None:
    document = docx.Document()
    document.add_paragraph("2025学年第一学期工会工作计划")
    add_table(document, [["月份", "内容"], ["九月", "计划"], ["十月", "（1）家访（2）拔河"], ["备注：", "视情况调整"]])
    document.add_paragraph("二、经费安排")
    add_table(document, [["项目", "金额"], ["慰问", "5000"], ["活动", "8000"]])

    [plan] = read_file("计划.docx", saved(document)).plans
    assert [(task.text, list(task.months)) for task in plan.tasks] == [("计划", [9]), ("家访", [10]), ("拔河", [10])]
