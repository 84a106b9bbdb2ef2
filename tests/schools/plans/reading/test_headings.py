"""Headings without number, lines that announce a list, and documents whose headings tell that they are no plan."""
# ruff: noqa: E501 - documents and expectations stand side by side

from __future__ import annotations

from schools.plans.reading import read_text
from tests.schools.plans.reading.test_notations import HEAD


def outline(text: str) -> tuple[list[str], list[tuple[str | None, str]]]:
    [plan] = read_text(text).plans
    return [section.title for section in plan.sections], [(task.section, task.text) for task in plan.tasks]


def test_short_lines_over_lists_are_headings_from_the_first_on() -> None:
    text = HEAD + "二、具体做法\n学习方面：\n1、学法规。\n2、写心得。\n活动方面：\n1、登山。\n宣传\n1、办简报。"

    assert outline(text) == (
        ["指导思想", "具体做法", "学习方面", "活动方面", "宣传"],
        [("学习方面", "学法规。"), ("学习方面", "写心得。"), ("活动方面", "登山。"), ("宣传", "办简报。")],
    )


def test_a_line_that_announces_the_list_is_no_heading() -> None:
    text = HEAD + "二、具体做法\n今年做好几项工作：\n1、学法规。\n2、登山。\n宣传方面\n1、办简报。"

    assert outline(text)[0] == ["指导思想", "具体做法", "宣传方面"]


def test_a_line_that_announces_another_list_belongs_to_no_item() -> None:
    text = "2025年工会工作计划\n1.召开教代会。\n2.慰问教师。\n下学期还要努力做好以下几个方面的工作，请大家支持：\n1.建好小家。\n2.办好简报。"

    assert [task for _, task in outline(text)[1]] == ["召开教代会。", "慰问教师。", "建好小家。", "办好简报。"]


def test_the_scheme_of_one_event_is_no_work_plan() -> None:
    text = "教工登山活动计划\n一、指导思想\n强身健体。\n二、活动目的\n增进友谊。\n三、活动时间：4月8日\n四、参加人员\n全体教职工\n五、活动内容及流程\n1、集合。\n2、登山。\n六、活动经费：500元"

    reading = read_text(text)

    assert (reading.plans, reading.warnings) == ((), ("这不像一份工作计划，没有读出任务。",))


def test_numbers_behind_a_word_and_roman_numbers_head_lists() -> None:
    counted = "工会2026年重点工作\n重点工作一：抓学习\n1.讲座\n2.评优\n重点工作二：抓民主\n1.换届\n2.提案"
    roman = "工会工作计划\nⅠ、工作目标\n1、满意率95%\nⅡ、主要工作\n1、换届\n2、建家"

    assert outline(counted) == (
        ["抓学习", "抓民主"],
        [("抓学习", "讲座"), ("抓学习", "评优"), ("抓民主", "换届"), ("抓民主", "提案")],
    )
    assert outline(roman) == (["工作目标", "主要工作"], [("主要工作", "换届"), ("主要工作", "建家")])


def test_terms_of_a_school_year_are_headings_and_leave_its_term() -> None:
    [plan] = read_text(
        "2025—2026学年度工会活动计划\n第一学期\n9月：表彰\n10月：登山\n第二学期\n3月：插花\n4月：春游"
    ).plans

    assert (plan.term, [section.title for section in plan.sections]) == ("year", ["第一学期", "第二学期"])


def test_a_term_and_a_school_may_stand_before_the_title() -> None:
    [plan] = read_text(
        "2025-2026学年第二学期\n青禾幼儿园工会活动安排\n二月\n开会\n收名单\n三月\n插花\n四月\n春游"
    ).plans

    assert (plan.title, plan.year, plan.term) == ("2025-2026学年第二学期青禾幼儿园工会活动安排", 2025, "second")
