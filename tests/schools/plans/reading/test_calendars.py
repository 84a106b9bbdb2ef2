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
    "a run of numbered months is read alike": (
        HEAD + "二、重点工作\n1.九月：（1）教师节活动（2）困难摸底\n2.十月：（1）重阳节（2）秋游\n3.十一月：气排球赛\n三、活动经费\n1.会费2万元。",
        dated(("教师节活动", [9]), ("困难摸底", [9]), ("重阳节", [10]), ("秋游", [10]), ("气排球赛", [11])),
    ),
    "months of an item, then the next item": (
        HEAD + "二、文体活动\n1、每月一项活动，如下：\n2月：象棋赛\n3月：跳绳\n4月：球赛\n2、参加市运会。",
        dated(("象棋赛", [2]), ("跳绳", [3]), ("球赛", [4]), ("参加市运会。", [])),
    ),
    "months with a theme": (
        "工会活动安排（2018.9—2019.1）\n九月份（尊师月）\n1.教师座谈\n十月份（敬老月）\n重阳登高\n十一月（心理健康周）\n十二月份（民主月）\n1.教代会\n一月份（总结月）\n1.工会工作总结",
        dated(("教师座谈", [9]), ("重阳登高", [10]), ("（心理健康周）", [11]), ("教代会", [12]), ("工会工作总结", [1])),
    ),
    "dates with the week in brackets": (
        "2025学年第一学期工会行事历\n9月1日—9月7日（第1周）\n1.开学会议\n9月8日—9月14日（第2周）\n教师节表彰\n9月29日—10月5日（第五周）\n国庆歌咏",
        dated(("开学会议", [9]), ("教师节表彰", [9]), ("国庆歌咏", [9, 10])),
    ),
    "an Arabic number before the calendar's heading": (
        "2025年工会计划\n1、指导思想\n服务。\n2、主要工作\n2.1建家\n2.2换届\n3、具体安排\n九月：教师节\n十月：秋游",
        dated(("建家", []), ("换届", []), ("教师节", [9]), ("秋游", [10])),
    ),
    "key work and measures in columns": (
        "2025年工会重点工作推进表\n序号\t重点工作\t具体举措\t完成时限\n1\t思想引领\t主题宣讲\t3月底前\n2\t民主管理\t提案督办\t全年\n3\t服务\t体检\t5—6月",
        dated(("主题宣讲", [3]), ("提案督办", []), ("体检", [5, 6])),
    ),
    "days named by numbers behind a month": (
        "青禾学校工会工作安排\n3月、三八茶话会\n4月、教代会\n5月、五四、五一活动\n7月、8月、疗养",
        dated(("三八茶话会", [3]), ("教代会", [4]), ("五四、五一活动", [5]), ("疗养", [7, 8])),
    ),
    "the whole year in brackets": (
        "2025年工会月历\n【2月】\n• 计划\n【3月】\n• 插花\n【4月】\n• 植树（4.8）\n【全年】\n• 生日慰问",
        dated(("计划", [2]), ("插花", [3]), ("植树（4.8）", [4]), ("生日慰问", [])),
    ),
    "both terms of a school year": (
        "2025—2026学年度工会活动计划\n第一学期\n9月：表彰\n10月：登山\n11月：拔河\n第二学期\n3月：插花\n4月：春游",
        dated(("表彰", [9]), ("登山", [10]), ("拔河", [11]), ("插花", [3]), ("春游", [4])),
    ),
    "bullets that begin with a month": (
        HEAD + "二、主要活动\n◆ 3月 插花\n◆ 5月：技能赛\n◆ 9月 表彰",
        dated(("3月 插花", [3]), ("5月：技能赛", [5]), ("9月 表彰", [9])),
    ),
    "a note below the last month": (
        "2025年工会工作安排\n5月\n1.表彰\n6月\n1.体检\n2.半年总结\n备注：如有变动，另行通知。",
        dated(("表彰", [5]), ("体检", [6]), ("半年总结", [6])),
    ),
    "an aim with its measure is an action": (
        HEAD + "二、主要工作\n1、目标：人人读书。措施：9月办读书会。\n2、目标：人人健康。\n3、登山。",
        dated(("目标：人人读书。措施：9月办读书会。", [9]), ("登山。", [])),
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
