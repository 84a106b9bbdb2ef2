"""Hard-wrapped text, as it comes out of a PDF: lines joined back into paragraphs."""

from __future__ import annotations

import re

from schools.plans.reading.folding import join
from schools.plans.reading.headings import is_bare_heading
from schools.plans.reading.labels import label_at
from schools.plans.reading.shapes import Block, Line
from schools.plans.reading.titles import is_plan_title

_STOP = re.compile(r"[。!?;:…][\"”」』)]?\s*$")
_MIN_LINES = 8
_MIN_WIDTH, _MAX_WIDTH = 16, 64
_SLACK = 3.0


def unwrap(blocks: list[Block]) -> list[Block]:
    """Join wrapped lines if the text was wrapped at one width; otherwise change nothing."""
    width = _wrap_width([block for block in blocks if isinstance(block, Line)])
    if not width:
        return blocks
    runs: list[list[Block]] = []
    for block in blocks:
        last = runs[-1][-1] if runs else None
        if isinstance(block, Line) and isinstance(last, Line) and _goes_on(last, block, width):
            runs[-1].append(block)
        else:
            runs.append([block])
    return [_whole(run) for run in runs]


def _whole(run: list[Block]) -> Block:
    lines = [block for block in run if isinstance(block, Line)]
    if len(lines) < 2:
        return run[0]
    whole = lines[0].with_text(join([line.text for line in lines]))
    whole.last = lines[-1].last
    return whole


def display_width(text: str) -> float:
    """Width in Chinese characters; Latin letters and digits count half."""
    bare = text.rstrip()
    wide = (len(bare.encode("utf-8", "replace")) - len(bare)) / 2
    return wide + (len(bare) - wide) / 2


def _wrap_width(lines: list[Line]) -> float:
    """Find the width at which the text was wrapped, or 0."""
    widths = sorted(display_width(line.text) for line in lines if line.text.strip())
    if len(widths) < _MIN_LINES:
        return 0
    top = widths[int(len(widths) * 0.97) if len(widths) > 40 else -1]
    if not _MIN_WIDTH <= top <= _MAX_WIDTH:
        return 0
    full = [line for line in lines if display_width(line.text) >= top - _SLACK]
    broken = [line for line in full if not _STOP.search(line.folded)]
    return top if len(full) >= max(4, len(widths) // 8) and len(broken) * 2 >= len(full) else 0


def _goes_on(line: Line, after: Line, width: float) -> bool:
    is_short = display_width(line.text) < width - _SLACK
    if not line.text.strip() or not after.text.strip() or is_short or _STOP.search(line.folded):
        return False
    if line.style_level is not None or after.style_level is not None:
        return False
    if re.match(r"[ \u3000]{2,}|\u3000", after.text):
        return False
    return line.folded.count("(") > line.folded.count(")") or not _opens_unit(after)


def _opens_unit(line: Line) -> bool:
    """A number, a label, a heading or a title begins something new and continues no line."""
    marker = line.marker
    if marker and not marker.is_weak and marker.kind not in {"is", "seq"}:
        return True
    found = label_at(line.folded, line.text)
    if found and (not found.label.rest or ":" in line.folded[:16]) and found.is_firm:
        return True
    is_heading = is_bare_heading(line.folded) and not line.folded.rstrip().endswith("。")
    return is_heading or is_plan_title(line.folded)
