"""Tables within a text: set with bars, commas, tabs or spaces."""

from __future__ import annotations

import re
from collections.abc import Callable

from schools.plans.reading.columns import column_role, roles_of_row
from schools.plans.reading.folding import fold
from schools.plans.reading.shapes import Cell

_PIPE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ESCAPED = re.compile(r"(?<=\d)\\(?=[.)])|\\(?=[-+*#_\[\]])")
_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INDENTED = re.compile(r"\s*[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]\t[^\t]*$")
_GAP = re.compile(r"[ \u3000]{2,}")
_MIN_TABLE_ROWS = 3


def plain(text: str) -> str:
    """Take Markdown's signs out of a text."""
    return _ESCAPED.sub("", _TAG.sub(" ", EMPHASIS.sub(r"\2", text)))


def rows_at(numbered: list[tuple[int, str]], start: int, barren: dict[str, int]) -> list[tuple[int, list[Cell]]]:
    """Take the rows of a table set with bars, commas, spaces or tabs that begins at `start`; empty if there is none.

    `barren` remembers up to which line a run of bars or tabs was found to be no table, so that none is walked twice.
    """
    if not re.search(r"[|,，\t]|[ \u3000]{2}", numbered[start][1]):
        return []
    pipes = _fresh_run(
        numbered,
        start,
        ("|", barren),
        lambda line: line.count("|") >= 2 or bool("|" in line and _PIPE_RULE.fullmatch(line)),
    )
    is_even = len(pipes) >= _MIN_TABLE_ROWS and len({line.count("|") for _, line in pipes}) == 1
    if is_even or (len(pipes) >= 2 and any(_PIPE_RULE.fullmatch(line) for _, line in pipes)):
        return [(number, [] if _PIPE_RULE.fullmatch(line) else _pipe_cells(number, line)) for number, line in pipes]
    return _headed_rows(numbered, start) or _aligned_rows(numbered, start) or _tabbed_rows(numbered, start, barren)


def _headed_rows(numbered: list[tuple[int, str]], start: int) -> list[tuple[int, list[Cell]]]:
    """Take a table parted by bars or commas whose first line names its columns."""
    for sign in "|,，":
        head = numbered[start][1].split(sign)
        if len(head) < 2 or not _is_head(head):
            continue
        end = start
        while end < len(numbered) and numbered[end][1].count(sign) == len(head) - 1:
            end += 1
        rows = numbered[start:end]
        if len(rows) >= _MIN_TABLE_ROWS:
            return [(number, [Cell([(number, cell.strip())]) for cell in line.split(sign)]) for number, line in rows]
    return []


def _tabbed_rows(numbered: list[tuple[int, str]], start: int, barren: dict[str, int]) -> list[tuple[int, list[Cell]]]:
    tabs = _fresh_run(numbered, start, ("\t", barren), lambda line: "\t" in line.strip() and not _INDENTED.match(line))
    widths = {line.strip().count("\t") for _, line in tabs}
    if len(tabs) >= _MIN_TABLE_ROWS and len(widths) <= 2 and not _is_indented_list(tabs):
        return [(number, [Cell([(number, cell.strip())]) for cell in line.split("\t")]) for number, line in tabs]
    return []


def _is_head(cells: list[str]) -> bool:
    return roles_of_row(cells) is not None and "time" in [column_role(cell) for cell in cells]


def _aligned_rows(numbered: list[tuple[int, str]], start: int) -> list[tuple[int, list[Cell]]]:
    """Take a table whose columns are set with spaces: a head of known columns, then rows parted like it."""
    head = _GAP.split(numbered[start][1].strip())
    if len(head) < 2 or not _is_head(head):
        return []
    rows = [(numbered[start][0], head)]
    for number, line in numbered[start + 1 :]:
        is_set_in = bool(re.match(r"(?: {4,}|\u3000{2,})", line))
        cells = [*([""] if is_set_in else []), *_GAP.split(line.strip())]
        if not 2 <= len(cells) <= len(head):
            break
        rows.append((number, cells))
    if len(rows) < _MIN_TABLE_ROWS:
        return []
    return [(number, [Cell([(number, cell)] if cell else []) for cell in cells]) for number, cells in rows]


def _is_indented_list(tabs: list[tuple[int, str]]) -> bool:
    """A tab right behind an item number only indents the item."""
    return all(
        re.match(r"\s*[(]?[\d一二三四五六七八九十]{1,3}[)、.]\t", fold(line).replace(" ", "\t")) for _, line in tabs
    )


def _fresh_run(
    numbered: list[tuple[int, str]], start: int, known: tuple[str, dict[str, int]], belongs: Callable[[str], bool]
) -> list[tuple[int, str]]:
    """Walk the lines that belong together, unless an earlier walk came through here in vain."""
    sign, barren = known
    if start < barren.get(sign, 0):
        return []
    end = start
    while end < len(numbered) and belongs(numbered[end][1]):
        end += 1
    barren[sign] = end
    return numbered[start:end]


def _pipe_cells(number: int, line: str) -> list[Cell]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    cells = []
    for cell in re.split(r"(?<!\\)\|", inner):
        pieces = [piece.strip() for piece in _TAG.split(cell)]
        cells.append(Cell([(number, plain(piece)) for piece in pieces]))
    return cells
