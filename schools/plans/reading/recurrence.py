"""Rhythm words: which recurrence a sentence asks for, and on which days of each month."""

from __future__ import annotations

import re

from schools.plans.reading.folding import number_of

_WEEK = r"(?:周|星期|礼拜)"
_RULES: tuple[tuple[str, str], ...] = (
    ("biweekly", rf"隔\s*(?:一|1)?\s*{_WEEK}|每\s*隔\s*(?:一|1)\s*个?\s*{_WEEK}|每\s*[两二2]\s*个?\s*{_WEEK}|每?[双单]周|[两二2]\s*{_WEEK}\s*(?:一|1)\s*[次期会学]|[两二2]\s*个?周[\u4e00-\u9fff]{{1,6}}[一1]\s*次|每半个?月|半个?月\s*(?:一|1)\s*[次期会]"),
    ("weekly", rf"每\s*(?:个|1|一)?\s*{_WEEK}|每逢\s*{_WEEK}|一{_WEEK}\s*一|(?<![\d第十])一{_WEEK}[\u4e00-\u9fff]{{1,6}}[一两二1-3]\s*次|周周|按周|1周1次|(?<![两二2双单])周例会"),
    ("bimonthly", r"每\s*(?:[两二2]\s*个?|隔\s*(?:一|1)\s*个?|双)\s*月|隔月|双月|[两二2]\s*个?月\s*(?:一|1)\s*[次期会]"),
    ("quarterly", r"每\s*(?:个|1|一)?\s*季|每\s*[三3]\s*个?月|一?季度?一[次期会评小考查]|按季|逐季|季季|1季度1次"),
    ("monthly", r"每\s*(?:个|1|一)?\s*月|逐月|按月|月月|(?<![十\d])一个?月\s*(?:一|1|两|二)\s*[次评会查报结题期检议学考回场节测训访谈小总主活]|(?<![十\d])一个月[\u4e00-\u9fff]{1,6}[一两二1-3]\s*次|(?<!\d)1个?月1次"),
    ("term", r"每\s*(?:个|1|一)?\s*学期|一(?:学期|期)\s*(?:一|1|两|二)\s*[次评会查报结题期检议学考回场测训访谈小总]|(?<![十\d第])一个?学期[\u4e00-\u9fff]{1,6}[一两二1-4]\s*次|每个?期\s*(?:一|1)\s*次|逐学期|按学期|学期学期"),
    ("year", r"每\s*(?:个|1|一)?\s*(?:学年|年)(?!级|龄|轻)|一年\s*(?:一度|一次|一评|一总结|一小结|一届|一考|1次)|一(?:学年)\s*一|(?<![十\d第])一年[\u4e00-\u9fff]{1,6}[一两二1-4]\s*次|逐年(?=开展|组织)|按年度?"),
)  # fmt: skip
_PATTERN = re.compile("|".join(f"(?P<{code}>{pattern})" for code, pattern in _RULES))


def recurrence_in(folded: str) -> str | None:
    """Give the first rhythm that a sentence names, or None. "每天" and "定期" are none of the listed ones."""
    match = _PATTERN.search(folded)
    return match.lastgroup if match else None


_NUMBER = r"(?:[12]\d|3[01]|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DAY_OF_MONTH = rf"{_NUMBER}\s*[日号]\s*(?:之前|以前|前)?"
_DAYS_OF_MONTH = re.compile(
    rf"(?:每\s*(?:个|1|一)?\s*月|逐月|按月)\s*的?\s*(?P<days>{_DAY_OF_MONTH}(?:[、,和及]\s*{_DAY_OF_MONTH})*)"
    r"(?!\s*(?:至|到|-|~|—))"
)


def days_of_month_in(folded: str) -> str:
    """The days that a sentence names right behind 每月, as a task keeps them: 10日前, 5日、20日; empty for none.

    A stretch of days (每月10日至15日) is none of them.
    """
    match = _DAYS_OF_MONTH.search(folded)
    if match is None:
        return ""
    found = re.findall(rf"({_NUMBER})\s*[日号]\s*((?:之|以)?前)?", match["days"])
    return "、".join(f"{number_of(day)}日{'前' if before else ''}" for day, before in found)
