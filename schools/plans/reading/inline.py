"""Items within a line: a whole plan on one line, a heading glued to a paragraph, numbered items in a cell."""

from __future__ import annotations

import re

from schools.plans.reading.folding import HAN, fold
from schools.plans.reading.headings import is_bare_heading
from schools.plans.reading.labels import label_at
from schools.plans.reading.months import MONTH, YEAR
from schools.plans.reading.numbering import CN, Marker, marker_at
from schools.plans.reading.shapes import Line
from schools.plans.reading.titles import glued_title_end

_CANDIDATE = re.compile(
    rf"第[{CN}]{{1,3}}(?:部分|章)|[{CN}]{{1,3}}[、.](?= ?\S)|[(][{CN}]{{1,3}}[)]|[㈠-㈩]|(?<![\d.(])\d{{1,2}}(?:、|\.(?!\d)|\.(?=\d{{1,2}}月|20\d\d年)|\)|,(?=[{HAN}]))|[(]\d{{1,2}}[)]|[①-⑳⑴-⒇⒈-⒛]"
)
_LABEL = re.compile(
    rf"(?:{YEAR})?{MONTH}(?:\s*(?:月份?)?\s*(?:[、及和]|-+|至)\s*{MONTH})?月份?\s*(?=[:(\s]|[1１]\s*[、.]|[(][一1])"
    rf"|第(?:[{CN}]{{1,3}}|\d{{1,2}})(?:[、\-]第?(?:[{CN}]{{1,3}}|\d{{1,2}}))?周\s*(?=[:(\s])"
)
_BULLET = re.compile(r"(?:(?<=\s)|(?<=[。;!?]))[•●◆◇■□▲△★☆►▶➢➤✦✓√※]\s*(?=\S)")
_SHORT, _LONG, _LONG_HEADING = 8, 240, 26
_RUNS_ON = 60
_GLUED_HEADING = 40
_GLUED_LABELS = 3
_NAMED = re.compile(r"(?:^|[\s。;!?])([^\s:。,;!?、\d]{3,10}):")
_STOPS = "。!?"
_CLOSERS = '"”」》)'


def split_line(line: Line) -> list[Line]:
    """Part a line at the item numbers and labels that begin a new sentence within it."""
    folded = line.folded
    if len(folded) < _SHORT or line.label is not None:
        return [line]
    own, places = line.marker, _places(folded)
    labels = _label_cuts(folded, {marker.end for _, marker in places})
    runs_on = len(folded) > _LONG and _has_headings(folded)
    calendar = len(labels) >= 2 or ("月" in folded[:16] and bool(label_at(folded, line.text)))
    cuts = _number_cuts(places, folded, "," if runs_on or calendar else "") | _own_run(line, places)
    cuts |= set(labels) if len(labels) >= 2 or (labels and labels[0] == 0) else set()
    cuts |= _listed_cuts(line, places)
    bullets = {match.start() for match in _BULLET.finditer(folded)}
    cuts |= bullets if len(bullets) > 1 or (bullets and own and own.kind == "bullet") else set()
    return _cut(line, cuts | _heading_cuts(folded))


def _listed_cuts(line: Line, places: list[tuple[int, Marker]]) -> set[int]:
    """Items behind a month on its line, "五月：（1）表彰（2）家访", need no stop between them."""
    own = line.marker
    found = label_at(line.folded, line.text) or (label_at(line.folded, line.text, own.end) if own else None)
    first = marker_at(fold(found.label.rest)) if found and found.is_firm else None
    if not first or first.is_weak or first.number != 1:
        return set()
    return _number_cuts([(at, marker) for at, marker in places if marker.kind == first.kind], line.folded, "any")


def split_cell(line: Line) -> list[Line]:
    """Part one line of a table cell at its item numbers, whatever stands before them."""
    return _cut(line, _number_cuts(_places(line.folded), line.folded, "any"))


def _cut(line: Line, cuts: set[int]) -> list[Line]:
    places = sorted(cut for cut in cuts if 0 < cut < len(line.text) and line.text[:cut].strip())
    if not places:
        return [line]
    ends = [*places[0:], len(line.text)]
    begins = [0, *places]
    pieces = [line.with_text(line.text[begin:end].strip()) for begin, end in zip(begins, ends, strict=True)]
    for piece in pieces[1:]:
        piece.style_level, piece.bold = None, ""
    return [piece for piece in pieces if piece.text]


def _has_headings(folded: str) -> bool:
    pairs = (("一、", "二、"), ("1、", "2、"), ("1.", "2."), ("(一)", "(二)"))
    return any(folded.find(second, folded.find(first)) > 0 for first, second in pairs if first in folded)


def _places(folded: str) -> list[tuple[int, Marker]]:
    """Find everything that looks like an item number within a line."""
    found = [(match.start(), marker_at(folded, match.start())) for match in _CANDIDATE.finditer(folded)]
    return [(at, marker) for at, marker in found if marker and marker.number]


def _number_cuts(places: list[tuple[int, Marker]], folded: str, mode: str) -> set[int]:
    """Find runs of item numbers of one kind that count up by one, each at the beginning of a sentence.

    `mode` says what else may stand before a number: "" nothing, ";" a semicolon, "," a comma too, "any" anything.
    """
    if len(places) < 2:
        return set()
    found = [
        pair
        for rank, pair in enumerate(places)
        if _begins(folded, pair[0], mode) or (rank and _ends_heading(folded, places[rank - 1], pair))
    ]
    cuts: set[int] = set()
    for kind in {marker.kind for _, marker in found}:
        cuts |= _runs([(at, marker) for at, marker in found if marker.kind == kind], folded)
    return cuts


def _ends_heading(folded: str, heading: tuple[int, Marker], first: tuple[int, Marker]) -> bool:
    """Item 1 may run straight into the words of the numbered heading before it: "二、主要工作1、…2、…"."""
    if heading[1].kind not in {"cn", "pcn", "part"} or first[1].kind not in {"ar", "par"} or first[1].number != 1:
        return False
    title = folded[heading[1].end : first[0]]
    return 2 <= len(title) <= _GLUED_HEADING and not re.search(r"[。!?;]", title)


def _own_run(line: Line, places: list[tuple[int, Marker]]) -> set[int]:
    """Items parted by semicolons that begin with the line's own number, or follow on its heading."""
    own = line.marker
    if not own or own.is_weak or len(places) < 2:
        return set()
    cuts = _number_cuts(places, line.folded, ";")
    if own.kind in {"cn", "pcn"}:
        return cuts
    return cuts & {at for at, marker in places if marker.kind == own.kind} | _inner_run(line, own, places)


def _inner_run(line: Line, own: Marker, places: list[tuple[int, Marker]]) -> set[int]:
    """Items (1)…；(2)… within a numbered item: a list of its own if the first begins a sentence there."""
    inner = [(at, marker) for at, marker in places if marker.kind != own.kind and marker.kind in {"par", "circ"}]
    opened = next((at for at, marker in inner if marker.number == 1 and _after_stop(line.folded, at)), None)
    if opened is None or opened <= own.end:
        return set()
    return _number_cuts([(at, marker) for at, marker in inner if at >= opened], line.folded, ";")


def _after_stop(folded: str, at: int) -> bool:
    last = _last_sign(folded, at)
    return last >= 0 and folded[last] in _STOPS


def _runs(found: list[tuple[int, Marker]], folded: str) -> set[int]:
    """Keep numbers that follow one another; a run begins with 1 or with the line's own number."""
    cuts: set[int] = set()
    run: list[tuple[int, int]] = []
    for at, marker in [*found, (len(folded), Marker("end", None, "", 0, ""))]:
        if run and marker.number == run[-1][0] + 1:
            run.append((marker.number, at))
            continue
        if len(run) >= 2:
            cuts |= {place for _, place in run}
        run = [(marker.number, at)] if marker.number and (marker.number == 1 or _last_sign(folded, at) < 0) else []
    return cuts


def _begins(folded: str, at: int, mode: str) -> bool:
    last = _last_sign(folded, at)
    if last < 0 or mode == "any" or folded[last] in _STOPS or folded[last] == ":":
        return True
    inner = last
    while inner > 0 and folded[inner] in _CLOSERS:
        inner -= 1
    if inner < last and folded[inner] in _STOPS:
        return True
    if last < at - 1 and folded[last] not in ",、":
        return True
    return (mode in {";", ","} and (folded[last] == ";" or inner < last)) or (mode == "," and folded[last] == ",")


def _last_sign(folded: str, at: int) -> int:
    """Give the place of the last character before `at` that is no space, -1 at the line's start."""
    last = at - 1
    while last >= 0 and folded[last] == " ":
        last -= 1
    return last


def _label_cuts(folded: str, numbered: set[int]) -> list[int]:
    """Find month labels within a line, each after a full stop, semicolon or space, or at its start.

    A month right behind an item's number (`numbered` holds where those end) belongs to the item.
    """
    if folded.count("月") + folded.count("周") < 2:
        return []
    cuts, glued = [], []
    for match in _LABEL.finditer(folded):
        if match.start() in numbered:
            continue
        last = _last_sign(folded, match.start())
        if last < 0 or folded[last] in "。;!?:" or last < match.start() - 1:
            cuts.append(match.start())
        elif folded[match.end()] == ":":
            glued.append(match.start())
    return sorted([*cuts, *glued]) if len(cuts) + len(glued) >= _GLUED_LABELS else cuts


def _heading_cuts(folded: str) -> set[int]:
    """Find a heading glued to the end of a paragraph: "…之家。二、主要工作："."""
    cuts = set()
    lead = re.match(r"\s*([^。:]{2,10})[。:]\s*(?=\S)", folded)
    if lead and is_bare_heading(lead.group(1)) and label_at(folded[lead.end() :], folded[lead.end() :]):
        cuts.add(lead.end())
    if len(folded) > _RUNS_ON:
        cuts.add(glued_title_end(folded))
        cuts |= {match.start(1) for match in _NAMED.finditer(folded) if is_bare_heading(match.group(1))}
    for match in re.finditer(rf"(?<=[。!?”\"])\s*(?=[{CN}]{{1,2}}[、.])", folded):
        marker = marker_at(folded, match.end())
        if not marker or len(folded) - marker.end > _LONG_HEADING:
            continue
        rest = folded[marker.end :].strip()
        if rest and is_bare_heading(rest):
            cuts.add(match.end())
    return cuts
