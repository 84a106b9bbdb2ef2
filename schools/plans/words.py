"""How times and headings are said."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

BLANK = re.compile(r"（请补充[^（）]*）")
"""What a drafted text leaves to people, such as 「（请补充原因）」; nothing is submitted while one is left."""

_RUN_LEAST = 3
_DIGITS = "零一二三四五六七八九十"
_NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+\s*[、．.]|[（(][一二三四五六七八九十\d]+[)）]|\d+\s*[、．.)）]|第[一二三四五六七八九十\d]+)"
)


def month_labels(months: Sequence[int]) -> list[str]:
    """Short words for months in the order given; three or more in a row become 「2—6月」."""
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] % 12 + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    labels = []
    for run in runs:
        if len(run) == 12:  # noqa: PLR2004 -- the months of a year
            labels.append("全年")
        elif len(run) >= _RUN_LEAST:
            labels.append(f"{run[0]}—{run[-1]}月")
        else:
            labels.extend(f"{month}月" for month in run)
    return labels


def said_by(values: Mapping[str, Any]) -> str:
    """What a change says: text and times; a task that had no time says so."""
    times = [*month_labels(values.get("months", [])), values.get("dates", "")]
    said = "、".join(time for time in times if time) or ("未定时间" if "months" in values else "")
    return "，".join(part for part in (values.get("text", ""), said) if part)


def numbered_titles(headings: Iterable[tuple[int, str]]) -> list[str]:
    """Give (level, title) headings the numbers of an official paper: 一、 then （一） then 1. then （1）.

    A title that carries a number of its own keeps it (GB/T 9704 §7.3.3 for the order of the levels).
    """
    counts: dict[int, int] = {}
    titles = []
    for level, title in headings:
        counts = {known: count for known, count in counts.items() if known <= level}
        counts[level] = counts.get(level, 0) + 1
        titles.append(title if _NUMBERED.match(title) else f"{_number(level, counts[level])}{title}")
    return titles


def _number(level: int, count: int) -> str:
    match level:
        case 1:
            return f"{_chinese(count)}、"
        case 2:
            return f"（{_chinese(count)}）"
        case 3:
            return f"{count}. "
        case _:
            return f"（{count}）"


def _chinese(number: int) -> str:
    """1–99 in Chinese numerals."""
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[units] if units else "")
