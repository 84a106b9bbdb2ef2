"""Labels of a calendar: months, weeks, dates and rhythms that stand before their entries."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from schools.plans.reading.folding import HAN, fold, number_of
from schools.plans.reading.months import MONTH, PAIR, YEAR, dates_in, mentions_in, months_in, months_of_list
from schools.plans.reading.numbering import CN, marker_at
from schools.plans.reading.recurrence import recurrence_in
from schools.plans.reading.shapes import Label, Line

_OPEN = r"[\s(\[【<〈「『*■●◆★□▲▍#◇·]*"
_CLOSE = r"[\s)\]】>〉」』*]*"
_NOUN = r"(?:(?:工会)?(?:主要工作|重点工作|工作重点|工作安排|工作要点|工作内容|工作计划|工作任务|活动安排|活动内容|工作|活动|安排|计划|任务)(?=[\s:)\]】]|$))?"
_SEP = r"\s*(?:[、,/及和与或]|-+|至|到)\s*"
_MONTH_LABEL = re.compile(
    rf"{_OPEN}(?:{YEAR})?(?P<list>{PAIR}|(?:{MONTH}\s*(?:月\s*份?{_SEP}(?:{YEAR})?|{_SEP}))*{MONTH})\s*(?P<unit>月(?:\s*份)?)(?!\s*(?:\d{{1,2}}|[{CN}]{{1,3}})\s*(?:[日号]|\.\d))"
    rf"(?P<part>\s*(?:[上中下]旬|月?初|底|末|第\s*[一二三四五1-5]\s*个?周|最后一周)(?:\s*[-至到]\s*[上中下]旬)?)?(?P<close>{_CLOSE}){_NOUN}(?P<close2>{_CLOSE})(?P<sep>[:、,.。\-\s]*)"
)
_SHORT_LIST = re.compile(rf"{_OPEN}(?P<list>\d{{1,2}}\s*-+\s*\d{{1,2}})\s*(?P<unit>月份?)")
_WEEK_LABEL = re.compile(
    rf"{_OPEN}第?\s*(?P<from>[{CN}]{{1,3}}|\d{{1,2}})\s*(?:周?\s*[-至到、,]\s*第?\s*(?:[{CN}]{{1,3}}|\d{{1,2}})\s*)?周{_CLOSE}"
    r"(?P<date>\(?[^:()]{0,24}?\d[^:()]{0,16}\)?)?(?P<sep>[:、.\s]*)"
)
_RHYTHM = re.compile(
    rf"{_OPEN}(?P<word>每[两二隔双]?(?:周|月|学期|季度|年)|隔周|双周|全年|全学期|整个学期|贯穿全年|全期|长期|常年|平时|随时|不定期|常规工作|经常性工作|日常工作|平时工作?|暑假(?:期间)?|寒假(?:期间)?|暑期|学期初|学期末|期初|期末|开学初|机动)"
    rf"(?:常规)?(?:工作|活动)?{_CLOSE}(?P<sep>:|$|(?<=[\s\])】])(?=\S))"
)
_THIRD = re.compile(rf"{_OPEN}(?P<part>[上中下]旬|月初|月中|月底|月末){_CLOSE}(?::|$|(?<=\s)(?=\S))\s*")
THEME = re.compile(r"\((?!\s*[\d一二三四五六七八九十]+\s*\))[^()]{2,16}\)\s*:?")
_LOST = re.compile(r"[(_\s]*月份?[)\s]*[:]?$")
_NOT_AFTER = re.compile(r"^(?:的|来|以来|里|内|中旬|之内|间|饼|亮|刊|报|薪|底以|一次|考|评|季|票|经|子)")
_MIN_RUN = 3
_HEADINGS = frozenset({"cn", "pcn", "part"})


@dataclass(frozen=True, slots=True)
class FoundLabel:
    """A label at the start of a line; `is_firm` if a mark or the line's end proves it."""

    label: Label
    is_firm: bool
    kind: str = "label"


def label_at(folded: str, original: str, start: int = 0) -> FoundLabel | None:
    """Read a month or week or date label that begins at `start`."""
    match = _MONTH_LABEL.match(folded, start)
    if match:
        return _month_label(match, folded, original)
    return _week_label(folded, original, start) or _date_label(folded, original, start)


def _month_label(match: re.Match[str], folded: str, original: str) -> FoundLabel | None:
    end = match.end()
    rest = original[end:].strip()
    theme = THEME.match(fold(rest))
    if theme and _has_marker(rest[theme.end() :]):
        rest = rest[theme.end() :].strip()
    months = tuple(months_of_list(re.sub(YEAR, "", match["list"])))
    if not months or (_NOT_AFTER.match(folded[end:]) and not match["sep"].strip()):
        return None
    gap = match["close"] + match["close2"] + match["sep"]
    sep = match["sep"].strip()
    is_firm = (
        not rest
        or bool(THEME.fullmatch(fold(rest)))
        or ":" in gap
        or "。" in gap
        or any(sign in gap for sign in ")]】>〉」』")
        or (gap != "" and sep.strip("-") in {"", "、", "."})
    )
    dates = original[match.start("list") : match.end("part")].strip() if match["part"] else None
    return FoundLabel(Label(months, rest, dates), is_firm)


def _week_label(folded: str, original: str, start: int) -> FoundLabel | None:
    match = _WEEK_LABEL.match(folded, start)
    if not match or number_of(match["from"]) is None:
        return None
    spaced = re.match(r"\s+", folded[match.end("from") + 1 :]) and _dated_week(match, folded, original)
    if spaced:
        return spaced
    rest = original[match.end() :].strip()
    has_date = bool(match["date"] and re.search(r"\d\s*[-./月日号]", match["date"]))
    if not has_date:
        rest = original[match.start("date") if match["date"] else match.end() :].strip(" :：、.\u3000")
    if "第" not in match.group()[:4] and rest and not has_date:
        return None
    if (
        rest
        and not has_date
        and ":" not in folded[match.start() : match.end() + 1]
        and not folded[match.start() : match.end()].endswith(" ")
    ):
        return None
    date = match["date"] if has_date else ""
    shown = original[match.start("date") : match.end("date")].strip(" ()（）") if has_date else None
    months = months_in(date) if date else ()
    return FoundLabel(Label(months, rest, shown), is_firm=True, kind="week")


def _dated_week(match: re.Match[str], folded: str, original: str) -> FoundLabel | None:
    """Read "第1周 2月24日-3月2日 开学慰问", where only spaces part week, dates and text."""
    begin = folded.index("周", match.end("from")) + 1
    begin += len(folded[begin:]) - len(folded[begin:].lstrip())
    first = next(iter(mentions_in(folded[begin : begin + 40], original[begin : begin + 40])), None)
    if not first or first.start != 0 or not first.dates or not folded[begin + first.end :].startswith(" "):
        return None
    return FoundLabel(
        Label(first.months, original[begin + first.end :].strip(), first.dates), is_firm=True, kind="week"
    )


def _date_label(folded: str, original: str, start: int) -> FoundLabel | None:
    begin = start + len(re.match(_OPEN, folded[start:]).group())  # type: ignore[union-attr]  # matches always
    if begin >= len(folded) or not (folded[begin].isdigit() or folded[begin] in f"{CN}元"):
        return None
    mentions = mentions_in(folded[begin : begin + 40], original[begin : begin + 40])
    if not mentions or mentions[0].start != 0 or not mentions[0].dates:
        return None
    first = mentions[0]
    after = re.match(
        rf"(?:\s*\((?:(?:周|星期)[{CN}日]|第?\s*[\d{CN}]{{1,3}}\s*周)\)|\s*(?:周|星期)[{CN}日])?(?P<close>{_CLOSE})(?P<sep>[:\s]*)",
        folded[begin + first.end :],
    )
    if not after:
        return None
    rest = original[begin + first.end + after.end() :].strip()
    is_firm = not rest or ":" in after["sep"] or after.group().rstrip()[-1:] in {")", "]", "】"}
    if not is_firm and not after.group().endswith(" "):
        return None
    return FoundLabel(Label(first.months, rest, first.dates), is_firm, kind="week")


def rhythm_at(folded: str, original: str) -> Label | None:
    """Read a label without month: 每月, 全年, 暑假, or one whose month was lost."""
    bare = folded.strip()
    match = _RHYTHM.match(bare)
    if match:
        rest = original.strip()[match.end() :].strip()
        return Label((), rest, recurrence=recurrence_in(match["word"]))
    return Label((), is_lost=True) if _LOST.fullmatch(bare) else None


def find_labels(lines: list[Line]) -> dict[int, FoundLabel]:
    """Decide for all lines of a plan which of them are labels; keys are positions in `lines`.

    "七、八月份" is two months, but "一、二月份 … 二、三月份" are ordinals: the run decides.
    """
    plain: dict[int, FoundLabel] = {}
    numbered: dict[int, tuple[int, str, FoundLabel]] = {}
    for at, line in enumerate(lines):
        if line.label is not None:
            plain[at] = FoundLabel(line.label, is_firm=True)
            continue
        if not _may_be_label(line):
            continue
        found = label_at(line.folded, line.text)
        marker = line.marker
        is_bullet = marker is not None and marker.kind == "bullet" and not (found and _has_marker(found.label.rest))
        if found and not (found.label.rest and marker and (is_bullet or _counts(lines, at))):
            plain[at] = found
        if marker and marker.number and marker.kind in {"cn", "pcn", "ar", "par"} and not marker.is_weak:
            behind = label_at(line.folded, line.text, marker.end)
            if behind and behind.is_firm:
                numbered[at] = (marker.number, marker.shown, behind)
    return _decide(lines, plain, numbered)


def _counts(lines: list[Line], at: int) -> bool:
    """Tell whether the number at a line's start counts on from its neighbours: "1、4月春游" is item 1, not 1、4月."""
    marker = lines[at].marker
    if marker is None or marker.number is None or marker.is_weak:
        return False
    before, behind = range(at - 1, max(at - 9, -1), -1), range(at + 1, min(at + 8, len(lines)))
    for places, wanted in ((before, marker.number - 1), (behind, marker.number + 1)):
        for place in places:
            other = lines[place].marker
            if other and other.kind == marker.kind and not other.is_weak:
                if other.number == wanted and wanted:
                    return True
                break
    return False


def _may_be_label(line: Line) -> bool:
    head = line.folded[:40]
    return ("月" in head or "周" in head or "." in head or "/" in head) and line.style_level != 0


def _has_marker(rest: str) -> bool:
    marker = marker_at(fold(rest))
    return bool(marker and not marker.is_weak)


def _runs(numbered: dict[int, tuple[int, str, FoundLabel]]) -> list[list[int]]:
    """Group the places of numbers that count on: either all of a run are month labels, or all are items."""
    runs: list[list[int]] = []
    for at in sorted(numbered):
        if runs and numbered[runs[-1][-1]][0] == numbered[at][0] - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _decide(
    lines: list[Line], plain: dict[int, FoundLabel], numbered: dict[int, tuple[int, str, FoundLabel]]
) -> dict[int, FoundLabel]:
    chosen: dict[int, FoundLabel] = {}
    for run in _runs(numbered):
        are_labels = any(not numbered[at][2].label.rest or _has_marker(numbered[at][2].label.rest) for at in run)
        for at in run:
            _, shown, found = numbered[at]
            if are_labels and (len(run) > 1 or at not in plain):
                chosen[at] = replace(found, label=replace(found.label, ordinal=shown))
            elif len(run) > 1:
                plain.pop(at, None)
    firm = {at: found for at, found in plain.items() if found.is_firm and at not in chosen}
    loose = {at: found for at, found in plain.items() if not found.is_firm and at not in chosen and not lines[at].cell}
    chosen |= {at: found for at, found in firm.items() if found.label.rest == "" or _is_entry_like(found)}
    names = {found.label.months for found in [*chosen.values(), *loose.values()]}
    if len(names) >= _MIN_RUN:
        chosen |= {at: found for at, found in loose.items() if _fits(at, found, plain, lines)}
        for at, line in enumerate(lines):
            rhythm = rhythm_at(line.folded, line.text) if at not in chosen and len(line.text) < 60 else None
            if rhythm and not line.entry:
                chosen[at] = FoundLabel(rhythm, is_firm=True)
    _add_thirds(lines, chosen)
    return chosen


def _fits(at: int, found: FoundLabel, plain: dict[int, FoundLabel], lines: list[Line]) -> bool:
    """A loose label fits a calendar; a loose date only one whose labels stand on the line of their entries."""
    before = max((other for other in plain if other < at), default=None)
    is_inline = before is None or bool(plain[before].label.rest)
    firm = max((other for other in plain if other < at and plain[other].is_firm), default=None)
    between = lines[firm + 1 : at] if firm is not None else []
    goes_on = firm is not None and not any(line.marker and line.marker.kind in _HEADINGS for line in between)
    stretch = [step in plain for step in range(at - 2, at + 3)]
    in_row = any(all(stretch[first : first + _MIN_RUN]) for first in range(_MIN_RUN))
    leads = at + 1 in plain and plain[at + 1].is_firm
    if not (goes_on or in_row or leads):
        return False
    return len(found.label.rest) <= 120 and (found.kind != "week" or is_inline)


def _add_thirds(lines: list[Line], chosen: dict[int, FoundLabel]) -> None:
    """上旬, 中旬 and 下旬 below a month date their entries more finely."""
    months = [at for at, found in chosen.items() if found.label.months and found.kind == "label"]
    if not months:
        return
    for at, line in enumerate(lines):
        match = _THIRD.match(line.folded) if at > months[0] and at not in chosen and not line.label else None
        if match and not line.entry and len(line.text) <= 120:
            rest, dates = line.text[match.end() :].strip(), line.text[match.start("part") : match.end("part")]
            chosen[at] = FoundLabel(Label((), rest, dates), is_firm=True, kind="week")


def _is_entry_like(found: FoundLabel) -> bool:
    """A firm label before a text: not the sign-off "2024年3月 XX小学工会"."""
    return not re.fullmatch(rf"[{HAN}]{{2,16}}(?:工会|委员会|学校|小学|中学)", found.label.rest)


def rejoin_split_months(lines: list[Line]) -> list[Line]:
    """Put "一" and "月" on two lines together again."""
    joined: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        bare = line.folded.strip()
        ahead = at + 1
        while ahead < len(lines) and not lines[ahead].text.strip() and ahead < at + 3:
            ahead += 1
        follows = lines[ahead].folded.strip() if ahead < len(lines) else ""
        if len(bare) <= 5 and re.fullmatch(rf"{MONTH}(?:[、-]{MONTH})?", bare) and re.fullmatch(r"月份?\s*:?", follows):
            whole = line.with_text(line.text.strip() + lines[ahead].text.strip())
            whole.last = lines[ahead].last
            joined.append(whole)
            at = ahead + 1
        else:
            joined.append(line)
            at += 1
    return joined


_GLUED = re.compile(r"\s*(?P<month>1[0-2]|[1-9])(?P<item>1)?(?P<mark>[、.,])?\s*(?P<rest>\S.*)")


def unglue(lines: list[Line]) -> list[Line]:
    """Part month numbers glued to the first item: "11、慰问" is January's item 1, "7组织…" July without number."""
    heads = _glued_heads(lines)
    if len(heads) < 2:
        return lines
    parted: list[Line] = []
    for at, line in enumerate(lines):
        if at not in heads:
            parted.append(line)
            continue
        month, text = heads[at]
        label = line.with_text(f"{month}月")
        label.label = Label((month,))
        item = line.with_text(text)
        item.entry = not marker_at(item.folded)
        parted += [label, item]
    return parted


def _glued_heads(lines: list[Line]) -> dict[int, tuple[int, str]]:
    """Find the lines that open a month by a glued number: months rise, items count on from 2 in between."""
    heads: dict[int, tuple[int, str]] = {}
    last_number, last_month = 0, 0
    firm = 0
    for at, line in enumerate(lines):
        marker = line.marker
        glued = re.match(r"\s*(1[0-2]|[1-9])1\s*[、.,]", line.folded)
        bare = re.match(rf"\s*(1[0-2]|[1-9])(?=[{HAN}“\"])(?![月日号个名次年])", line.folded)
        if glued and last_number != int(glued.group(1)) * 10 and (not heads or _rises(last_month, int(glued.group(1)))):
            month = int(glued.group(1))
            digits = line.text.index(line.text.strip()[0]) + len(str(month))
            heads[at] = (month, line.text[digits:])
            last_month, last_number = month, 1
            firm += 1
        elif bare and heads and _rises(last_month, int(bare.group(1))) and int(bare.group(1)) != last_number + 1:
            month = int(bare.group(1))
            heads[at] = (month, line.text[bare.end() :])
            last_month, last_number = month, 1
        elif marker and marker.kind == "ar" and marker.number:
            last_number = marker.number
    return heads if firm >= 2 else {}


def _rises(before: int, month: int) -> bool:
    return 0 < (month - before) % 12 <= 3


__all__ = ["FoundLabel", "dates_in", "find_labels", "label_at", "rejoin_split_months", "rhythm_at", "unglue"]
