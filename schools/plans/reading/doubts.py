"""Questions for the person: few, and each with ready answers."""

from __future__ import annotations

import re

from schools.plans.reading.areas import LABELS
from schools.plans.reading.shapes import Doubt

_VAGUE = re.compile(r"适时|不定期|定期|适当时候|择机|视情况|时间待定|时间另定|另行通知")
_BARE_DATE = re.compile(r"(?<![\d.])(1[0-2]|[1-9])[.·﹒](3[01]|[12]\d|[1-9])(?![\d.%万元])(?=[\u3400-\u9fff”\"])")
_CLOSE = 0.9
_LONG = 400


def doubts_of(
    text: str,
    folded: str,
    ranked: list[tuple[str, float]],
    *,
    months: tuple[int, ...],
    recurrence: str | None,
    label_lost: bool,
) -> tuple[Doubt, ...]:
    """Collect the doubts of one task."""
    doubts: list[Doubt] = []
    if label_lost:
        doubts.append(
            Doubt("month_missing", "这一项的月份没有写出来，放在哪个月？", (("选月份", "pick"), ("暂不定", "none")))
        )
    vague = _VAGUE.search(folded)
    if vague and not months and not recurrence:
        word = text[vague.start() : vague.end()]
        options = (("选月份", "pick"), ("每月", "monthly"), ("每学期", "term"), ("暂不定", "none"))
        doubts.append(Doubt("vague_time", f"“{word}”不是具体时间，怎样安排？", options))
    bare = _BARE_DATE.search(folded)
    if bare and not months:
        choices = ((f"{bare.group(1)}月", bare.group(1)), ("不是日期", "none"))
        doubts.append(Doubt("no_month", f"“{text[bare.start() : bare.end()]}”是指{bare.group(1)}月吗？", choices))
    doubts += _area_doubt(ranked)
    if len(text) > _LONG:
        doubts.append(Doubt("long", "这一项很长，要不要分成几项？", (("保持一项", "keep"), ("分开", "split"))))
    return tuple(doubts)


def _area_doubt(ranked: list[tuple[str, float]]) -> list[Doubt]:
    if len(ranked) < 2 or ranked[1][1] < ranked[0][1] * _CLOSE:
        return []
    options = tuple((LABELS.get(area, area), area) for area, _ in ranked[:2])
    return [Doubt("area_unsure", f"这一项归“{options[0][0]}”还是“{options[1][0]}”？", options)]
