"""A paper as a PDF: set by typst from the same measures as the Word file, with free typefaces."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from core.papers import paper as measures
from core.papers.paper import FACES, Paper

PDF_TYPE = "application/pdf"
_TEMPLATE = Path(__file__).with_name("paper.typ")
_FREE_FACES = {"first": "Noto Sans SC"}
_FREE_FACE = "Noto Serif SC"


def pdf_of(paper: Paper, *, font_folder: str = "") -> bytes:
    """Return the .pdf; the same paper gives the same bytes.

    `font_folder` holds typefaces that the district owns (仿宋, 小标宋 …); what is not there is set in Noto Serif SC and
    Noto Sans SC (OFL-1.1), never in a font of the machine.
    """
    moment = datetime(paper.dated.year, paper.dated.month, paper.dated.day, tzinfo=UTC)
    return typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(font_folder),
        sys_inputs={"paper": json.dumps(_inputs(paper, _fonts(font_folder).families()), ensure_ascii=False)},
        timestamp=moment,
    )


def _inputs(paper: Paper, families: list[str]) -> dict[str, object]:
    known = {family.lower() for family in families}
    return {
        **asdict(paper),
        "dated": None,
        "title_lines": paper.title_lines,
        "date_line": paper.date_line,
        "attachments": paper.attachment_lines,
        "issuer_from_right": paper.issuer_from_right,
        "date_from_right": measures.DATE_FROM_RIGHT,
        "faces": {
            use: [*(name for name in names if name.lower() in known), _FREE_FACES.get(use, _FREE_FACE), _FREE_FACE]
            for use, names in FACES.items()
        },
        "line": measures.LINE_PT,
        "characters": measures.CHARACTERS,
        "width": measures.TEXT_WIDTH_MM,
        "top": measures.TOP_MM,
        "bottom": measures.BOTTOM_MM,
        "left": measures.LEFT_MM,
        "right": measures.RIGHT_MM,
    }


@cache
def _fonts(folder: str) -> typst.Fonts:
    """The typefaces of the package and of `folder`, found once a process."""
    folders = [str(pylopdf_fonts_zh_cn.serif_path().parent), *([folder] if folder else [])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
