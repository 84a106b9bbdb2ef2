"""Tables to lines: every row of a calendar becomes its label and its entries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from schools.plans.reading.columns import column_role, roles_of_row
from schools.plans.reading.folding import fold
from schools.plans.reading.headings import is_bare_heading
from schools.plans.reading.inline import split_cell
from schools.plans.reading.labels import label_at, rhythm_at
from schools.plans.reading.months import MONTH, dates_in, months_of_cell, months_of_list
from schools.plans.reading.numbering import marker_at
from schools.plans.reading.recurrence import recurrence_in
from schools.plans.reading.shapes import Cell, Grid, Label, Line, LineKind, Page

_HEAD_ROWS = 6
_BARE_MONTHS = re.compile(rf"{MONTH}(?:\s*(?:[、,/和]|-+|至)\s*{MONTH})*")
_LONG_TABLE = 3
_NOTE = re.compile(r"\s*(?:备\s*注|说\s*明|注)\s*:?\s*")
_TOTAL = re.compile(r"\s*[合小总]\s*计\s*:?\s*")
_TOTAL_COLUMNS = 3
_LISTS = re.compile(r"金额|经费|预算|单价|数量|姓\s*名|职\s*务|性别|出生")


@dataclass(frozen=True, slots=True)
class _Group:
    """Columns that belong together: times, and contents as (rank, column) with the finest first."""

    times: tuple[int, ...]
    contents: tuple[tuple[int, int], ...]
    months: frozenset[int] = frozenset()


def lines_of_grid(grid: Grid, page: Page) -> tuple[list[Line], str | None]:
    """Turn a table into labelled lines; the second value is a Chinese sentence if it could not be read."""
    head = _find_head(grid)
    lines: list[Line] = []
    if head is None:
        across = _months_across(grid)
        if across:
            return across, None
        groups = _guess_groups(grid)
        start = 0
    else:
        start, roles = head
        heads = [fold(cell.text) for cell in grid.rows[start]]
        if "time" not in roles and any(_LISTS.search(text) for text in heads):
            return _without_calendar(grid, page)
        roles = _joined_roles(grid, start, roles)
        groups = _groups(roles, frozenset(at for at, text in enumerate(heads) if "月" in text and "周" not in text))
        for row in grid.rows[:start]:
            lines += _plain_lines(row)
        second = _second_head(grid, start, roles)
        _mark(page, grid.rows[start : start + 1 + second], "label")
        start += 1 + second
    if not groups:
        return _without_calendar(grid, page)
    body = grid.rows[start:]
    if len(groups) > 1 and _runs_across(body, groups):
        lines += [line for row in body for group in groups for line in _read_rows([row], group)]
    else:
        lines += [line for group in groups for line in _read_rows(body, group)]
    return lines, None


def _runs_across(rows: list[list[Cell]], groups: list[_Group]) -> bool:
    """Tell whether the months of two halves go on from left to right instead of from top to bottom."""
    for row in rows:
        labels = [_row_label(row, group, None)[0] for group in groups]
        months = [label.months[0] for label in labels if label and label.months]
        if len(months) != len(groups) or any((b - a) % 12 != 1 for a, b in pairwise(months)):
            return False
    return True


def _find_head(grid: Grid) -> tuple[int, list[str | None]] | None:
    for at, row in enumerate(grid.rows[:_HEAD_ROWS]):
        roles = roles_of_row(["" if cell.carried and _repeats(row, col) else cell.text for col, cell in enumerate(row)])
        if roles:
            return at, roles
    return None


def _second_head(grid: Grid, start: int, roles: list[str | None]) -> bool:
    """A head of two rows: the second names the columns that the first one holds together."""
    if start + 1 >= len(grid.rows):
        return False
    above = [fold(cell.text) for cell in grid.rows[start]]
    own = [
        (at, cell)
        for at, cell in enumerate(grid.rows[start + 1])
        if cell.lines and not cell.carried and (at >= len(above) or fold(cell.text) != above[at])
    ]
    is_split = any(at and at < len(roles) and _repeats(grid.rows[start], at) for at, _ in own)
    return bool(own) and is_split and all(column_role(cell.text) for _, cell in own)


def _joined_roles(grid: Grid, start: int, roles: list[str | None]) -> list[str | None]:
    if not _second_head(grid, start, roles):
        return roles
    below = [column_role(cell.text) if not cell.carried else None for cell in grid.rows[start + 1]]
    width = max(len(roles), len(below))
    pad: list[str | None] = [None] * width
    return [under or over for under, over in zip((below + pad)[:width], (roles + pad)[:width], strict=True)]


def _repeats(row: list[Cell], column: int) -> bool:
    """A head cell merged over two columns names only the first of them."""
    return column > 0 and row[column - 1].lines == row[column].lines


def _groups(roles: list[str | None], months: frozenset[int]) -> list[_Group]:
    """Cut the columns into groups where a time column comes again after content (two halves side by side)."""
    cut: list[list[int]] = [[]]
    seen_content = False
    times = [at for at, role in enumerate(roles) if role == "time"]
    doubled = len(times) >= 2 and roles[times[0]] == roles[0] == "time" and _is_doubled(roles, times)
    for at, role in enumerate(roles):
        if doubled and role == "time" and seen_content:
            cut.append([])
            seen_content = False
        seen_content = seen_content or bool(role and role.startswith("content"))
        cut[-1].append(at)
    return [group for group in (_group(roles, columns, months) for columns in cut) if group.contents]


def _is_doubled(roles: list[str | None], times: list[int]) -> bool:
    first_content = next(at for at, role in enumerate(roles) if role and role.startswith("content"))
    later = [at for at in times if at > first_content]
    return any(any(role and role.startswith("content") for role in roles[at:]) for at in later)


def _group(roles: list[str | None], columns: list[int], months: frozenset[int]) -> _Group:
    times = tuple(at for at in columns if roles[at] == "time")
    contents = [
        (int((roles[at] or "").partition(":")[2]), at) for at in columns if (roles[at] or "").startswith("content")
    ]
    return _Group(times, tuple(sorted(contents, key=lambda pair: (-pair[0], pair[1]))), months)


def _guess_groups(grid: Grid) -> list[_Group]:
    """A table without head: the first column holds months, the widest of the others the content."""
    for column in (0, 1):
        cells = [
            row[column] for row in grid.rows if len(row) > column and row[column].lines and not row[column].carried
        ]
        timed = [cell for cell in cells if _time_label(cell)]
        if len(timed) >= 2 and len(timed) * 2 >= len(cells):
            width = max(len(row) for row in grid.rows)
            sizes = {
                at: sum(len(row[at].text) for row in grid.rows if len(row) > at) for at in range(column + 1, width)
            }
            if sizes:
                return [_Group((column,), ((4, max(sizes, key=lambda at: sizes[at])),))]
    return []


def _months_across(grid: Grid) -> list[Line]:
    """Months as column heads, entries below them."""
    for at, row in enumerate(grid.rows[:_HEAD_ROWS]):
        labels = {column: _time_label(cell) for column, cell in enumerate(row) if cell.lines and not cell.carried}
        timed = {column: label for column, label in labels.items() if label and label.months}
        if len(timed) >= _LONG_TABLE:
            lines: list[Line] = []
            for column, label in timed.items():
                lines.append(_label_line(row[column], label))
                for below in grid.rows[at + 1 :]:
                    if len(below) > column:
                        lines += _entries(below[column])
            return lines
    return []


def _read_rows(rows: list[list[Cell]], group: _Group) -> list[Line]:
    lines: list[Line] = []
    current: Label | None = None
    for row in rows:
        filled = {tuple(cell.lines) for cell in row if cell.lines}
        if any(at < len(row) and _NOTE.fullmatch(fold(row[at].text)) for at in group.times):
            continue
        if any(_TOTAL.fullmatch(fold(cell.text)) for cell in row[:_TOTAL_COLUMNS]):
            continue
        if roles_of_row([cell.text for cell in row]):
            continue
        label, cell = _row_label(row, group, current)
        spans_all = len(row) > 2 and all(cell.lines for cell in row)
        if len(filled) == 1 and len(row) > 1 and (not label or (spans_all and not cell)):
            lines += _plain_lines(row)
            current = None
            continue
        if label and label != current and cell:
            lines.append(_label_line(cell, label))
            current = label
        lines += _row_entries(row, group)
    return lines


def _row_label(row: list[Cell], group: _Group, current: Label | None) -> tuple[Label | None, Cell | None]:
    """Put the row's time cells together: the finest gives months and dates, a coarser one helps out."""
    months: tuple[int, ...] = ()
    dates: str | None = None
    recurrence: str | None = None
    own: Cell | None = None
    for column in group.times:
        cell = row[column] if column < len(row) else None
        label = _time_label(cell, is_month=column in group.months) if cell and cell.lines else None
        if cell and label:
            own = own if own and own.carried is False else cell
            months = label.months or months
            dates = label.dates or dates
            recurrence = label.recurrence or recurrence
    if own is None:
        told = next(
            (row[at] for at in group.times if at < len(row) and row[at].text.strip() and not row[at].carried), None
        )
        if told:  # a time that says neither month nor date must not inherit the month above
            is_finer = re.fullmatch(r"\s*(?:[上中下]旬|月[初中底末]|第.{1,3}周)\s*", fold(told.text))
            months = current.months if current and is_finer else ()
            return Label(months, "", told.text.strip() if is_finer else None, recurrence_in(fold(told.text))), told
        return (current, None) if current else (None, None)
    return Label(months, "", dates, recurrence), own


def _time_label(cell: Cell, *, is_month: bool = False) -> Label | None:
    r"""Read a time cell: "三\\n月", "9.1-9.7", "第3周", "每月", "3月8日"."""
    text = "".join(line.strip() for _, line in cell.lines)
    folded = fold(text)
    if len(folded) > 40 or not folded:
        return None
    if is_month and _BARE_MONTHS.fullmatch(folded.strip()):
        return Label(tuple(months_of_list(folded.strip())))
    months = months_of_cell(folded)
    dates = dates_in(folded, text, days_alone=True)
    found = label_at(folded, text)
    if found and found.label.months and not months:
        months = found.label.months
    if months or dates:
        return Label(months, "", dates or (text if re.search(r"\d[./]\d", folded) else None), recurrence_in(folded))
    rhythm = rhythm_at(folded, text)
    if rhythm:
        return rhythm
    bare_month = re.fullmatch(r"(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])", folded.strip())
    return Label((), is_lost=True) if bare_month or (found and found.kind == "week") else None


def _row_entries(row: list[Cell], group: _Group) -> list[Line]:
    """Take the finest content column that has numbered items, else the finest that has anything."""
    filled = [row[at] for _, at in group.contents if at < len(row) and row[at].lines and not row[at].carried]
    if not filled:
        return []
    numbered = [cell for cell in filled if any(_is_numbered(text) for _, text in cell.lines)]
    return _entries((numbered or filled)[0])


def _is_numbered(text: str) -> bool:
    marker = marker_at(fold(text))
    return bool(marker and not marker.is_weak)


def _entries(cell: Cell) -> list[Line]:
    if cell.carried:
        return []
    pieces = [piece for number, text in cell.lines for piece in split_cell(Line(number, text)) if piece.text.strip()]
    has_numbers = any(_is_numbered(piece.text) for piece in pieces)
    for piece in pieces:
        piece.cell = True
        piece.entry = not has_numbers and not re.fullmatch(r"[\s/\\\-—无]*", piece.text)
    return [piece for piece in pieces if piece.entry or has_numbers]


def _label_line(cell: Cell, label: Label) -> Line:
    first = cell.lines[0][0] if cell.lines else 1
    return Line(first, cell.text.replace("\n", ""), last=cell.lines[-1][0] if cell.lines else 1, label=label, cell=True)


def _plain_lines(row: list[Cell]) -> list[Line]:
    return [Line(number, text) for cell in row if not cell.carried for number, text in cell.lines if text.strip()]


def _without_calendar(grid: Grid, page: Page) -> tuple[list[Line], str | None]:
    """A table that only lays out text gives its lines; any other is reported."""
    plain = [line for row in grid.rows for line in _plain_lines(row)]
    if sum(1 for line in plain if _is_structure(line)) >= _LONG_TABLE:
        return plain, None
    if not plain:
        return [], None
    _mark(page, grid.rows, "unread")
    where = f"第{grid.number}行的表格" if not grid.name else f"工作表“{grid.name}”"
    return [], f"{where}没有认出时间和内容两栏，没有读入。"


def _is_structure(line: Line) -> bool:
    return (
        _is_numbered(line.text)
        or is_bare_heading(line.folded)
        or (bool(label_at(line.folded, line.text)) and not re.match(r"\s*(?:19|20)\d\d", line.folded))
    )


def _mark(page: Page, rows: list[list[Cell]], kind: LineKind) -> None:
    for row in rows:
        for cell in row:
            for number, _ in cell.lines:
                page.mark(number, number, kind)
