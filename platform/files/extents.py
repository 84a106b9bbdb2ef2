"""How far the cells of a workbook reach: readers make room for the whole rectangle, one far cell takes all memory."""

import re
import zipfile

MOST_CELLS = 4_000_000
_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*(?<!/)>')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_CHUNK = 1024 * 1024
_LONGEST_CELL = 512


def reaches_too_far(archive: zipfile.ZipFile) -> bool:
    """Tell whether a sheet's filled cells span more than MOST_CELLS; empty formatted cells do not count."""
    return any(_cells_spanned(archive, name) > MOST_CELLS for name in archive.namelist() if _SHEET.fullmatch(name))


def _cells_spanned(archive: zipfile.ZipFile, name: str) -> int:
    rows: list[int] = []
    columns: list[int] = []
    with archive.open(name) as sheet:
        rest = b""
        while chunk := sheet.read(_CHUNK):
            text = rest + chunk
            found = _CELL.findall(text)
            if found:
                numbers = [int(row) for _, row in found]
                places = {_column(letters) for letters in {letters for letters, _ in found}}
                rows += [min(numbers), max(numbers)]
                columns += [min(places), max(places)]
            rest = text[-_LONGEST_CELL:]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) if rows else 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
