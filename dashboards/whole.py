"""The whole table of one figure in pages, where the dashboard shows a part of it: search, order, size."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from core.templatetags.ui import SIZES
from dashboards.panels import Cell, Excerpt, Panel, Row
from dashboards.plans_page import PlansPage, heat_of_panel

ORDERS = [("", "从前到后"), ("last", "从后到前")]
_KEPT = ("campaign", "kind", "area", "group", "figure", "size")


def whole_table(page: PlansPage, panel: Panel, asked: Mapping[str, str]) -> dict[str, Any]:
    """The context of dashboards/whole.html; ranks stay those among all schools, whatever is searched for."""
    words = asked.get("q", "").replace("\x00", "").strip()[:60]
    is_reversed = asked.get("order") == "last"
    places = [place for place in range(len(panel.rows)) if not words or _is_named(panel.rows[place], words)]
    size = asked.get("size", "")
    paginator = Paginator(places[::-1] if is_reversed else places, int(size) if size in map(str, SIZES) else SIZES[0])
    shown = paginator.get_page(asked.get("page"))
    part = replace(panel, excerpt=Excerpt(list(shown), ""))
    order = {"name": "order", "label": "顺序", "value": "last" if is_reversed else "", "options": ORDERS}
    filters = page.view.filters
    return {
        "panel": part,
        "heat": heat_of_panel(part),
        "shown": shown,
        "campaign": page.view.campaign,
        "filters": {
            "picks": [order],
            "search": {"value": words, "placeholder": "校名"},
            "kept": [(name, asked[name]) for name in _KEPT if asked.get(name)],
            "clear_url": filters.address(figure=panel.id) if words or is_reversed else "",
            "export_url": panel.export_url,
        },
        "crumbs": [("看板", reverse("dashboards:plans") + filters.address())],
    }


def _is_named(row: Row, words: str) -> bool:
    school: Cell = row[0]
    return words in school.text or words in str(school.value)
