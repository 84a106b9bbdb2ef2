"""Whole readings: titles with year and term, several plans in one source, non-plans, doubts, source lines."""
# ruff: noqa: E501 - documents and expectations stand side by side

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.plans.reading import DEFAULT_RULES, AreaRule, PlanUnreadable, propose_area, read_text
from schools.plans.reading.folding import fold
from schools.plans.reading.titles import term_of, year_of

BODY = "一、指导思想\n服务教职工。\n二、主要工作\n1、召开教代会。\n2、组织体检。\n"

PERIODS: dict[str, tuple[int | None, str | None]] = {
    "2023年学校工会工作计划": (2023, "year"),
    "2012学年第二学期工会工作计划": (2012, "second"),
    "2025-2026学年度第一学期工会计划": (2025, "first"),
    "2025—2026学年工会工作计划": (2025, "year"),
    "20212021学年度下学期工会计划": (2021, "second"),
    "20111——201112工会工作计划": (2011, "year"),
    "2026年春季工会工作计划": (2026, "second"),
    "2024年秋季学期工会计划": (2024, "first"),
    "二〇二六年工会工作要点": (2026, "year"),
    "二○一二学年上学期工会计划": (2012, "first"),
    "20xx年工会工作计划": (None, "year"),
    "20XX—20XX学年第一学期工会计划": (None, "first"),
    "二00x年工会工作计划": (None, "year"),
    "XX年工会工作计划": (None, "year"),
    "学校工会工作计划": (None, None),
    "新学期工会工作计划": (None, None),
    "2024年上半年工会工作计划": (2024, "half1"),
    "2023学年其次学期工会计划": (2023, "second"),
    "2023年工会工作总结暨2024年工作计划": (2024, "year"),
    "2023-2024学年(下)工会工作计划": (2023, "second"),
    "２０２４年工会工作计划": (2024, "year"),
    "2023～2024學年第二學期工會工作計劃": (2023, "second"),
}


@pytest.mark.parametrize("title", PERIODS)
def test_year_and_term_of_a_title(title: str) -> None:
    assert (year_of(fold(title)), term_of(fold(title))) == PERIODS[title]


def test_title_school_and_subtitle_lines() -> None:
    [plan] = read_text(f"青禾区第一小学\n工会工作计划\n（2024—2025学年第一学期）\n{BODY}").plans

    assert (plan.title, plan.year, plan.term) == ("青禾区第一小学工会工作计划", 2024, "first")


@pytest.mark.parametrize(
    ("labels", "titles"),
    [
        (("篇1", "篇2"), ["工会工作计划合集", "工会工作计划合集"]),
        (("第1篇", "第2篇"), ["工会工作计划合集", "工会工作计划合集"]),
        (("篇一：2023年工会计划", "篇二：2024年工会计划"), ["2023年工会计划", "2024年工会计划"]),
        (("小学工会工作计划1", "小学工会工作计划2"), ["小学工会工作计划1", "小学工会工作计划2"]),
        (("2023年小学工会工作计划", "2024年小学工会工作计划"), ["2023年小学工会工作计划", "2024年小学工会工作计划"]),
    ],
)
def test_several_plans_in_one_source(labels: tuple[str, str], titles: list[str]) -> None:
    head = "" if labels[0].startswith("2023") else "工会工作计划合集\n"

    reading = read_text(f"{head}{labels[0]}\n{BODY}{labels[1]}\n{BODY}3、评选标兵。\n")

    assert [(plan.title, len(plan.tasks)) for plan in reading.plans] == [(titles[0], 2), (titles[1], 3)]


def test_untitled_plans_part_where_numbers_start_again() -> None:
    reading = read_text(
        f"{BODY}在新的学年里，我们的工作计划如下：\n一、自身建设\n1、组织培训。\n二、民主管理\n1、公开校务。\n"
    )

    assert [[task.text for task in plan.tasks] for plan in reading.plans] == [
        ["召开教代会。", "组织体检。"],
        ["组织培训。", "公开校务。"],
    ]
    assert reading.warnings == ("第1份计划：没有找到标题。", "第2份计划：没有找到标题。")


def test_a_review_among_plans_has_no_tasks() -> None:
    review = "本学期做了许多工作，现就工会工作作简单回顾：\n1.干部队伍。坚持了学习制度。\n2.教职工队伍。开展了活动。\n"

    reading = read_text(f"2023工会计划2篇\n第1篇\n{review}第2篇\n{BODY}")

    assert [len(plan.tasks) for plan in reading.plans] == [0, 2]
    assert reading.warnings == ("第1份计划：没有读出任务：这里没有编号的工作条目，也没有行事历。",)


NON_PLANS = {
    "news": "我校举行教职工运动会\n近日，我校工会举行了教职工趣味运动会。\n1、拔河比赛中，语文组获得第一名。\n2、跳绳比赛中，数学组获得第一名。\n活动圆满结束。",
    "recipe": "红烧肉的做法\n1、五花肉500克切块。\n2、锅中放冰糖30克小火翻炒。\n3、加生抽2勺，小火炖一小时。",
    "contract": "劳动合同书\n甲方：学校\n乙方：张三\n第一条 期限\n1、自2024年3月1日起。\n第二条 报酬\n1、每月5000元。",
    "minutes": "工会委员会会议纪要\n时间：2024年3月5日\n主持人：王主席\n参加人员：全体委员\n会议议定：\n1、三月份召开教代会。\n2、四月份春游。\n3、五月份体检。",
    "summary": "2023年工会工作总结\n现总结如下：\n一、加强学习\n1、组织教职工学习了报告。\n二、民主管理\n1、召开了教代会。\n2、推进了校务公开。",
    "notice": "关于开展趣味运动会的通知\n各工会小组：\n一、时间：2024年4月20日\n二、项目\n1、拔河\n2、跳绳\n三、要求\n1、积极报名。",
    "rules": "工会经费管理制度\n第一条 为规范管理，制定本制度。\n第二条 来源：\n1、会费；\n2、拨款。\n第三条 本制度自2024年3月起施行。",
    "chronicle": "2023年工会大事记\n1月：召开教代会。\n2月：慰问教职工。\n3月：三八活动。\n4月：登山比赛。",
    "poem": "春晓\n春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。",
}


@pytest.mark.parametrize("name", NON_PLANS)
def test_non_plans_give_no_tasks_and_say_so(name: str) -> None:
    reading = read_text(NON_PLANS[name])

    assert reading.as_json() == {"plans": [], "warnings": ["这不像一份工作计划，没有读出任务。"]}


def test_sections_are_the_headings_without_months() -> None:
    text = "2024年工会计划\n一、指导思想：\n服务教职工。\n二、主要工作\n（一）民主管理\n1、召开教代会。\n三、月份安排\n三月份：\n1、三八活动。\n四月份：\n1、春游。"

    [plan] = read_text(text).plans

    assert [(section.title, section.level, section.text) for section in plan.sections] == [
        ("指导思想", 1, "服务教职工。"),
        ("主要工作", 1, ""),
        ("民主管理", 2, ""),
        ("月份安排", 1, ""),
    ]
    assert [task.section for task in plan.tasks] == ["民主管理", "月份安排", "月份安排"]


def test_prose_without_numbers_is_reported_not_guessed() -> None:
    reading = read_text(
        "2024年工会工作计划\n一、指导思想\n服务。\n二、主要工作\n我们要关心教职工，召开教代会，组织体检。"
    )

    assert [plan.tasks for plan in reading.plans] == [()]
    assert reading.warnings == (
        "“主要工作”下面没有编号的条目（第5行），没有读出任务。",
        "没有读出任务：这里没有编号的工作条目，也没有行事历。",
    )


def test_a_masked_year_is_asked_for() -> None:
    reading = read_text(f"20xx年工会工作计划\n{BODY}")

    assert reading.warnings == ("标题“20xx年工会工作计划”里的年份没有写明，请补上。",)


def test_dates_are_given_as_written() -> None:
    [plan] = read_text(
        f"2024年工会计划\n{BODY}三、月份安排\n五、六月份\n1、教代会（5月14日—30日）\n2、体检\n七月份：\n1、学习（1日—5日）"
    ).plans

    assert [(task.months, task.dates) for task in plan.tasks[2:]] == [
        ((5,), "5月14日—30日"),
        ((5, 6), None),
        ((7,), "1日—5日"),
    ]


def test_doubts_ask_what_only_the_school_knows() -> None:
    [plan] = read_text(
        "2024年工会计划\n一、主要工作\n1、适时开展评议。\n2、利用3.12植树节组织植树。\n3、每月开展评议。"
    ).plans

    assert [[(doubt.kind, doubt.options[0]) for doubt in task.doubts] for task in plan.tasks] == [
        [("vague_time", ("选月份", "pick"))],
        [("no_month", ("3月", "3"))],
        [],
    ]


def test_source_lines_say_how_each_was_understood() -> None:
    reading = read_text("2024年工会计划\n一、指导思想\n服务教职工。\n二、月份安排\n三月份：\n1、三八活动\n来源：网络")

    assert [(line.number, line.kind) for line in reading.lines] == [
        (1, "title"), (2, "heading"), (3, "body"), (4, "heading"), (5, "label"), (6, "task"), (7, "skipped"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("召开教职工代表大会，征集提案", "congress"), ("及时更换校务公开栏", "disclosure"), ("慰问困难教职工", "care"),
        ("组织三八妇女节活动", "women"), ("关心离退休教师", "retired"), ("组织羽毛球比赛", "activities"),
        ("开展师德演讲", "ethics"), ("做好师徒结对工作", "growth"), ("向区工会报送信息，做好宣传报道", "publicity"),
        ("组织财务内审，公布经费收支", "funds"), ("召开工会委员会议，讨论工作计划", "organisation"),
        ("发挥劳动争议调解组织的作用，依法维权", "rights"), ("打扫卫生", None),
        ("召开教代会，审议财务预决算和绩效方案", "congress"), ("审议工会经费预算", "funds"), ("组织工会组长培训", "organisation"),
        ("组织会员观影", "activities"), ("工会主席接待日，听取教职工意见", "rights"), ("慰问困难教师，落实帮扶经费", "care"),
        ("教工羽毛球比赛（退休教师可参加）", "activities"), ("组织全体教师开展消防安全培训", None),
    ],
)  # fmt: skip
def test_proposed_area(text: str, area: str | None) -> None:
    assert propose_area(text, None) == area


def test_area_rules_can_be_replaced() -> None:
    rules = [*DEFAULT_RULES, AreaRule("funds", ("卫生",), 5)]

    assert propose_area("打扫卫生", None, rules) == "funds"


def test_module_prints_json_or_a_sentence(tmp_path: Path) -> None:
    good, bad = tmp_path / "计划.txt", tmp_path / "空.txt"
    good.write_text(f"2024年工会计划\n{BODY}", encoding="utf-8")
    bad.write_bytes(b"")
    command = [sys.executable, "-m", "schools.plans.reading"]

    read = subprocess.run([*command, str(good)], capture_output=True, check=False)
    refused = subprocess.run([*command, str(bad)], capture_output=True, check=False)

    assert (read.returncode, json.loads(read.stdout)["plans"][0]["tasks"][0]) == (
        0,
        {
            "text": "召开教代会。",
            "section": "主要工作",
            "months": [],
            "dates": None,
            "area": "congress",
            "recurrence": None,
        },
    )
    assert (refused.returncode, refused.stdout, refused.stderr.decode()) == (1, b"", "文件是空的。\n")


def test_ten_thousand_lines_take_no_more_than_a_moment() -> None:
    lines = [
        f"{number % 12 + 1}月份：\n1、召开教代会，{number}次征集提案。\n2、组织慰问活动，每月一次。"
        for number in range(3334)
    ]
    started = time.process_time()

    [plan] = read_text("2024年工会工作计划\n" + "\n".join(lines)).plans

    assert len(plan.tasks) == 6668
    assert time.process_time() - started < 4


_SIGNS = "一二三十、.(（)）1290①月份日年周—-:：。；;，, \t\n篇第计划工作指导思想主要安排每召开教代会《》“”x|#*•"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=_SIGNS, min_size=1, max_size=300))
def test_any_text_is_read_or_refused_and_no_task_is_empty(text: str) -> None:
    try:
        reading = read_text(f"2024年工会工作计划\n{text}")
    except PlanUnreadable:
        return

    for plan in reading.plans:
        assert all(task.text.strip() and all(1 <= month <= 12 for month in task.months) for task in plan.tasks)
        assert all(1 <= task.lines[0] <= task.lines[1] <= len(reading.lines) for task in plan.tasks)


@pytest.mark.parametrize(("name", "content", "code", "said"), [
    ("计划.txt", f"2024年工会计划\n{BODY}".encode(), 0, ""),
    ("空.docx", b"", 1, "文件是空的。\n"),
])  # fmt: skip
def test_parse_plan_command_needs_no_database(tmp_path: Path, name: str, content: bytes, code: int, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    manage = Path(__file__).parents[4] / "manage.py"
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "LC_ALL": "C"}

    done = subprocess.run(
        [sys.executable, str(manage), "parse_plan", str(tmp_path / name)],
        capture_output=True,
        check=False,
        env=environment,
    )

    assert (done.returncode, done.stderr.decode()) == (code, said)
    assert [len(plan["tasks"]) for plan in json.loads(done.stdout or b'{"plans": []}')["plans"]] == [2] * (1 - code)


def test_numbered_goals_are_no_tasks_but_stay_in_their_section() -> None:
    text = """2026年明德小学工会工作计划
一、工作目标
1、提案答复率100%。
2、慰问不漏一人。
二、主要工作
1、3月召开教代会。
"""

    [plan] = read_text(text).plans

    assert [section.text for section in plan.sections] == ["1、提案答复率100%。\n2、慰问不漏一人。", ""]
    assert [task.text for task in plan.tasks] == ["3月召开教代会。"]
