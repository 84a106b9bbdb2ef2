"""Plain text, Markdown and pasted text: bytes to characters, characters to lines and tables."""

from __future__ import annotations

import re
from collections.abc import Callable

from schools.plans.reading.folding import fold, squeeze
from schools.plans.reading.shapes import Block, Cell, Grid, Line, Page, PlanUnreadable

_ATX = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_PIPE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*")
_BOLD_ALL = re.compile(r"\s*(?:\d{1,2}[.、]\s*)?(\*\*|__)(?P<bold>[^*_]+)\1[:：]?\s*")
_BOLD_LEAD = re.compile(r"\s*(\*\*|__)(?P<bold>[^*_]{2,60}?)\1\s*\S")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ESCAPED = re.compile(r"(?<=\d)\\(?=[.)])|\\(?=[-+*#_\[\]])")
_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INDENTED = re.compile(r"\s*[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]\t[^\t]*$")
_MIN_TABLE_ROWS = 3


def decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with a mark, or GB18030; raise `PlanUnreadable` for anything else."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content[:4096]:
        message = "这不是文字文件，读不出内容。请上传 docx、xlsx、txt 或 md 文件。"
        raise PlanUnreadable(message)
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(1 for sign in text[:4000] if ord(sign) < 32 and sign not in "\r\n\t\x0b\x0c") > 8:
            break
        return text
    message = "文字编码认不出来。请把文件另存为 UTF-8 编码后再上传。"
    raise PlanUnreadable(message)


def blocks_of_text(text: str, page: Page, *, markdown: bool = False) -> list[Block]:
    """Cut a text into lines and tables; every source line is put on `page`."""
    raw = [line.rstrip() for line in re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text)]
    while raw and not raw[-1].strip():
        raw.pop()
    numbered = [(page.add(line), squeeze(line)) for line in raw]
    markdown = markdown or _looks_like_markdown(raw)
    blocks: list[Block] = []
    at = 0
    while at < len(numbered):
        rows = _table_rows(numbered, at)
        if rows:
            blocks.append(Grid([row for _, row in rows if row]))
            at += len(rows)
            continue
        number, line = numbered[at]
        blocks.append(_line(number, line, markdown=markdown))
        at += 1
    return blocks


def _looks_like_markdown(raw: list[str]) -> bool:
    return any(_ATX.match(line) for line in raw) or sum(1 for line in raw if _EMPHASIS.search(line)) > 1


def _line(number: int, text: str, *, markdown: bool) -> Line:
    if not markdown:
        return Line(number, text)
    heading = _ATX.match(text)
    if heading:
        return Line(number, _plain(heading.group(2)), style_level=len(heading.group(1)))
    text = re.sub(r"^\s*>\s?", "", text)
    bold = "all" if _BOLD_ALL.fullmatch(text) else "lead" if _BOLD_LEAD.match(text) else ""
    return Line(number, _plain(text), bold=bold)


def _plain(text: str) -> str:
    return _ESCAPED.sub("", _TAG.sub(" ", _EMPHASIS.sub(r"\2", text)))


def _table_rows(numbered: list[tuple[int, str]], start: int) -> list[tuple[int, list[Cell]]]:
    """Take the rows of a Markdown or tab-separated table that begins at `start`; empty if there is none."""
    pipes = _run(numbered, start, lambda line: line.count("|") >= 2 or bool("|" in line and _PIPE_RULE.fullmatch(line)))
    if len(pipes) >= 2 and any(_PIPE_RULE.fullmatch(line) for _, line in pipes):
        return [(number, [] if _PIPE_RULE.fullmatch(line) else _pipe_cells(number, line)) for number, line in pipes]
    tabs = _run(numbered, start, lambda line: "\t" in line.strip() and not _INDENTED.match(line))
    widths = {line.strip().count("\t") for _, line in tabs}
    if len(tabs) >= _MIN_TABLE_ROWS and len(widths) <= 2 and not _is_indented_list(tabs):
        return [(number, [Cell([(number, cell.strip())]) for cell in line.split("\t")]) for number, line in tabs]
    return []


def _is_indented_list(tabs: list[tuple[int, str]]) -> bool:
    """A tab right behind an item number only indents the item."""
    return all(
        re.match(r"\s*[(]?[\d一二三四五六七八九十]{1,3}[)、.]\t", fold(line).replace(" ", "\t")) for _, line in tabs
    )


def _run(numbered: list[tuple[int, str]], start: int, belongs: Callable[[str], bool]) -> list[tuple[int, str]]:
    end = start
    while end < len(numbered) and belongs(numbered[end][1]):
        end += 1
    return numbered[start:end]


def _pipe_cells(number: int, line: str) -> list[Cell]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    cells = []
    for cell in re.split(r"(?<!\\)\|", inner):
        pieces = [piece.strip() for piece in _TAG.split(cell)]
        cells.append(Cell([(number, _plain(piece)) for piece in pieces]))
    return cells
