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
