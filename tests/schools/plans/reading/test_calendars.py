"""Calendars as schools set them: cells that number their entries, tables that lost their lines, rows that stay empty."""
# ruff: noqa: E501 - documents and expectations stand side by side

from __future__ import annotations

import pytest

from tests.schools.plans.reading.test_notations import HEAD, Task, dated, tasks_of

CASES: dict[str, tuple[str, list[Task]]] = {
    "cells that number their entries like headings": (
        "2025年工会文体活动计划\n月份\n内容\n备注\n1月\n寒假\n3月\n一、健身节：\n1、棋牌赛\n4月\n2、跳绳赛（4月21日）\n5月\n一、网球赛\n二、登山\n6月\n一、体检\n三、工作要求\n1、按时上报。",
        dated(("寒假", [1]), ("棋牌赛", [3]), ("跳绳赛（4月21日）", [4]), ("网球赛", [5]), ("登山", [5]), ("体检", [6])),
    ),
    "rows without entries": (
        HEAD + "二、月份安排\n月份\n内容\n负责\n三月\n三八活动\n张\n四月\n五月\n表彰\n李",
        dated(("三八活动", [3]), ("表彰", [5])),
    ),
    "bars without a head": (
        "2025年工会行事历\n| 3月 | 1.三八活动 2.学雷锋 | 张 |\n| 4月 | 春游 | |\n| 5月 | 体检 | 王 |\n说明：如有变动另行通知",
        dated(("三八活动", [3]), ("学雷锋", [3]), ("春游", [4]), ("体检", [5])),
    ),
    "a date in brackets": (
        HEAD + "二、主要工作\n1、教师节慰问（9.10）\n2、上报名册（11.5前）\n3、会费(0.5%)",
        dated(("教师节慰问（9.10）", [9]), ("上报名册（11.5前）", [11]), ("会费(0.5%)", [])),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_calendar(name: str) -> None:
    text, expected = CASES[name]

    assert tasks_of(text) == expected
