"""Texts that a web page, a converter or a copier damaged: what can be mended is, the rest is left out or said."""
# ruff: noqa: E501 - documents and expectations stand side by side

from __future__ import annotations

import time

import pytest

from schools.plans.reading import read_text
from tests.schools.plans.reading.test_notations import HEAD, Task, dated, plain, tasks_of

CASES: dict[str, tuple[str, list[Task]]] = {
    "numbers that a converter shifted by one byte": (
        "2024年工會工作計劃\n。ㄒ唬┱J(rèn)真學習\n1、學法規。\n。ǘ┥罨瘓@務(wù)公開\n2、辦公開欄。\n。ㄋ模┘訌姽芾怼\n1、管經費。",
        plain("學法規。", "辦公開欄。", "管經費。"),
    ),
    "everything on one line, items glued to headings": (
        "青禾学校妇女工作计划本学期，女教职工小组继续做好服务工作，丰富大家的生活，特作如下安排。一、抓学习，促成长1、每月读一本好书。2、学习女职工权益法规。二、抓活动，促健康1、三月份组织插花。2、五月份组织球赛。",
        [("每月读一本好书。", [], "monthly"), *dated(("学习女职工权益法规。", []), ("三月份组织插花。", [3]), ("五月份组织球赛。", [5]))],
    ),
    "one line with weeks, months, bullets": (
        "2024年秋季工会工作计划 一、常规工作 ● 收会费 ● 办简报 二、 活动 1、登山。2、10月：球赛。三、周安排 第一周（9.1—9.7） 1.开会。2.慰问。第二周（9.8-9.14） 表彰。四、逐月安排 （一）十月 1.体检。（二）十一月、十二月 1.评比。2.总结。",
        dated(
            ("收会费", []), ("办简报", []), ("登山。", []), ("10月：球赛。", [10]), ("开会。", [9]), ("慰问。", [9]), ("表彰。", [9]),
            ("体检。", [10]), ("评比。", [11, 12]), ("总结。", [11, 12]),
        ),
    ),
    "wrapped within brackets and before a short end": (
        "2024年青禾小学工会工作计划\n一、主要工作\n1、组织全体教职工学习工会法规，提高大家的认识和\n能力，完成上级交给的各项学习任务，并且做好记录\n工作。\n2、认真安排好教职工体检（时间：九月，负责人：张\n三）和疗休养，关心离退休教职工，坚持走访慰问制\n度，把服务落到实处。\n3、召开教代会。\n4、慰问困难教师。",
        dated(
            ("组织全体教职工学习工会法规，提高大家的认识和能力，完成上级交给的各项学习任务，并且做好记录工作。", []),
            ("认真安排好教职工体检（时间：九月，负责人：张三）和疗休养，关心离退休教职工，坚持走访慰问制度，把服务落到实处。", [9]),
            ("召开教代会。", []), ("慰问困难教师。", []),
        ),
    ),
    "an imprint below the signature": (
        HEAD + "二、主要工作\n1、召开教代会。\n2、组织体检。\n青禾小学工会\n二〇二四年二月二十日\n主题词：工会 计划\n抄送：区教育工会",
        plain("召开教代会。", "组织体检。"),
    ),
    "an appeal to the readers": (
        HEAD + "二、主要工作\n1、球赛。\n参赛分三组。\n2、登山。\n请全体教师多提意见，谢谢！",
        plain("球赛。参赛分三组。", "登山。"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_damage(name: str) -> None:
    text, expected = CASES[name]

    assert tasks_of(text) == expected


def test_shifted_headings_are_sections() -> None:
    text = "2024年工會計劃\n。ㄒ唬┱J(rèn)真學習\n1、學法規。\n。ㄎ澹┚S護權益\n1、聽意見。"

    [plan] = read_text(text).plans

    assert [section.title for section in plan.sections] == ["認真學習", "維護權益"]


def test_a_megabyte_of_wrapped_prose_takes_no_more_than_a_moment() -> None:
    started = time.process_time()

    [plan] = read_text(
        HEAD + "二、主要工作\n" + "组织教职工开展活动慰问困难教师春季登山合唱读书参观学习\n" * 12_000
    ).plans

    assert plan.tasks == ()
    assert time.process_time() - started < 6
