"""Several plans in one source: where one ends and the next begins, and what each is called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from schools.plans.reading.folding import number_of
from schools.plans.reading.headings import is_bare_heading, is_calendar_heading, is_guiding, names_term_only
from schools.plans.reading.labels import label_at
from schools.plans.reading.nodes import without_annex
from schools.plans.reading.shapes import Line, Page
from schools.plans.reading.titles import is_plan_title, names_period, year_of

_PIECE = re.compile(
    r"[【\[(]?\s*(?P<base>[^,。;]{0,36}?)\s*[(（]?(?:第\s*(?P<n1>[一二三四五六七八九十]{1,3}|\d{1,2})\s*篇|(?:篇|范文|模板|例文|样本)\s*[(]?(?P<n2>[一二三四五六七八九十]{1,3}|\d{1,2})(?!\s*篇))[)）]?\s*[】\])]?\s*(?:[:、.\s]\s*(?P<title>.{2,40}))?"
)
_COUNTED = re.compile(
    r"(?P<base>.{2,40}?(?:计划|要点|安排|打算|规划)书?)\s*[(]?(?P<n1>\d{1,2}|[一二三四五六七八九十]{1,2})[)]?\s*"
)
_BYLINE = re.compile(r".{2,24}(?:学校|小学|中学|初中|高中|幼儿园|学院|初级中学|工会|工会委员会|教育局|中心校|职中|校)")
_PERIOD_LINE = re.compile(r"[(]?.{0,24}(?:学年|学期|年度|20\d\d|20xx).{0,16}[)]?")
_HEAD, _TOP = 10, 3
_CRUMB, _OWN_TITLE, _UNDER_TITLE = 40, 16, 4


@dataclass(slots=True)
class Part:
    """The lines of one plan, its title lines apart."""

    titles: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    is_review: bool = False


def split_plans(lines: list[Line], page: Page) -> list[Part]:
    """Cut cleaned lines into plans; lines before the first piece of a collection are skipped."""
    filled = [line for line in lines if line.text.strip() or line.label]
    pieces = _piece_starts(filled)
    if pieces:
        return _by_pieces(filled, pieces, page)
    starts = sorted({*_title_starts(filled), *_restarts(filled)})
    begins = [0, *[start for start in starts if start > 0]]
    ends = [*begins[1:], len(filled)]
    parts = [_part(filled[begin:end]) for begin, end in zip(begins, ends, strict=True)]
    return _without_review([part for part in parts if part.lines or part.titles])


def _without_review(parts: list[Part]) -> list[Part]:
    """Of "2024年总结和2025年计划" the first half looks back; the second is the plan and bears the whole title."""
    if len(parts) != 2 or not parts[0].titles or not parts[1].titles:
        return parts
    whole, own = parts[0].titles[0], parts[1].titles[0].folded.strip()
    if not re.search(r"总结.*(?:计划|要点|打算)", whole.folded) or len(own) > _OWN_TITLE or "工会" in own[:-8]:
        return parts
    parts[0].is_review = True
    parts[1].titles = [whole, *parts[1].titles]
    return parts


def _piece_starts(lines: list[Line]) -> dict[int, str]:
    """Find lines like 篇1, 第2篇, …工作计划3; keys are positions, values the titles that they carry."""
    for pattern, least in ((_PIECE, 1), (_COUNTED, 2)):
        found = []
        for at, line in enumerate(lines):
            match = pattern.fullmatch(line.folded.strip()) if len(line.text) <= 60 and not line.cell else None
            number = number_of(match["n1"] or match["n2"]) if match and pattern is _PIECE else None
            number = number_of(match["n1"]) if match and pattern is _COUNTED else number
            if match and number and not _is_item(line):
                found.append((at, number, match.groupdict()))
        found = [
            entry
            for rank, entry in enumerate(found)
            if not (rank + 1 < len(found) and found[rank + 1][0] == entry[0] + 1)
        ]
        counts = [number for _, number, _ in found]
        if len(found) >= least and counts == sorted(set(counts)) and counts[0] <= 2:
            if pattern is _COUNTED and len({groups["base"] for _, _, groups in found}) > 1:
                continue
            return {at: _piece_title(lines[at], groups, pattern) for at, _, groups in found}
    return {}


def _is_item(line: Line) -> bool:
    marker = line.marker
    return bool(marker and not marker.is_weak and marker.kind not in {"bullet", "ord"})


def _piece_title(line: Line, groups: dict[str, str | None], pattern: re.Pattern[str]) -> str:
    if pattern is _COUNTED:
        return line.text.strip()
    title = (groups.get("title") or "").strip()
    if title:
        return line.text.strip()[-len(title) :]
    return line.text.strip() if len(groups.get("base") or "") >= 4 else ""


def _by_pieces(lines: list[Line], pieces: dict[int, str], page: Page) -> list[Part]:
    starts = sorted(pieces)
    opens = []
    for start in starts:
        first = start
        if not pieces[start]:
            while (
                first > 0
                and start - first < 2
                and is_plan_title(lines[first - 1].folded)
                and not _is_item(lines[first - 1])
            ):
                first -= 1
        opens.append(first)
    for line in lines[: opens[0]]:
        page.mark(line.number, line.last, "title" if is_plan_title(line.folded) else "skipped")
    whole = next((line for line in lines[: starts[0]] if is_plan_title(line.folded)), None)
    parts = []
    for rank, start in enumerate(starts):
        end = opens[rank + 1] if rank + 1 < len(starts) else len(lines)
        part = _part(lines[start + 1 : end])
        named = lines[start].with_text(pieces[start]) if pieces[start] else None
        before = lines[opens[rank] : start][::-1]
        page.mark(lines[start].number, lines[start].last, "title")
        part.titles = [line for line in [named, *before, *part.titles] if line]
        if whole and not any(names_period(line.folded) for line in part.titles):
            part.titles = [*part.titles, *([whole] if year_of(whole.folded) or not part.titles else [])]
        parts.append(part)
    return parts


def _part(lines: list[Line]) -> Part:
    """Take the title lines off the head of one plan."""
    at = next((i for i, line in enumerate(lines[:_HEAD]) if _is_title(line) and is_plan_title(line.folded)), None)
    at = at if at is not None else next((i for i, line in enumerate(lines[:_HEAD]) if _is_title(line)), None)
    if at is None:
        styled = [i for i, line in enumerate(lines[:2]) if line.style_level == 0] or [0] * _names_itself(lines)
        return Part([lines[i] for i in styled], [line for i, line in enumerate(lines) if i not in styled])
    first, last = at, at
    while first > 0 and _belongs_to_title(lines[first - 1]):
        first -= 1
    halves = sum(1 for line in lines if names_term_only(line.folded)) >= 2
    while last + 1 < len(lines) and last - at < _UNDER_TITLE and _follows_title(lines[last + 1], lines[at]):
        if halves and names_term_only(lines[last + 1].folded):
            break
        last += 1
    before = [line for line in lines[:first] if not _is_crumb(line)]
    return Part([lines[at], *lines[first:at], *lines[at + 1 : last + 1]], [*before, *lines[last + 1 :]])


def _is_crumb(line: Line) -> bool:
    """A short bullet or unnumbered scrap above the title is a web page's, not the plan's."""
    is_bullet = line.marker is None or line.marker.kind == "bullet"
    return is_bullet and len(line.text) <= _CRUMB and not line.cell and not is_bare_heading(line.folded)


def _names_itself(lines: list[Line]) -> bool:
    """Tell a first line that names union and period without a plan's word: "2025年工会主要活动"."""
    if not lines or _is_item(lines[0]) or lines[0].cell or lines[0].label or label_at(lines[0].folded, lines[0].text):
        return False
    bare = without_annex(lines[0].folded.strip())
    return len(bare) <= 36 and "工会" in bare and names_period(bare) and not re.search(r"[。:;,!?]", bare)


def _is_dated_entry(line: Line) -> bool:
    found = label_at(line.folded, line.text)
    return bool(found and found.is_firm and found.label.rest)


def _is_title(line: Line) -> bool:
    names_union = "工会" in line.folded and re.search(r"[校学园院乡镇区县]", line.folded)
    if _is_item(line) or line.cell or _is_dated_entry(line):
        return False
    if is_bare_heading(line.folded) and not names_period(line.folded) and not (names_union and line.number <= _TOP):
        return False
    return is_plan_title(line.folded) or (line.style_level == 0 and len(line.text) <= 50)


def _belongs_to_title(line: Line) -> bool:
    bare = re.sub(r"\s", "", line.folded)
    if _is_item(line) or len(bare) > 30:
        return False
    return bool(_BYLINE.fullmatch(bare) or (_PERIOD_LINE.fullmatch(bare) and "。" not in bare))


def _follows_title(line: Line, title: Line) -> bool:
    bare = line.folded.strip()
    if bare == title.folded.strip():
        return True
    if names_term_only(bare):
        return True
    if _is_item(line) or len(bare) > 30 or label_at(line.folded, line.text) or is_bare_heading(line.folded):
        return False
    in_brackets = bare.startswith("(") and bare.endswith(")")
    is_dash = bare.startswith("--")
    return (
        in_brackets
        or is_dash
        or bool(_BYLINE.fullmatch(bare))
        or bool(_PERIOD_LINE.fullmatch(bare) and "。" not in bare and "," not in bare)
    )


def _title_starts(lines: list[Line]) -> list[int]:
    """Find titles inside the text that open another plan: structure begins anew soon after them."""
    starts: list[int] = []
    first = next((at for at, line in enumerate(lines[:_HEAD]) if _is_title(line)), None)
    known = {re.sub(r"\s", "", lines[first].folded)} if first is not None else set()
    for at, line in enumerate(lines):
        if at <= (first or 0) or not _is_title(line) or line.cell:
            continue
        bare = re.sub(r"\s", "", line.folded)
        if is_calendar_heading(bare) and not _opens_anew(lines, at, need_guiding=True):
            continue
        since = lines[(starts[-1] if starts else 0) : at]
        if not any(_is_item(other) for other in since):
            continue
        if bare in known and not _opens_anew(lines, at, need_guiding=True):
            continue
        if _opens_anew(lines, at, need_guiding=False):
            begin = at
            while (
                begin > 0
                and _belongs_to_title(lines[begin - 1])
                and begin > at - 2
                and not _is_signature(lines, begin - 1)
            ):
                begin -= 1
            starts.append(begin)
            known.add(bare)
    return starts


def _is_signature(lines: list[Line], at: int) -> bool:
    """A school's name followed by a date closes the plan before; it does not open the next one."""
    return bool(re.search(r"\d\s*日|[一二三]?十?[一二三四五六七八九十]日", lines[at].folded))


def _opens_anew(lines: list[Line], at: int, *, need_guiding: bool) -> bool:
    for line in lines[at + 1 : at + 10]:
        marker = line.marker
        text = line.folded[marker.end :] if marker else line.folded
        if is_guiding(text):
            return True
        if need_guiding:
            continue
        if marker and marker.number == 1 and marker.kind in {"cn", "pcn", "ar", "part"}:
            return True
        if line.label or (label_at(line.folded, line.text) and not marker):
            return True
        if marker and marker.number and marker.number > 1:
            return False
    return False


def _restarts(lines: list[Line]) -> list[int]:
    """Find where 一、 comes again after 二、 with no heading between: another plan without a title."""
    starts: list[int] = []
    last = 0
    heading_since = False
    seen_calendar = False
    for at, line in enumerate(lines):
        marker = line.marker
        if not marker or marker.kind != "cn" or marker.is_weak or marker.number is None:
            bare = line.folded.strip()
            heading_since = heading_since or is_bare_heading(bare) or line.style_level is not None or _is_part(line)
            continue
        if label_at(line.folded, line.text, marker.end):
            seen_calendar = True
            continue
        if marker.number == 1 and last >= 2 and not heading_since and _counts_to_two(lines, at):
            starts.append(_preamble_start(lines, at))
        last, heading_since = marker.number, False
        seen_calendar = False
    return starts if not seen_calendar or starts else []


def _is_part(line: Line) -> bool:
    marker = line.marker
    return bool(marker and marker.kind == "part") or (line.bold == "all" and len(line.text) <= 30)


def _counts_to_two(lines: list[Line], at: int) -> bool:
    for line in lines[at + 1 :]:
        marker = line.marker
        if marker and marker.kind == "cn" and not marker.is_weak and marker.number:
            return marker.number == 2
    return False


def _preamble_start(lines: list[Line], at: int) -> int:
    """Give the introducing paragraphs before a restart to the new plan, the closing ones to the old."""
    begin = at
    while begin > 0 and at - begin < 3:
        line = lines[begin - 1]
        if _is_item(line) or line.cell:
            break
        if begin != at and not re.search(r"计划|打算|安排|如下|[:]$", line.folded):
            break
        if begin == at and not re.search(r"(?:计划|打算|安排|如下|工作)[:。]?$", line.folded.strip()):
            break
        begin -= 1
    return begin
