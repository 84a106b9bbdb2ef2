"""Tables that lost their lines: one cell a line, put together again by the column heads."""

from __future__ import annotations

import re

from schools.plans.reading.columns import column_role, is_owner_like
from schools.plans.reading.folding import fold, number_of
from schools.plans.reading.headings import is_bare_heading
from schools.plans.reading.labels import label_at
from schools.plans.reading.months import mentions_in
from schools.plans.reading.numbering import Marker
from schools.plans.reading.shapes import Block, Cell, Grid, Line
from schools.plans.reading.titles import is_plan_title

_DATE = re.compile(r"[\d月日号./\-至到~\s年()]+")
_WEEK = re.compile(r"第?\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*周?")
_CLOSING = re.compile(r"(?:通过|总之|综上|以上|附|注|说明|备注|本计划|我们相信|希望)")
_MIN_ROWS = 2
_LONG_PROSE = 80


def rebuild(blocks: list[Block]) -> list[Block]:
    """Replace every flattened table by a real one."""
    rebuilt: list[Block] = []
    at = 0
    while at < len(blocks):
        head, begin = _head_at(blocks, at)
        grid, end = _grid(blocks, begin, head) if head else (None, at)
        if grid:
            rebuilt.append(grid)
            at = end
        else:
            rebuilt.append(blocks[at])
            at += 1
    return rebuilt


def _head_at(blocks: list[Block], start: int) -> tuple[list[Line], int]:
    """Take the column heads that stand one a line from `start`."""
    head: list[Line] = []
    at = start
    while at < len(blocks):
        block = blocks[at]
        if not isinstance(block, Line):
            break
        if block.text.strip():
            if not column_role(block.text):
                break
            head.append(block)
        elif not head:
            break
        at += 1
    roles = [column_role(line.text) or "" for line in head]
    is_table = len(head) >= 2 and "time" in roles and any(role.startswith("content") for role in roles)
    return (head, at) if is_table else ([], at)


def _grid(blocks: list[Block], start: int, head: list[Line]) -> tuple[Grid | None, int]:
    roles = [column_role(line.text) or "" for line in head]
    rows: list[list[Line]] = []
    whole: list[list[Line]] = []
    at = start
    while at < len(blocks):
        block = blocks[at]
        if not isinstance(block, Line) or (block.text.strip() and _ends(block, rows)):
            break
        if block.text.strip() and _opens_row(block, rows, roles):
            rows.append([block])
            whole.append([block])
        elif block.text.strip() and not rows:
            break
        elif rows:
            whole[-1].append(block)
            rows[-1] += [block] * bool(block.text.strip())
        at += 1
    if len(rows) < _MIN_ROWS:
        return None, start
    top = [Cell([(line.number, line.text)]) for line in head]
    dealt = [_by_place(cells, roles) or [_row(row, roles)] for cells, row in zip(whole, rows, strict=True)]
    return Grid([top, *(row for rows_of_one in dealt for row in rows_of_one)]), at


def _by_place(lines: list[Line], roles: list[str]) -> list[list[Cell]] | None:
    """Deal out a row whose merged month heads several rows, if every cell of them, empty ones too, is a line."""
    width = len(roles) - 1
    contents = [at for at, role in enumerate(roles) if role.startswith("content")]
    if roles[0] != "time" or len(contents) != 1 or width < 2 or "time" in roles[1:]:
        return None
    cells = lines[1:]
    while len(cells) > width and len(cells) % width == 1 and not cells[-1].text.strip():
        cells = cells[:-1]
    cells = cells + [lines[-1].with_text("")] * (-len(cells) % width)
    parts = [cells[at : at + width] for at in range(0, len(cells), width)]
    if len(parts) < 2:  # one row is told apart by what its cells say
        return None
    others = [line for part in parts for at, line in enumerate(part) if at + 1 != contents[0] and line.text.strip()]
    told = all(part[contents[0] - 1].text.strip() and not _is_numbered(part[contents[0] - 1]) for part in parts)
    if not told or not others or not all(is_owner_like(line.text) and len(line.text.strip()) <= 8 for line in others):
        return None
    return [[_cell([lines[0]]), *(_cell([line] if line.text.strip() else []) for line in part)] for part in parts]


def _ends(line: Line, rows: list[list[Line]]) -> bool:
    marker = line.marker
    if marker and marker.kind == "cn" and not marker.is_weak and len(rows) > 0:
        return label_at(line.folded, line.text) is None and not _counts_in_row(marker, line, rows[-1])
    if marker is None and (is_bare_heading(line.folded) or is_plan_title(line.folded)):
        return True
    return bool(_CLOSING.match(line.folded.strip())) or (len(line.text) > _LONG_PROSE and marker is None)


def _counts_in_row(marker: Marker, line: Line, row: list[Line]) -> bool:
    """A cell may number its items 一、二、: from 一、 right behind the month, and on from there."""
    inner = [other.marker.number for other in row if other.marker and other.marker.kind == "cn"]
    follows = marker.number == (inner[-1] or 0) + 1 if inner else marker.number == 1 and len(row) == 1
    return follows and not is_bare_heading(line.folded[marker.end :])


def _opens_row(line: Line, rows: list[list[Line]], roles: list[str]) -> bool:
    """A new row begins with a month or a week that has not been the row's time already."""
    folded = line.folded.strip()
    if len(folded) > 20:
        return False
    found = label_at(line.folded, line.text)
    is_time = bool(found and not found.label.rest)
    week = _WEEK.fullmatch(folded)
    is_week = bool(week) and roles[0] == "time" and (folded.endswith("周") or _counts_on(folded, rows))
    if not is_time and not is_week:
        return False
    if not rows:
        return True
    times = sum(1 for role in roles if role == "time")
    seen = [cell for cell in rows[-1] if _is_time(cell)]
    is_date = bool(_DATE.fullmatch(folded)) and any(mention.dates for mention in mentions_in(folded))
    return not (len(rows[-1]) == len(seen) < times and (is_date or not is_week))


def _counts_on(folded: str, rows: list[list[Line]]) -> bool:
    number = number_of(folded)
    if number is None:
        return False
    return number <= 1 if not rows else number_of(rows[-1][0].folded.strip()) == number - 1


def _is_time(line: Line) -> bool:
    folded = line.folded.strip()
    found = label_at(line.folded, line.text) if len(folded) <= 24 else None
    is_range = bool(_DATE.fullmatch(folded)) and bool(re.search(r"\d", folded))
    return bool(found and not found.label.rest) or is_range or bool(_WEEK.fullmatch(folded))


def _row(lines: list[Line], roles: list[str]) -> list[Cell]:
    """Deal the lines of one row out to the columns."""
    cells = [Cell([]) for _ in roles]
    times = [at for at, role in enumerate(roles) if role == "time"]
    contents = [at for at, role in enumerate(roles) if role.startswith("content")]
    others = [at for at, role in enumerate(roles) if role == "other" and at > times[0]]
    rest = list(lines)
    for column in times:
        if rest and (column == times[0] or _is_time(rest[0])):
            cells[column] = _cell([rest.pop(0)])
    for column in reversed([at for at in others if at > contents[-1]]):
        if len(rest) >= 2 and _is_other(rest, len(contents) + len(others), roles[column]):
            cells[column] = _cell([rest.pop()])
    for column, part in zip(contents, _parts(rest, len(contents)), strict=False):
        cells[column] = _cell(part)
    return cells


def _is_other(rest: list[Line], width: int, _role: str) -> bool:
    last = rest[-1]
    has_numbers = any(_is_numbered(line) for line in rest[:-1])
    if _is_numbered(last):
        return False
    return is_owner_like(last.text) and (has_numbers or len(rest) <= width or len(last.text) <= 8)


def _is_numbered(line: Line) -> bool:
    marker = line.marker
    return bool(marker and not marker.is_weak)


def _parts(lines: list[Line], count: int) -> list[list[Line]]:
    """Deal lines to `count` content columns: by place if they match, else a new column where numbers restart."""
    if count == 1 or not lines:
        return [lines]
    if len(lines) == count:
        return [[line] for line in lines]
    parts: list[list[Line]] = [[]]
    for line in lines:
        marker = line.marker
        restarts = bool(marker and marker.number == 1 and parts[-1])
        if restarts and len(parts) < count:
            parts.append([])
        parts[-1].append(line)
    while len(parts) < count and not any(_is_numbered(line) for line in parts[0]) and len(parts[0]) > 1:
        parts.insert(1, parts[0][1:])
        del parts[0][1:]
    return [*([[]] * (count - len(parts))), *parts]


def _cell(lines: list[Line]) -> Cell:
    return Cell([(line.number, line.text.strip()) for line in lines])


def is_lone_number(line: Line) -> bool:
    """Tell a line that is only a page number once no table claims it."""
    return bool(re.fullmatch(r"\d{1,3}", fold(line.text).strip()))
