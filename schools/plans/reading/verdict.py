"""Is this a work plan at all? Evidence for and against, from the title and the text."""

from __future__ import annotations

import re

from schools.plans.reading.headings import is_bare_heading, is_guiding, role_of
from schools.plans.reading.labels import find_labels
from schools.plans.reading.nodes import without_annex
from schools.plans.reading.shapes import Line
from schools.plans.reading.splitting import Part
from schools.plans.reading.titles import is_plan_title, names_year

_UNION = (
    "工会",
    "教职工",
    "教代会",
    "校务公开",
    "送温暖",
    "工会小组",
    "师德",
    "文体活动",
    "女教职工",
    "离退休",
    "慰问",
    "工会委员",
    "民主管理",
)
_OTHER_TITLE = re.compile(
    r"总结|回顾|大事记|纪事|纪要|记录|合同|协议|简报|报道|新闻|快讯|制度|办法|细则|章程|条例|规定|规程|规则|菜谱|食谱|做法|倡议书?|决议|讲话|发言|述职|汇报|报告|公告|通告|通报|公示|问卷|简介|职责|申请|邀请函|感谢信|通知|活动方案|比赛方案|实施方案|竞赛方案|预案|试卷|教案|心得|体会|作文|自查|名单|启事|说明书|明细|清册|花名册|统计表|登记表|汇总表|台账|签到|课程表|课表|值日|值班表|成绩|工资|报销|收支|支出|采购|购物|账单|评分表|量化表"
)
_CONTRACT = re.compile(r"甲方|乙方|第[一二三四五六七八九十百\d]+条")
_MINUTES = re.compile(
    r"(?:会议)(?:时间|地点)\s*:|(?:主持人?|记录人?|参会|参加|出席|列席|缺席)(?:人员|领导)?\s*:|会议(?:指出|强调|议定|决定|认为)|与会"
)
_RECIPE = re.compile(r"\d\s*(?:克|毫升|勺|汤匙|茶匙)|食材|原料|配料|锅中|翻炒|小火|烤箱|搅拌均匀")
_NEWS = re.compile(
    r"近日|日前|本报讯|(?:\d日|今天|昨天|上午|下午).{0,20}(?:举行|召开|举办)了|圆满(?:结束|落幕|成功)|据悉|记者|通讯员"
)
_PAST = re.compile(r"[\u4e00-\u9fff](?:了|过)(?=[\u4e00-\u9fff“])|取得了?.{0,10}成绩|已(?:经)?[\u4e00-\u9fff]")
_EVENT = re.compile(
    r"(?:(?:活动|比赛|竞赛|会议|预计)的?)?(?:主题|目的|意义|时间|地点|对象|原则|口号|流程|程序|准备|经费|形式|方式|规则|办法|项目|人员|奖项|奖励)(?:[及和与、](?:目的|意义|时间|地点|对象|内容|形式|流程|人员|安排))?(?=:|$)|(?:参加|参赛|参与|主办|承办)(?:人员|对象|单位|方式|办法)"
)
_FUTURE = re.compile(r"要|将|应|拟|继续|进一步|努力|计划")
_SALUTE = re.compile(r"(?:各|尊敬的|亲爱的)[^,。:]{1,16}:|(?:各位)?(?:老师|同事|领导|来宾)们?:")
_ENOUGH, _EVENT_HEADINGS = 2, 4


def weigh(part: Part) -> int:
    """Weigh one part; 2 and more is a plan."""
    titles = [without_annex(line.folded) for line in part.titles]
    first = part.lines[0].folded if part.lines else ""
    has_title = any(is_plan_title(title) for title in titles)
    text = "\n".join(line.folded for line in part.lines)
    weight = (4 if has_title else 2 if any(map(_names_work, titles)) else 0) + _structure(part.lines) + _words(text)
    named = [title for title in titles if not is_plan_title(title)] or (
        [first] if not titles and len(first) <= 50 else []
    )
    if not has_title and any(_OTHER_TITLE.search(name) and not re.search(r"计划|要点", name) for name in named):
        weight -= 6
    if any(_SALUTE.fullmatch(line.folded.strip()) for line in part.lines[:5]) and not any(map(names_year, titles)):
        weight -= 5
    return weight - _against(text, part.lines)


def _names_work(title: str) -> bool:
    """A title without a plan's word may still name the union's work of a year: "工会2025年重点工作"."""
    return names_year(title) and bool(re.search(r"工会.*(?:工作|活动|任务|项目)$", title.strip()))


def is_plan(part: Part, *, follows_plan: bool = False) -> bool:
    """Tell whether a part of the source is a work plan; behind another plan less evidence will do."""
    return not part.is_review and weigh(part) >= (0 if follows_plan else _ENOUGH)


def _structure(lines: list[Line]) -> int:
    weight = 0
    headings = []
    for line in lines:
        marker = line.marker
        text = line.folded[marker.end :] if marker else line.folded
        if len(text) <= 40 and (marker is None or marker.kind in {"cn", "pcn", "part"}):
            headings.append((text, marker is not None))
    if any(is_guiding(text) for text, _ in headings):
        weight += 2
    names = {role_of(text) for text, numbered in headings if numbered or is_bare_heading(text)}
    weight += 2 if names & {"calendar", "generic", "mixed"} else 0
    if len({text for text, numbered in headings if numbered and _EVENT.match(text.strip())}) >= _EVENT_HEADINGS:
        weight -= 8
    months = {found.label.months for found in find_labels(lines).values() if found.label.months and found.is_firm}
    return weight + (3 if len(months) >= 3 else 2 if len(months) == 2 else 0)


def _words(text: str) -> int:
    kinds = sum(1 for word in _UNION if word in text)
    return 2 if kinds >= 4 else 1 if kinds >= 2 else 0


def _against(text: str, lines: list[Line]) -> int:
    weight = 0
    weight += 4 if len(_CONTRACT.findall(text)) >= 3 else 0
    weight += 4 if len(_MINUTES.findall(text)) >= 2 else 0
    weight += 4 if len(_RECIPE.findall(text)) >= 3 else 0
    weight += 3 if len(_NEWS.findall(text)) >= 2 else 0
    past, future = len(_PAST.findall(text)), len(_FUTURE.findall(text))
    weight += 2 if past >= 8 and past > future * 2 and len(lines) > 3 else 0
    return weight
