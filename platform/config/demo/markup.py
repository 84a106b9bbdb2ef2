"""Reads the light markup in which the demo plans are written."""

from collections.abc import Iterator
from dataclasses import dataclass

MERGED = "^"


@dataclass(frozen=True)
class Block:
    """One paragraph of a plan: its kind (title, subtitle, h1, h2, item, bullet, month, sign, body) and text."""

    kind: str
    text: str


@dataclass(frozen=True)
class Table:
    """A calendar table; a cell "^" continues the cell above it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def spans(self, column: int) -> list[tuple[int, int, str]]:
        """Give (first row, last row, text) of each cell run in a column, rows counted from 0 below the header."""
        runs: list[tuple[int, int, str]] = []
        for number, row in enumerate(self.rows):
            if row[column] == MERGED:
                first, _, text = runs.pop()
                runs.append((first, number, text))
            else:
                runs.append((number, number, row[column]))
        return runs


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name and what stands on it from top to bottom."""

    name: str
    parts: tuple[Block | Table, ...]


_MARKS = (
    ("@title ", "title"),
    ("@subtitle ", "subtitle"),
    ("@month ", "month"),
    ("@sign ", "sign"),
    ("## ", "h2"),
    ("# ", "h1"),
    ("- ", "item"),
    ("* ", "bullet"),
)


def read_parts(source: str) -> list[Block | Table]:
    """Read a marked-up text into its paragraphs and tables, in order."""
    parts: list[Block | Table] = []
    lines = iter(source.splitlines())
    for line in lines:
        if line.startswith("@table "):
            parts.append(_read_table(line.removeprefix("@table "), lines))
        elif line.strip():
            parts.append(_read_block(line))
    return parts


def read_sheets(source: str) -> list[Sheet]:
    """Read a marked-up text whose sheets begin with "@sheet NAME"."""
    sheets = []
    for chunk in source.split("@sheet ")[1:]:
        name, _, body = chunk.partition("\n")
        sheets.append(Sheet(name.strip(), tuple(read_parts(body))))
    return sheets


def _read_block(line: str) -> Block:
    for mark, kind in _MARKS:
        if line.startswith(mark):
            return Block(kind, line.removeprefix(mark).strip())
    return Block("body", line.strip())


def _read_table(header: str, lines: Iterator[str]) -> Table:
    columns = tuple(header.split("|"))
    rows = []
    for line in lines:
        if line == "@end":
            break
        cells = tuple(line.removeprefix("|").split("|"))
        rows.append(cells + ("",) * (len(columns) - len(cells)))
    return Table(columns, tuple(rows))
