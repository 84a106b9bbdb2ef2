"""Item numbers that need proof: those without a mark count only beside a neighbour that counts with them."""

from __future__ import annotations

import re

from schools.plans.reading.folding import fold
from schools.plans.reading.labels import FoundLabel
from schools.plans.reading.numbering import HEADING_KINDS, Marker, glued_at, marker_at
from schools.plans.reading.shapes import Line

_NEAR, _FAR, _SHORT = 12, 80, 25
_ANNOUNCES = re.compile(r"以下|如下|下列|下面|几[项个点]|[做抓]好")
_STOP = re.compile(r"[。;,!?、…]\s*$")


def proved_markers(lines: list[Line], labels: dict[int, FoundLabel]) -> dict[int, Marker]:
    """Keep item numbers; those without mark only if a neighbour of their kind counts with them."""
    found = {}
    for at, line in enumerate(lines):
        folded = fold(labels[at].label.rest) if at in labels else line.folded
        marker = None if line.entry or line.label else marker_at(folded)
        if marker:
            found[at] = marker
    order = sorted(found)
    proved = {
        at: found[at]
        for rank, at in enumerate(order)
        if at not in labels
        and (not found[at].is_weak or (found[at].kind == "cn" and not found[at].mark) or _is_proved(found, order, rank))
    }
    _add_glued(proved, lines, labels)
    return proved


def heads_one_of_several(lines: list[Line], markers: dict[int, Marker], at: int) -> bool:
    """Prove a short line over a list to be a heading by a second one like it, before any numbered heading."""
    opened = markers[at + 1]
    if _ANNOUNCES.search(lines[at].folded):
        return False
    for later in range(at + 2, min(at + _FAR, len(lines) - 1)):
        marker, after = markers.get(later), markers.get(later + 1)
        if marker and marker.kind in HEADING_KINDS:
            return False
        is_short = marker is None and not lines[later].cell and len(lines[later].text.strip()) <= _SHORT
        if (
            is_short
            and after
            and after.number == 1
            and after.kind == opened.kind
            and not _STOP.search(lines[later].folded)
        ):
            return True
    return False


def _add_glued(proved: dict[int, Marker], lines: list[Line], labels: dict[int, FoundLabel]) -> None:
    """Add "3.10日前上报" as item 3 where item 2 stands before it, or item 4 behind it."""
    counts = {at: marker.number for at, marker in proved.items() if marker.kind == "ar"}
    before = 0
    for at, line in enumerate(lines):
        if at in proved or at in labels or line.entry or line.label:
            before = counts.get(at) or before
            continue
        marker = glued_at(line.folded)
        if marker is None or marker.number is None:
            continue
        behind = next((counts[other] for other in range(at + 1, min(at + _NEAR, len(lines))) if other in counts), None)
        if marker.number == before + 1 or (behind == marker.number + 1 and behind != before + 1):
            proved[at] = marker
            before = marker.number


def _is_proved(found: dict[int, Marker], order: list[int], rank: int) -> bool:
    """Prove a weak number by a neighbour that counts with it, or "3.1" by the "3" it belongs to."""
    marker = found[order[rank]]
    number = marker.number or 0
    near = order[max(0, rank - _NEAR) : rank], order[rank + 1 : rank + 1 + _NEAR]
    before = next((found[at] for at in reversed(near[0]) if found[at].kind == marker.kind), None)
    behind = next((found[at] for at in near[1] if found[at].kind == marker.kind), None)
    if marker.kind in {"seq", "bullet"}:
        return bool(before or behind)
    if marker.kind.startswith("dec") and number == 1:
        holder = marker.shown.rstrip(".、 ").rpartition(".")[0]
        return any(found[at].shown.rstrip(".、 ") == holder for at in near[0])
    return bool((before and before.number == number - 1 and number > 1) or (behind and behind.number == number + 1))
