"""A figure as a PNG made on the server: finding, drawing, definition and 数据截至 in one picture, without a browser."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings
from django.http import HttpResponse

from core.exports import download
from dashboards.definitions import FIGURE_TEXTS
from dashboards.figures import drawing, heat
from dashboards.panels import Panel

SCALE = 2
_WIDTH, _MARGIN = 960, 24
_POINTS_AN_INCH = 72
_TEMPLATE = Path(__file__).with_name("picture.typ")


def png_of(panel: Panel, campaign: str, table: Mapping[str, Any] | None = None) -> bytes:
    """The picture of a panel at twice its size; `table` is that of jinja/ui/heat.html, without a plot."""
    inside = _WIDTH - 2 * _MARGIN
    told = {
        "width": _WIDTH,
        "title": panel.finding,
        "question": f"{campaign}　{panel.question}",
        "definition": FIGURE_TEXTS[panel.id],
        "foot": f"{settings.DISTRICT_NAME}　n＝{panel.n}所　数据截至{panel.as_of}　{panel.foot}",
    }
    drawn = drawing.svg(panel.plot, inside, panel.height) if panel.plot else heat.svg(table or {}, inside)
    return typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"told": json.dumps(told, ensure_ascii=False), "drawing": drawn},
        format="png",
        ppi=SCALE * _POINTS_AN_INCH,
    )  # type: ignore[return-value] # one page, one picture


def png_response(panel: Panel, campaign: str, name: str, table: Mapping[str, Any] | None = None) -> HttpResponse:
    """The picture to save under a (Chinese) name, without ending."""
    return download(f"{name}.png", png_of(panel, campaign, table), "image/png")


@cache
def _fonts() -> typst.Fonts:
    """The free typefaces of the package, found once a process; never a font of the machine."""
    folder = str(pylopdf_fonts_zh_cn.serif_path().parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
