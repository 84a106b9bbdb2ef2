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
