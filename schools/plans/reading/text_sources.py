"""Plain text, Markdown and pasted text: bytes to characters, characters to lines and tables."""

from __future__ import annotations

import re

from schools.plans.reading.folding import squeeze
from schools.plans.reading.shapes import Block, Grid, Line, Page, PlanUnreadable
from schools.plans.reading.text_tables import EMPHASIS, plain, rows_at

_ATX = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_BOLD_ALL = re.compile(r"\s*(?:\d{1,2}[.、]\s*)?(\*\*|__)(?P<bold>[^*_]+)\1[:：]?\s*")
_BOLD_LEAD = re.compile(r"\s*(\*\*|__)(?P<bold>[^*_]{2,60}?)\1\s*\S")


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
    barren: dict[str, int] = {}
    at = 0
    while at < len(numbered):
        rows = rows_at(numbered, at, barren)
        if rows:
            blocks.append(Grid([row for _, row in rows if row]))
            at += len(rows)
            continue
        number, line = numbered[at]
        blocks.append(_line(number, line, markdown=markdown))
        at += 1
    return blocks


def _looks_like_markdown(raw: list[str]) -> bool:
    return any(_ATX.match(line) for line in raw) or sum(1 for line in raw if EMPHASIS.search(line)) > 1


def _line(number: int, text: str, *, markdown: bool) -> Line:
    if not markdown:
        return Line(number, text)
    heading = _ATX.match(text)
    if heading:
        return Line(number, plain(heading.group(2)), style_level=len(heading.group(1)))
    text = re.sub(r"^\s*>\s?", "", text)
    bold = "all" if _BOLD_ALL.fullmatch(text) else "lead" if _BOLD_LEAD.match(text) else ""
    return Line(number, plain(text), bold=bold)
