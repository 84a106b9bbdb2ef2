"""Items within a line: a whole plan on one line, a heading glued to a paragraph, numbered items in a cell."""

from __future__ import annotations

import re

from schools.plans.reading.folding import HAN
from schools.plans.reading.headings import is_bare_heading
from schools.plans.reading.labels import label_at
from schools.plans.reading.months import MONTH, YEAR
from schools.plans.reading.numbering import CN, Marker, marker_at
from schools.plans.reading.shapes import Line

_CANDIDATE = re.compile(
    rf"[{CN}]{{1,3}}[、.](?=\S)|[(][{CN}]{{1,3}}[)]|[㈠-㈩]|(?<![\d.(])\d{{1,2}}(?:、|\.(?!\d)|\)|,(?=[{HAN}]))|[(]\d{{1,2}}[)]|[①-⑳⑴-⒇⒈-⒛]"
)
_LABEL = re.compile(rf"(?:{YEAR})?{MONTH}(?:\s*(?:[、及和]|-+|至)\s*{MONTH})?月份?\s*(?=[:(\s]|[1１]\s*[、.]|[(][一1])")
_LONG = 240
_STOPS = "。!?"
_SOFT = ";:；：”」\"》)"


def split_line(line: Line) -> list[Line]:
    """Part a line at the item numbers and labels that begin a new sentence within it."""
    if len(line.folded) < 12 or line.label is not None:
        return [line]
    whole = len(line.folded) > _LONG and _has_headings(line.folded)
    calendar = bool(label_at(line.folded, line.text)) or len(_label_cuts(line.folded)) >= 2
    cuts = _number_cuts(line.folded, soft=whole or calendar, comma=False)
    labels = _label_cuts(line.folded)
    cuts |= set(labels) if len(labels) >= 2 or (labels and labels[0] == 0) else set()
    return _cut(line, cuts | _heading_cuts(line.folded))


def split_cell(line: Line) -> list[Line]:
    """Part one line of a table cell at its item numbers, whatever stands before them."""
    return _cut(line, _number_cuts(line.folded, soft=True, comma=True))


def _cut(line: Line, cuts: set[int]) -> list[Line]:
    places = sorted(cut for cut in cuts if 0 < cut < len(line.text))
    if not places:
        return [line]
    ends = [*places[0:], len(line.text)]
    begins = [0, *places]
    pieces = [line.with_text(line.text[begin:end].strip()) for begin, end in zip(begins, ends, strict=True)]
    for piece in pieces[1:]:
        piece.style_level, piece.bold = None, ""
    return [piece for piece in pieces if piece.text]


def _has_headings(folded: str) -> bool:
    return bool(re.search(rf"[一1][、.].*[二2][、.]|[(]一[)].*[(]二[)]", folded))


def _number_cuts(folded: str, *, soft: bool, comma: bool) -> set[int]:
    """Find runs of item numbers of one kind that count up by one, each at the beginning of a sentence."""
    found: list[tuple[int, Marker]] = []
    for match in _CANDIDATE.finditer(folded):
        marker = marker_at(folded, match.start())
        if marker and marker.number and _begins(folded, match.start(), soft=soft, comma=comma):
            found.append((match.start(), marker))
    cuts: set[int] = set()
    for kind in {marker.kind for _, marker in found}:
        cuts |= _runs([(at, marker) for at, marker in found if marker.kind == kind], folded)
    return cuts


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
        run = [(marker.number, at)] if marker.number and (marker.number == 1 or not folded[:at].strip()) else []
    return cuts


def _begins(folded: str, at: int, *, soft: bool, comma: bool) -> bool:
    before = folded[:at].rstrip()
    if not before or before[-1] in _STOPS:
        return True
    if before[-1] in "\"”」》)":
        inner = before.rstrip("\"”」》)")
        if inner and inner[-1] in _STOPS:
            return True
    if folded[at - 1] == " " and before[-1] not in ",、":
        return True
    if before[-1] == ":":
        return True
    if soft and before[-1] in _SOFT:
        return True
    return comma or (soft and before[-1] in ",")


def _label_cuts(folded: str) -> list[int]:
    """Find month labels within a line, each after a full stop, semicolon or space, or at its start."""
    if folded.count("月") < 2:
        return []
    cuts = []
    for match in _LABEL.finditer(folded):
        before = folded[: match.start()].rstrip()
        if not before or before[-1] in "。;!?:" or folded[match.start() - 1] == " ":
            cuts.append(match.start())
    return cuts


def _heading_cuts(folded: str) -> set[int]:
    """Find a heading glued to the end of a paragraph: "…之家。二、主要工作："."""
    cuts = set()
    for match in re.finditer(rf"(?<=[。!?”\"])\s*(?=[{CN}]{{1,2}}[、.])", folded):
        marker = marker_at(folded, match.end())
        rest = folded[marker.end :].strip() if marker else ""
        if marker and rest and len(rest) <= 24 and is_bare_heading(rest):
            cuts.add(match.end())
    return cuts
