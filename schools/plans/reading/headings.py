"""What a heading promises: guiding words without tasks, work, a calendar, or only a container's name."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["none", "work", "calendar", "generic", "mixed"]

_WORK_WORDS = r"工作内容|工作任务|主要任务|重点任务|目标任务|任务|措施|重点工作|工作重点|主要工作|具体工作|工作要点|做法|举措|工作安排|工作思路及|行动|实施"
_NONE_WORDS = (
    r"指导思想|指导方针|工作方针|指导原则|基本原则|工作原则|工作理念|总体要求|总的要求|总要求|基本要求|工作宗旨|活动宗旨|活动目的|工作目的|目的意义|工作概述|概述|工会概况|基本概况|当前形势|总体思路|基本思路|工作思路|总体目标|工作目标"
    r"|主要目标|目标要求|奋斗目标|预期目标|年度目标|学期目标|活动目标|目标定位|工作主题|工作口号|形势分析|现状分析|学情分析|情况分析|基本情况"
    r"|现状|工作背景|背景|工作回顾|情况回顾|回顾|工作总结|存在的?(?:主要)?问题|主要成绩|取得的?成绩|成绩与不足|存在的?不足|不足之处|前言|引言|序言|导言"
    r"|预期成果|预期效果|预期成效|结束语|结语|尾声|组织机构|组织架构|组织领导机构|领导小组|工作小组|成员名单|人员名单|人员分工|委员分工|工作分工|职责分工|联系方式|制定依据|编制依据"
    r"|分组(?:情况|名单)|(?:比赛|竞赛|活动)(?:规则|规程)|评分(?:标准|办法|细则)|奖项设置|(?:奖励|评奖)办法"
    r"|(?:几点|几项)?(?:工作|活动|具体|相关|有关|落实|纪律|几点)要求|(?:几点|有关|相关)说明|几点希望|(?:工会|活动)?经费(?:预算|来源|支出|开支|安排)|活动经费|注意事项|温馨提示"
)
_NONE = re.compile(rf"(?:{_NONE_WORDS})")
_WORK = re.compile(_WORK_WORDS)
_NONE_ALONE = re.compile(
    r"(?:总的)?(?:目标|思想|理念|原则|方针|思路|愿景|宗旨|背景|口号|主题|说明|附件|附表|附录|分工|简介|概况|学校概况|总结|小结)[:]?"
)
_GOAL = re.compile(r"(?:教学|培养|发展|建设|创建|具体|阶段|总体|总|学习|活动|本学期|本年度|今年)(?:工作|奋斗)?目标")
_GENERIC = re.compile(
    r"(?:本|新|这)?(?:学期|学年|年度|年)?的?(?:工会|全年|主要|具体|重点|常规|日常|各项|中心|基本|今后|下一步|学校|几项|\d{4}年?|[2二][0零][xX\d零一二三四五六七八九]{2}年?)*的?"
    r"(?:工作|任务|内容|措施|举措|重点|安排|要点|打算|设想|计划|做法|实施|步骤|项目|部署|及其?|和|与|、|的|主要|具体|保障|目标)+[:。]?"
)
_BACKING = re.compile(
    r"(?:(?:组织|工作|措施|机制|制度|条件|后勤|经费|活动|计划|思想)(?:和|与|及|、)?)+保障(?:机制|措施|工作)?[:。]?|组织领导[:。]?"
)
_CALENDAR = re.compile(
    r"行事历|月历|校历|工作历|月份.{0,4}(?:安排|计划|工作)|月度.{0,4}(?:安排|计划|工作)|(?:逐|分|各|每|按)月.{0,6}(?:安排|计划|工作)|日程|时间安排|进度|进程"
    r"|周(?:工作)?安排|周次|工作安排|活动安排|安排表|计划表|时间表|一览表|工作表|推进表|配档表"
)
TERM_HEADING = r"(?:第[一二12]|[上下])学期(?:工会)?(?:工作|活动)?(?:安排|计划)?"
_BARE = re.compile(
    rf"(?:.{{0,14}}(?:行事历|月历|工作历|月份(?:工作|活动)?安排|工作安排表?|活动安排表?|日程安排|时间安排表?|月份工作要点|月工作安排|分月安排|配档表|推进表|计划表|一览表)(?:表)?"
    rf"|(?:本(?:学期|学年|年度))?的?(?:工会)?(?:{_NONE_WORDS})(?:(?:及|与|和|、)[^\s,。;]{{2,8}})?"
    r"|(?:本(?:学期|学年|年度))?的?(?:工会)?(?:主要|具体|重点|常规)?(?:工作|任务)(?:重点|要点|内容|措施|任务|安排)?(?:及|与|和)?(?:措施|要求|重点|安排|内容)?"
    rf"|{TERM_HEADING}"
    r"|(?:主要|具体|保障|实施)(?:措施|举措|做法|内容|任务)(?:及|与|和)?(?:安排)?)[:。]?"
)
_COLON_SPLIT = re.compile(r"([^: ]{2,16})[: ]\s*(?=\S)")
_GLUED_PROSE = re.compile(
    r"(指导思想|工作目标|总体目标|总体要求|工作思路)(?=[以坚认全根紧深高围按在为通贯本我\d])(?=.{12})"
)
_WIDE = re.compile(r"([\u3400-\u9fff]) +(?=[\u3400-\u9fff:])")
_WIDE_WORD = re.compile(r"(?:[\u3400-\u9fff] +){2,}[\u3400-\u9fff](?![\u3400-\u9fff])")
_GUIDING = re.compile(r"指导思想|工作目标|总体目标|总体要求|工作思路")


def _closed_up(text: str) -> str:
    """Take the blanks out of a heading set wide: "指 导 思 想"."""
    return _WIDE.sub(r"\1", text) if _WIDE_WORD.search(text) else text


def role_of(title: str) -> Role:
    """Say what the folded title of a heading promises about the items under it."""
    bare = _closed_up(title).strip(" :。*【】[]<>")
    if _NONE_ALONE.fullmatch(bare) or _GOAL.fullmatch(bare):
        return "none"
    if _NONE.search(bare) and len(bare) <= 26:
        if not _WORK.search(_NONE.sub("", bare)):
            return "none" if _ends_in_none(bare) else "work"
        return "mixed"
    if _CALENDAR.search(bare) and len(bare) <= 24:
        return "calendar"
    if _GENERIC.fullmatch(bare):
        return "generic"
    return "work"


def is_backing(folded: str) -> bool:
    """Tell 组织保障 and its like: items under it count, its prose is no task."""
    return bool(_BACKING.fullmatch(folded.strip(" *")))


def _ends_in_none(bare: str) -> bool:
    """A none word must be what the heading is about: 工作目标 is, 加强现状调研 is not."""
    found = list(_NONE.finditer(bare))
    if not found:
        return False
    last = found[-1]
    rest = re.sub(r"^[\s及与和、的]+|\(.*\)$|[。:]$", "", bare[last.end() :])
    lead = bare[: last.start()]
    verbs = re.search(
        r"加强|做好|建立|健全|完善|开展|落实|组织|健全|明确|制定|围绕|认真|推进|成立|撰写|写好|上报|召开|强化", lead
    )
    return not verbs and len(rest) <= 6


def is_bare_heading(folded: str) -> bool:
    """Tell a heading that stands alone without number by its words: 指导思想, 主要工作, 行事历."""
    bare = _closed_up(folded).strip(" *【】[]<>")
    return len(bare) <= 30 and bool(_BARE.fullmatch(bare))


def names_term_only(folded: str) -> bool:
    """Tell the heading of one half of a school year: 第一学期."""
    return bool(re.fullmatch(rf"{TERM_HEADING}:?", folded.strip()))


def is_guiding(folded: str) -> bool:
    """Tell the heading that a plan typically begins with."""
    bare = folded.strip(" *:")
    return len(bare) <= 20 and bool(_GUIDING.search(bare))


def heading_split(folded: str) -> int:
    """Find where the heading's words end if its prose follows on the same line; 0 if it does not."""
    glued = _GLUED_PROSE.match(folded)
    if glued:
        return glued.end()
    match = _COLON_SPLIT.match(folded)
    if not match:
        return 0
    title = match.group(1).strip()
    return match.end() if is_bare_heading(title) or _NONE_ALONE.fullmatch(title) else 0


def is_calendar_heading(folded: str) -> bool:
    """Tell a heading that announces a calendar."""
    return len(folded) <= 30 and bool(_CALENDAR.search(folded))
