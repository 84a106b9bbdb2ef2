"""Item numbers that need proof: those without a mark count only beside a neighbour that counts with them."""

from __future__ import annotations

from schools.plans.reading.folding import fold
from schools.plans.reading.labels import FoundLabel
from schools.plans.reading.numbering import Marker, glued_at, marker_at
from schools.plans.reading.shapes import Line

_NEAR = 12


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
