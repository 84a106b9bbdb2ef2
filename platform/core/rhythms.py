"""How often a task comes round, read and said in Chinese words: 每周一、三, 隔周周三, 每学期两次, 每年重阳节."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from core.errors import InvalidInputError
from core.festivals import is_festival


class Recurrence(models.TextChoices):
    """The stretch in which a task comes round."""

    WEEKLY = "weekly", "每周"
    BIWEEKLY = "biweekly", "隔周"
    MONTHLY = "monthly", "每月"
    BIMONTHLY = "bimonthly", "每两个月"
    QUARTERLY = "quarterly", "每季度"
    TERM = "term", "每学期"
    YEAR = "year", "每年"


WITH_WEEKDAYS = frozenset({Recurrence.WEEKLY.value, Recurrence.BIWEEKLY.value})
MOST_TIMES = 12
EXAMPLES = (
    "每周五", "每周一、三", "隔周周三", "每月", "每月5日", "每月两次", "每两个月", "每季度", "每学期", "每学期两次",
    "每年", "每年重阳节",
)  # fmt: skip

_WEEK = r"(?:周|星期|礼拜)"
_EACH = r"(?:每|一)(?:个|一)?"
_DAY = r"[一二三四五六日天]"
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "日": 7,
            "天": 7}  # fmt: skip
_SAID = "零一两三四五六七八九十"
_WEEKDAYS = "一二三四五六日"
_STRETCHES = {
    Recurrence.BIWEEKLY: rf"隔一?个?{_WEEK}|每[两二2]个?{_WEEK}|每?[单双]周",
    Recurrence.WEEKLY: rf"{_EACH}{_WEEK}",
    Recurrence.BIMONTHLY: r"每[两二2]个?月|每?隔一?个?月|每?双月",
    Recurrence.QUARTERLY: rf"{_EACH}季度?|每[三3]个?月",
    Recurrence.MONTHLY: rf"{_EACH}月",
    Recurrence.TERM: rf"{_EACH}学期",
    Recurrence.YEAR: rf"{_EACH}(?:学年|年度?)",
}
_TIMES = r"(?:各|至少|不少于)?(?P<times>[一二两三四五六七八九十]|\d{1,2})次"
_DAYS = rf"{_WEEK}?(?P<days>{_DAY}(?:[、,，和及]{_WEEK}?{_DAY})*)"
# 「每周一题」 names no Monday and 「每周五天」 no Friday.
_NO_DAY = r"(?![次天节课小个篇名人分])"
_AFTER_MONDAY = r"(?<!一)|(?<=一)(?=$|[^\u4e00-\u9fff]|[上下中]午|早|晚|的|例会|固定|定期|集中)"
_DATE = re.compile(r"(?:\d{1,2}月)?\d{1,2}[日号](?:之?前)?")
_WHOLE = {code: re.compile(rf"(?:{words})(?:{_TIMES}|{_DAYS}|(?P<rest>.*))") for code, words in _STRETCHES.items()}
_WITHIN = {
    code: re.compile(rf"(?:{words})(?:{_TIMES}|{_DAYS}{_NO_DAY}(?:{_AFTER_MONDAY}))")
    for code, words in _STRETCHES.items()
}


@dataclass(frozen=True)
class Recurring:
    """What the words say: a code of Recurrence or "", how many times in each stretch, on which weekdays (1–7).

    `dates` is what they add about the day: 5日, 重阳节.
    """

    recurrence: str = ""
    times: int = 1
    weekdays: tuple[int, ...] = ()
    dates: str = ""


def read_rhythm(words: str) -> Recurring:
    """Read what a person wrote; nothing written is no recurrence. Raises InvalidInputError with examples."""
    text = re.sub(r"\s+", "", words)
    if not text:
        return Recurring()
    if text == "每半年":
        return Recurring(Recurrence.YEAR.value, 2)
    for code, pattern in _WHOLE.items():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        if found["times"]:
            return Recurring(code.value, _checked(_number(found["times"])))
        if found["days"] and code.value in WITH_WEEKDAYS:
            return Recurring(code.value, 1, _days(found["days"]))
        rest = found["rest"] or found["days"] or ""
        if not rest:
            return Recurring(code.value)
        if _DATE.fullmatch(rest) or (code == Recurrence.YEAR and is_festival(rest)):
            return Recurring(code.value, dates=rest)
    message = f"看不懂“{words.strip()[:12]}”。可以写：{'、'.join(EXAMPLES)}；不重复就留空。"
    raise InvalidInputError(message)


def refine(sentence: str, recurrence: str) -> tuple[int, tuple[int, ...]]:
    """(times, weekdays) that a sentence of a plan says right behind its recurrence: (1, ()) unless it is plain."""
    pattern = _WITHIN.get(Recurrence(recurrence)) if recurrence else None
    found = pattern.search(re.sub(r"\s+", "", sentence)) if pattern else None
    if found is None:
        return 1, ()
    if found["times"]:
        times = _number(found["times"])
        return (times, ()) if 1 <= times <= MOST_TIMES else (1, ())
    return (1, _days(found["days"])) if recurrence in WITH_WEEKDAYS else (1, ())


def rhythm_label(recurrence: str, times: int = 1, weekdays: Sequence[int] = ()) -> str:
    """The words for people; empty without recurrence."""
    if not recurrence:
        return ""
    label = str(Recurrence(recurrence).label)
    if weekdays:
        days = "、".join(_WEEKDAYS[day - 1] for day in weekdays)
        return f"{label}{days}" if recurrence == Recurrence.WEEKLY else f"{label}周{days}"
    if times == 1:
        return label
    return f"{label}{_SAID[times] if times < len(_SAID) else times}次"


def _checked(times: int) -> int:
    if not 1 <= times <= MOST_TIMES:
        message = f"次数应在1到{MOST_TIMES}之间。"
        raise InvalidInputError(message)
    return times


def _number(text: str) -> int:
    return _NUMBERS.get(text) or int(text)


def _days(text: str) -> tuple[int, ...]:
    return tuple(sorted({_NUMBERS[sign] for sign in re.findall(_DAY, text)}))
