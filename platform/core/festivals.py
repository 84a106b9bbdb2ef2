"""The days of festivals that plans name instead of a date: lunar ones, the solar terms 清明 and 冬至, fixed ones.

Lunar dates and solar terms come from the package `lunar_python` (calendar of GB/T 33661-2017).
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar, Solar

# name → (month, day) of the lunar calendar
_LUNAR = {
    "春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8),
    "小年": (12, 23),
}  # fmt: skip
# name → key of the package's table of a lunar year, which holds two 冬至: the second one falls into December
_SOLAR_TERMS = {"清明": "清明", "冬至": "DONG_ZHI"}
# name → (month, day) of the year; several names may mean one day
_FIXED = {
    "元旦": (1, 1), "学雷锋": (3, 5), "三八": (3, 8), "妇女节": (3, 8), "植树节": (3, 12),
    "五一": (5, 1), "劳动节": (5, 1), "五四": (5, 4), "青年节": (5, 4), "六一": (6, 1), "儿童节": (6, 1),
    "七一": (7, 1), "建党": (7, 1), "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1),
}  # fmt: skip
_NEW_YEARS_EVE = "除夕"
NAMES = (*_LUNAR, *_SOLAR_TERMS, *_FIXED, _NEW_YEARS_EVE)
_ANY = "|".join(sorted(NAMES, key=len, reverse=True))
_NAMED = re.compile(rf"(?P<name>{_ANY})节?(?P<before>前夕|之?前(?!后))?")
_ONLY_NAMES = re.compile(rf"(?:(?:{_ANY})节?)+(?:前夕|之?前后?|当[天日]|期间)?")
_DATED = re.compile(r"(\d{1,2})月(\d{1,2})[日号]前?")


def day_of(name: str, year: int) -> date:
    """The day of a festival of NAMES that belongs to `year`; 腊八 and 小年 fall into the January after it.

    KeyError for an unknown name.
    """
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _SOLAR_TERMS:
        return _day(Lunar.fromYmd(year, 6, 1).getJieQiTable()[_SOLAR_TERMS[name]])
    if name == _NEW_YEARS_EVE:
        return day_of("春节", year) - timedelta(days=1)
    return _day(Lunar.fromYmd(year, *_LUNAR[name]).getSolar())


@cache
def days_of(name: str, years: tuple[int, ...]) -> tuple[date, ...]:
    """All days of a festival that lie in these calendar years, in order."""
    found = {day_of(name, year) for year in {each + step for each in years for step in (-1, 0)}}
    return tuple(sorted(day for day in found if day.year in years))


def festivals_in(text: str) -> list[tuple[str, int]]:
    """(name, days to add) for every festival that a text names, in order: 春节前 is a day before it."""
    return [(match["name"], -1 if match["before"] else 0) for match in _NAMED.finditer(text)]


def last_festival(text: str, years: Iterable[int], *, first: date, last: date) -> date | None:
    """The last day named by its festival that lies between two days; None when there is none."""
    days = [
        day + timedelta(days=step)
        for name, step in festivals_in(text)
        for day in days_of(name, tuple(sorted(set(years))))
    ]
    return max((day for day in days if first <= day <= last), default=None)


def is_festival(text: str) -> bool:
    """Whether a text is the name of a festival and nothing else."""
    return _NAMED.fullmatch(text) is not None


def comes_every_year(text: str) -> bool:
    """Whether a text tells days by festivals only, by name or by the date of a fixed one: 重阳节前, 3月8日."""
    if _ONLY_NAMES.fullmatch(text):
        return True
    dated = _DATED.fullmatch(text)
    return dated is not None and (int(dated[1]), int(dated[2])) in _FIXED.values()


def _day(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
