"""Months and dates in a text: which months a sentence names, in the order written, and the date as written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schools.plans.reading.folding import number_of

MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])"
YEAR = r"(?:(?:20|19)[\dxX]{2}|[xX*]{2,4}|[二两][零一二三四五六七八九xX0oO]{3}|次|翌|今|明|当|本)\s*年\s*的?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_FINE = rf"(?:份?\s*(?:{_DAY}\s*[日号]|[上中下]旬|月?初|月?底|末|中|第\s*[一二三四五1-5]\s*个?周|最后一周))"
PAIR = r"(?:一二|二三|三四|四五|五六|六七|七八|八九|九十)(?=\s*月)"
_DASH = r"\s*(?:-+|至|到)\s*"
_SEP = r"\s*(?:[、,/及和与或]|-+|至|到)\s*"
_LIST = re.compile(
    rf"(?<![一二三四五六七八九十\d第每.])(?:{YEAR})?"
    rf"(?P<list>{PAIR}|(?:{MONTH}\s*月?\s*份?{_SEP})*{MONTH})\s*(?P<month>月份?|份(?=[:\s]))"
    rf"(?P<fine>\s*{_FINE})?(?P<more>{_DASH}(?:{YEAR})?(?:(?P<month2>{MONTH})\s*月份?)?\s*(?:{_FINE}|(?<=月)|(?<=份)|{_DAY}(?!\d)))?"
    r"(?P<by>\s*(?:之前|以前|前))?"
)
_NUMERIC = re.compile(
    r"(?<![\d.])(?:20\d\d[./-])?(?P<m1>1[0-2]|0?[1-9])(?P<sep>[./])(?P<d1>3[01]|[12]\d|0?[1-9])日?"
    r"\s*(?:-+|至|到)\s*(?:20\d\d[./-])?(?:(?P<m2>1[0-2]|0?[1-9])(?P=sep))?(?P<d2>3[01]|[12]\d|0?[1-9])日?(?![\d.%])"
)
_ISO = re.compile(r"(?<!\d)20\d\d\s*[-./年]\s*(?P<m1>1[0-2]|0?[1-9])\s*[-./]\s*(?P<d1>3[01]|[12]\d|0?[1-9])(?!\d)")
_SINGLE = re.compile(r"\s*(?P<m1>1[0-2]|0?[1-9])[./](?P<d1>3[01]|[12]\d|0?[1-9])\s*(?:日|号)?\s*")
_BRACKETED = re.compile(r"[(]\s*(?P<m1>1[0-2]|0?[1-9])[./](?P<d1>3[01]|[12]\d|0?[1-9])\s*[日号]?前?\s*[)]")
_DAYS = re.compile(r"(?<![\d月])\d{1,2}\s*[日号]?\s*(?:-+|至|到)\s*\d{1,2}\s*[日号]|(?<![\d月])\d{1,2}\s*[日号]前?")
_TITLE = re.compile(r"《[^》]*》|“五月的鲜花”|\"五月的鲜花\"")
_LUNAR = re.compile(r"(?:二月二|三月三|五月初?五|七月七|八月十五|九月初?九)(?![日号十])|十月革命|五月的鲜花")
_PAST = re.compile(
    r"(?:印发|发布|颁布|通过|修订|施行|实施的|下发|出台|颁发|公布|以来|的?讲话|重要讲话|会议精神|指示精神|成立以来)"
)
_BEFORE_PAST = re.compile(r"(?:农历|阴历|旧历|去年|上年|前年|截至|截止)\s*$")
_ONCE = re.compile(
    r"\s*(?:一|两|二|1|2)\s*(?:次|评|会|查|报|结|题|期|检|议|学|考|主题|活动|小结|总结|回|场|节|测|训|访|谈)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in a text that names months; `dates` is the expression if it is finer than a month."""

    start: int
    end: int
    months: tuple[int, ...]
    dates: str | None


def spread(first: int, last: int) -> list[int]:
    """List the months from `first` to `last`, over the turn of the year if need be."""
    return [(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)]


def months_of_list(listed: str) -> list[int]:
    """Turn "七、八", "1---2", "9-12" or "九月、十" into months in the order written."""
    months: list[int] = []
    joined = ""
    if re.fullmatch(r"[一二三四五六七八九十]{2}", listed) and not listed.startswith("十"):
        return [number_of(sign) or 0 for sign in listed]
    for token in re.findall(rf"{MONTH}|-+|至|到|[、,/及和与或]", re.sub(r"[月份\s]", "", listed)):
        number = number_of(token)
        if number is None:
            joined = token
            continue
        if months and joined and (joined[0] == "-" or joined in {"至", "到"}):
            months += [month for month in spread(months[-1], number)[1:] if month not in months]
        elif number not in months:
            months.append(number)
        joined = ""
    return months


def mentions_in(folded: str, original: str | None = None) -> list[Mention]:
    """Find every place that names months in a sentence; titles of documents and past events do not count."""
    if "月" not in folded and "20" not in folded and not (_NUMERIC.search(folded) or _BRACKETED.search(folded)):
        return []
    source = original if original is not None else folded
    hidden = _TITLE.sub(lambda match: "　" * len(match.group()), folded)
    hidden = _LUNAR.sub(lambda match: "　" * len(match.group()), hidden)
    found = [_from_list(match, hidden, source) for match in _LIST.finditer(hidden)]
    found += [_from_numbers(match, source) for match in _NUMERIC.finditer(hidden)]
    found += [_from_bracket(match, source) for match in _BRACKETED.finditer(hidden)]
    taken = [(mention.start, mention.end) for mention in found if mention]
    for match in _ISO.finditer(hidden):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(Mention(match.start(), match.end(), (int(match["m1"]),), source[match.start() : match.end()]))
    return sorted((mention for mention in found if mention), key=lambda mention: mention.start)


def _from_list(match: re.Match[str], folded: str, source: str) -> Mention | None:
    months = months_of_list(match["list"])
    after = folded[match.end() : match.end() + 16]
    if (
        match["list"] in {"一", "1"}
        and not match["fine"]
        and match["month"] == "月"
        and _ONCE.match(folded, match.end())
    ):
        return None
    if _BEFORE_PAST.search(folded[max(0, match.start() - 6) : match.start()]) or folded[match.start() :].startswith(
        "去年"
    ):
        return None
    if _PAST.search(after.split(",")[0].split("。")[0].split(";")[0]) and (
        re.match(YEAR, match.group()) or match["fine"]
    ):
        return None
    if after.startswith("以来"):
        return None
    if match["month2"]:
        last = number_of(match["month2"]) or months[-1]
        months += [month for month in spread(months[-1], last)[1:] if month not in months]
    fine = match["fine"] or (match["more"] and not match["month2"]) or match["by"]
    fine = fine or (match["more"] and re.search(_FINE, match["more"].partition("月")[2]))
    dates = source[match.start() : match.end()].strip() if fine else None
    return Mention(match.start(), match.end(), tuple(months), dates)


def _from_numbers(match: re.Match[str], source: str) -> Mention:
    first = int(match["m1"])
    months = spread(first, int(match["m2"])) if match["m2"] else [first]
    return Mention(match.start(), match.end(), tuple(months), source[match.start() : match.end()].strip())


def _from_bracket(match: re.Match[str], source: str) -> Mention:
    """Read "(9.10)": a date that stands alone in brackets."""
    dates = source[match.start() + 1 : match.end() - 1].strip()
    return Mention(match.start(), match.end(), (int(match["m1"]),), dates)


def months_in(folded: str) -> tuple[int, ...]:
    """List the months that a sentence names, in the order written, each once."""
    months: list[int] = []
    for mention in mentions_in(folded):
        months += [month for month in mention.months if month not in months]
    return tuple(months)


def dates_in(folded: str, original: str, *, days_alone: bool = False) -> str | None:
    """Give the date expressions of a text as written, or None; `days_alone` accepts "14日-30日" too."""
    dates = [mention.dates for mention in mentions_in(folded, original) if mention.dates]
    if not dates and days_alone:
        dates = [original[match.start() : match.end()] for match in _DAYS.finditer(folded)]
    return "、".join(dict.fromkeys(dates)) or None


def months_of_cell(folded: str) -> tuple[int, ...]:
    """List the months of a table's time cell, where bare "3.12" is a date as well."""
    months = months_in(folded)
    single = None if months else _SINGLE.fullmatch(folded)
    return (int(single["m1"]),) if single else months
