"""Word documents: paragraphs with their printed numbers, tables with merged cells, text boxes, in order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from schools.plans.reading.docx_numbering import Numbering
from schools.plans.reading.numbering import AUTO
from schools.plans.reading.shapes import Block, Cell, Grid, Line, Page, PlanUnreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}txbxContent", _FALLBACK, f"{_W}pPr", f"{_W}rPr"}
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_MAX_HEADING = 9
_SHORT = 40


def blocks_of_docx(content: bytes, page: Page) -> list[Block]:
    """Read a docx; raise `PlanUnreadable` if it is broken."""
    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        part = document.part
        numbering = Numbering(_numbering_element(part), document.styles.element)
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError, OSError) as error:
        message = "Word文件已损坏，打不开。请重新保存后再上传。"
        raise PlanUnreadable(message) from error
    except Exception as error:
        message = "Word文件已损坏，打不开。请重新保存后再上传。"
        raise PlanUnreadable(message) from error
    return list(_Walk(page, numbering, document.styles.element).blocks(body))


def _numbering_element(part: Any) -> Any:
    for relation in part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            return relation.target_part.element
    return None


class _Walk:
    """One pass over the document's body."""

    def __init__(self, page: Page, numbering: Numbering, styles: Any) -> None:
        self.page = page
        self.numbering = numbering
        self.levels = {style.get(f"{_W}styleId"): _style_level(style) for style in styles.findall(f"{_W}style")}

    def blocks(self, parent: Any) -> Iterator[Block]:
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                yield from self.paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self.table(child)
            elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"}:
                yield from self.blocks(child)

    def paragraph(self, paragraph: Any) -> Iterator[Block]:
        number = self.numbering.number_of(paragraph)
        pieces = _text(paragraph).split("\n")
        level, bold, centred = self._level(paragraph), _boldness(paragraph), _is_centred(paragraph)
        for at, piece in enumerate(pieces):
            text = f"{number}{piece}" if at == 0 and piece.strip() else piece
            yield Line(
                self.page.add(text.replace(AUTO, " ")),
                text,
                style_level=level if at == 0 else None,
                bold=bold,
                centred=centred,
            )
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self.blocks(box)

    def _level(self, paragraph: Any) -> int | None:
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None and int(outline.get(f"{_W}val")) < _MAX_HEADING:
            return int(outline.get(f"{_W}val")) + 1
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self.levels.get(style.get(f"{_W}val")) if style is not None else None

    def table(self, table: Any) -> Iterator[Block]:
        rows: list[list[Cell]] = []
        for row in _rows(table):
            rows.append(self._cells(row, rows[-1] if rows else []))
        if rows and max(len(row) for row in rows) == 1:
            for row in rows:
                yield from (Line(number, text) for number, text in row[0].lines if not row[0].carried)
        elif rows:
            yield Grid(rows)

    def _cells(self, row: Any, above: list[Cell]) -> list[Cell]:
        cells: list[Cell] = []
        skipped = row.find(f"{_W}trPr/{_W}gridBefore")
        cells += [Cell([])] * (int(skipped.get(f"{_W}val")) if skipped is not None else 0)
        for cell in _row_cells(row):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart"
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = int(span.get(f"{_W}val")) if span is not None else 1
            if goes_on and len(cells) < len(above):
                one = Cell(above[len(cells)].lines, carried=True)
            else:
                one = Cell(list(self._cell_lines(cell)))
            cells += [one] + [Cell(one.lines, carried=True)] * (width - 1)
        return cells

    def _cell_lines(self, cell: Any) -> Iterator[tuple[int, str]]:
        for block in self.blocks(cell):
            if isinstance(block, Line):
                yield block.number, block.text
            else:
                for row in block.rows:
                    yield from (line for inner in row if not inner.carried for line in inner.lines)


def _rows(table: Any) -> Iterator[Any]:
    for child in table.iterchildren():
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"}:
            yield from _rows(child)


def _row_cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"}:
            yield from _row_cells(child)


def _text(element: Any) -> str:
    parts: list[str] = []
    for child in element.iterchildren():
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\t")
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n")
        elif child.tag == f"{_W}sym":
            parts.append("●")
        else:
            parts.append(_text(child))
    return "".join(parts)


def _is_on(flag: Any) -> bool:
    return flag is not None and flag.get(f"{_W}val") not in {"0", "false", "off"}


def _boldness(paragraph: Any) -> str:
    """Say whether the whole paragraph is bold ("all") or only its beginning ("lead")."""
    runs = [(run, _text(run)) for run in paragraph.iter(f"{_W}r")]
    marks = [_is_on(run.find(f"{_W}rPr/{_W}b")) for run, text in runs if text.strip()]
    if not marks or not marks[0]:
        return ""
    if all(marks):
        return "all"
    lead = "".join(text for run, text in runs if _is_on(run.find(f"{_W}rPr/{_W}b"))).strip()
    return "lead" if 2 <= len(lead) <= _SHORT else ""


def _is_centred(paragraph: Any) -> bool:
    aligned = paragraph.find(f"{_W}pPr/{_W}jc")
    return aligned is not None and aligned.get(f"{_W}val") == "center"


def _style_level(style: Any) -> int | None:
    """Heading level of a style: 0 for Title, 1–9 for headings, None for text."""
    name = style.find(f"{_W}name")
    shown = (name.get(f"{_W}val") or "") if name is not None else ""
    match = _HEADING_NAME.fullmatch(shown)
    if match:
        return int(match.group(1))
    if shown.lower() in {"title", "文档标题"}:
        return 0
    outline = style.find(f"{_W}pPr/{_W}outlineLvl")
    return int(outline.get(f"{_W}val")) + 1 if outline is not None else None
