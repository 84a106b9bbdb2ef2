"""Automatic numbering of Word: the number that Word would print before a paragraph."""

from __future__ import annotations

import re
from typing import Any

from schools.plans.reading.numbering import AUTO

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_MAX_LEVEL = 8
_ROWS = {
    "decimalEnclosedCircle": (0x2460, 20),
    "decimalEnclosedCircleChinese": (0x2460, 20),
    "decimalEnclosedParen": (0x2474, 20),
    "decimalEnclosedFullstop": (0x2488, 20),
    "lowerLetter": (97, 26),
    "upperLetter": (65, 26),
}


def _han(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    tens, ones = divmod(number, 10)
    lead = "" if tens == 1 else _DIGITS[tens] if tens < 10 else str(tens)
    return f"{lead}十{_DIGITS[ones] if ones else ''}"


def _roman(number: int) -> str:
    pairs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    shown = ""
    for value, sign in pairs:
        while number >= value:
            shown += sign
            number -= value
    return shown


def shown_number(number: int, style: str) -> str:
    """Render a number in one of Word's number formats."""
    if style in {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                 "taiwaneseCountingThousand", "ideographDigital", "chineseLegalSimplified", "japaneseDigitalTenThousand"}:  # fmt: skip
        return _han(number)
    first, count = _ROWS.get(style, (0, 0))
    if 0 < number <= count:
        return chr(first + number - 1)
    if style in {"lowerRoman", "upperRoman"}:
        roman = _roman(number)
        return roman.lower() if style == "lowerRoman" else roman
    if style == "decimalZero":
        return f"{number:02d}"
    return str(number)


class Numbering:
    """Counters of one document; ask it for each paragraph in order."""

    def __init__(self, part: Any, styles: Any) -> None:
        """Read `w:numbering` (or None) and `w:styles` (or None) elements."""
        self._levels: dict[str, dict[int, Any]] = {}
        self._abstract_of: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[str] = set()
        self._styles = {style.get(f"{_W}styleId"): style for style in (styles if styles is not None else [])}
        if part is not None:
            self._read(part)

    def _read(self, part: Any) -> None:
        for abstract in part.findall(f"{_W}abstractNum"):
            levels = {int(level.get(f"{_W}ilvl")): level for level in abstract.findall(f"{_W}lvl")}
            self._levels[abstract.get(f"{_W}abstractNumId")] = levels
        for num in part.findall(f"{_W}num"):
            name = num.get(f"{_W}numId")
            target = num.find(f"{_W}abstractNumId")
            if target is not None:
                self._abstract_of[name] = target.get(f"{_W}val")
            for override in num.findall(f"{_W}lvlOverride"):
                start = override.find(f"{_W}startOverride")
                if start is not None:
                    self._starts[(name, int(override.get(f"{_W}ilvl")))] = int(start.get(f"{_W}val"))

    def _reference(self, paragraph: Any) -> tuple[str, int] | None:
        """Find the list and level of a paragraph, its own or its style's."""
        properties = paragraph.find(f"{_W}pPr")
        own = properties.find(f"{_W}numPr") if properties is not None else None
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        name = style.get(f"{_W}val") if style is not None else None
        from_style, hops = None, 0
        while own is None and name in self._styles and from_style is None and hops <= _MAX_LEVEL:
            from_style = self._styles[name].find(f"{_W}pPr/{_W}numPr")
            based = self._styles[name].find(f"{_W}basedOn")
            name = based.get(f"{_W}val") if based is not None else None
            hops += 1
        reference = own if own is not None else from_style
        if reference is None:
            return None
        num, level = reference.find(f"{_W}numId"), reference.find(f"{_W}ilvl")
        if num is None or num.get(f"{_W}val") == "0":
            return None
        return num.get(f"{_W}val"), int(level.get(f"{_W}val")) if level is not None else 0

    def number_of(self, paragraph: Any) -> str:
        """Give the printed number of the paragraph with its mark ("1、", "（一）", "•") and `AUTO` behind it, or ""."""
        reference = self._reference(paragraph)
        if reference is None or reference[0] not in self._abstract_of:
            return ""
        num, level = reference
        levels = self._levels.get(self._abstract_of[num], {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._abstract_of[num], {})
        self._advance(num, level, levels, counts)
        text = levels[level].find(f"{_W}lvlText")
        pattern = text.get(f"{_W}val") or "" if text is not None else ""
        if self._style(levels[level]) == "bullet":
            return f"{'  ' * level}•{AUTO}"
        if self._style(levels[level]) == "none":
            return ""
        shown = re.sub(r"%(\d)", lambda match: self._shown(int(match.group(1)) - 1, levels, counts), pattern)
        if re.search(r"[月周]", shown):
            return shown
        return f"{'  ' * level}{shown}{AUTO}" if shown.strip() else ""

    def _advance(self, num: str, level: int, levels: dict[int, Any], counts: dict[int, int]) -> None:
        if num not in self._started:
            self._started.add(num)
            for (name, overridden), start in self._starts.items():
                if name == num:
                    counts[overridden] = start - 1
        if level not in counts:
            counts[level] = self._start(levels[level]) - 1
        counts[level] += 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

    def _shown(self, level: int, levels: dict[int, Any], counts: dict[int, int]) -> str:
        if level not in levels:
            return ""
        return shown_number(counts.get(level, self._start(levels[level])), self._style(levels[level]))

    @staticmethod
    def _style(level: Any) -> str:
        style = level.find(f"{_W}numFmt")
        return style.get(f"{_W}val") if style is not None else "decimal"

    @staticmethod
    def _start(level: Any) -> int:
        start = level.find(f"{_W}start")
        return int(start.get(f"{_W}val")) if start is not None else 1
