"""Titles of plans: which line is one, and the year and the term that it names."""

from __future__ import annotations

import re

from schools.plans.reading.folding import number_of

_PLAN_WORD = r"(?:计划|要点|规划|行事历|月历|周历|打算|工作思路|工作设想|工作安排|工作方案|工作月历|工作历|活动安排|工作日程|(?:月份|月度)(?:工作|活动)?安排|(?:工作|任务)(?:清单|分解表)|安排表)"
_SUFFIX = r"(?:篇[一二三四五六七八九十\d]{1,3}|书|表|稿|范文|模板|草案|样本|汇编|精选|集锦|最新|完整版|通用|优秀|【[^】]*】|\[[^\]]*\]|\([^)]*\)|[一二三四五六七八九十\d]{1,3}\s*篇?|-|合集|大全|\s|:|的?通知)*"
_TITLE = re.compile(rf".{{0,44}}?{_PLAN_WORD}{_SUFFIX}")
_NOT_TITLE = re.compile(
    r"[。;!?>]|,.*,|根据|按照|为了|如下|以下|制定|特制|附[:件]|请|将|我们|小编|做好|撰写|上报|完成|讨论|^(?:制[定订]|拟定|公布|落实|召开|开展|组织|学习|汇报|交流|检查|布置|通过|审议)"
)
_SCHOOL_YEAR = re.compile(r"(20\d\d)\s*(?:学?年度?)?\s*[-/至到._]*\s*(20\d\d|\d\d(?!\d))\s*(?:学年|年度|学度|学期|年)")
_SHORT_YEARS = re.compile(r"(?<!\d)(\d\d)\s*[-/至到]+\s*(\d\d)\s*学年")
_MONTH_SPAN = re.compile(r"(20\d\d)\s*[.年]?(?:1[0-2]|0?[1-9])月?\s*[-至到]+\s*20\d\d")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_HAN_YEAR = re.compile(
    r"[二两]([零oO0])([零一二三四五六七八九oO0])([零一二三四五六七八九oO0])(?:\s*[-至到]+\s*[二两零一三四五六七八九]+)?\s*(?=年|学年|学期)"
)
_MASKED = re.compile(
    r"20[xX*_]{1,2}|20\d[xX*_]|[二两][零oO0][零oO0一二]?[xX*]{1,2}|(?<![A-Za-z])[xX*]{2,4}\s*(?:年|学年)|(?<![A-Za-z])[xX*_]{2,4}-[xX*_]{2,4}"
)
_FIRST = re.compile(
    r"第\s*[一1]\s*学期|上\s*学期|秋季|秋学期|年秋(?=学|工|行|周|活|计|安)|(?:学年|学年度|年度)\s*\(?上\)?(?!级)|上学年度?期|学期\(一\)|[(]上[)]"
)
_SECOND = re.compile(
    r"(?:第\s*[二2]|其次)\s*学期|下\s*学期|春季|春学期|年春(?=学|工|行|周|活|计|安)|(?:学年|学年度|年度)\s*\(?下\)?|学期\(二\)|[(]下[)]"
)
_GLUED = re.compile(
    r"\s*(.{0,30}(?:年|学期|工会).{0,16}?工作(?:计划|要点)书?(?:\d{1,2}(?=一、))?)(?=[一二三四五六七八九十]、|[在为根据围绕按结以\d(]|\s)"
)
_GLUED_TO_PLAN = re.compile(
    r"\s*(.{0,30}?工作(?:计划|要点))(?=[本今我在为根据围绕按新随20][^:]{8,}一、.*二、)", re.DOTALL
)
_HALF = re.compile(r"[上下]半年|[一二三四1-4]\s*季度")
_WHOLE = re.compile(
    r"学年|年度|全年|\d\s*年(?!级)|[零一二三四五六七八九]年(?!级)|[xX*]\s*年|(?<!\d)20\d\d(?!\d)|20[xX*]{2}|\d{5,6}-+\d{5,6}"
)
_NEUTRAL = re.compile(r"新学期|本学期|学期")


def is_plan_title(folded: str) -> bool:
    """Tell whether a folded line reads like the title of a work plan."""
    bare = re.sub(r"^[#*\s]+|[*\s]+$", "", folded)
    if not 4 <= len(bare) <= 50 or not _TITLE.fullmatch(bare):
        return False
    return not _NOT_TITLE.search(bare)


def glued_title_end(folded: str) -> int:
    """Find where a title ends that runs straight into the text of a long line; 0 if there is none."""
    match = _GLUED.match(folded) or _GLUED_TO_PLAN.match(folded)
    return match.end(1) if match and is_plan_title(match.group(1)) else 0


def year_of(folded: str) -> int | None:
    """Read the year of a title; the first of a school year; None when there is none or it is masked."""
    folded = _plan_half(folded)
    for pattern in (_SCHOOL_YEAR, _MONTH_SPAN):
        match = pattern.search(folded)
        if match:
            return int(match.group(1))
    if _MASKED.search(folded):
        return None
    match = _SHORT_YEARS.search(folded)
    if match and int(match.group(2)) == int(match.group(1)) + 1:
        return 2000 + int(match.group(1))
    joined = re.search(r"(?<!\d)(20\d\d)(20\d\d)(?!\d)", folded)
    match = joined or _YEAR.search(folded) or re.search(r"(?<!\d)(20\d\d)\d{1,2}-", folded)
    if match:
        return int(match.group(1))
    match = _HAN_YEAR.search(folded)
    if not match:
        return None
    digits = [0 if sign in "oO0" else number_of(sign) or 0 for sign in match.groups()]
    return 2000 + digits[0] * 100 + digits[1] * 10 + digits[2]


def _plan_half(folded: str) -> str:
    """Of "2023年总结暨2024年计划" the year of the plan counts."""
    _, _, behind = folded.rpartition("总结")
    return behind if re.search(_PLAN_WORD, behind) and (_YEAR.search(behind) or _MASKED.search(behind)) else folded


def names_year(folded: str) -> bool:
    """Tell whether a line names a year, masked or not."""
    return bool(_MASKED.search(folded) or year_of(folded))


def term_of(folded: str) -> str | None:
    """Read the term of a title: first, second, half1, half2, year, or None when it does not say."""
    if _FIRST.search(folded):
        return "first"
    if _SECOND.search(folded):
        return "second"
    if half := _HALF.search(folded):
        return {"上": "half1", "下": "half2"}.get(half[0][0])
    return "year" if _WHOLE.search(folded) else None


def names_period(folded: str) -> bool:
    """Tell whether a line names a year or a term, masked or not."""
    return bool(_MASKED.search(folded) or year_of(folded) or _FIRST.search(folded) or _SECOND.search(folded))
