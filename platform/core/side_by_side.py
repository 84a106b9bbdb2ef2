"""The page of two texts side by side (ui/_compare.html): which two, and whether all lines or the changes only."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from core.comparison import Comparison

Sides = Sequence[tuple[str, str]]


def chosen_sides(asked: Mapping[str, str], sides: Sides, *, old: str, new: str) -> tuple[str, str]:
    """The two of `sides` (key, title) that the address names in `old` and `new`, else those given."""
    known, wished = dict(sides), (asked.get("old", ""), asked.get("new", ""))
    return wished[0] if wished[0] in known else old, wished[1] if wished[1] in known else new


def side_by_side(found: Comparison, titles: tuple[str, str], *, is_whole: bool = False) -> dict[str, Any]:
    """The context of ui/_compare.html."""
    return {"titles": titles, "rows": found.rows if is_whole else found.changes, "is_same": found.is_same}


def compare_context(asked: Mapping[str, str], found: Comparison, sides: Sides, old: str, new: str) -> dict[str, Any]:
    """`compare`, `facts` and `filters` for a page that lets one choose; `?all=1` shows every line."""
    names, is_whole = dict(sides), asked.get("all") == "1"
    pair = {"old": old, "new": new}
    return {
        "compare": side_by_side(found, (names[old], names[new]), is_whole=is_whole),
        "facts": found.facts,
        "filters": {
            "segments": [
                {"label": "只看改动", "url": f"?{urlencode(pair)}", "is_active": not is_whole, "count": None},
                {"label": "全文", "url": f"?{urlencode({**pair, 'all': 1})}", "is_active": is_whole, "count": None},
            ],
            "picks": [
                {"name": "old", "label": "左边", "value": old, "options": list(sides)},
                {"name": "new", "label": "右边", "value": new, "options": list(sides)},
            ],
            "kept": [("all", "1")] if is_whole else [],
        },
    }
