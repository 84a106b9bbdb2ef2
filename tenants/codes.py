"""Proposing the code of a school, the part of its address that people type."""

from collections.abc import Collection
from itertools import chain, count

from core.pinyin import initials, text_pinyin

_ENDINGS = ("幼儿园", "小学", "中学", "学校", "学院")
_MOST_LETTERS = 24


def suggest_code(short_name: str, taken: Collection[str]) -> str:
    """Return a free code from the pinyin of `short_name`: 望溪小学 → wangxi, wangxi-xx, wangxi-2, and so on.

    Empty when the name gives no letter at all.
    """
    ending = next((end for end in _ENDINGS if short_name.endswith(end) and short_name != end), "")
    base = _letters(text_pinyin(short_name.removesuffix(ending))) or _letters(text_pinyin(ending))
    if not base:
        return ""
    if not base[0].isalpha() or len(base) == 1:
        base = f"xx{base}"
    tails = [f"-{initials(text_pinyin(ending))}"] if ending else []
    proposals = chain([base], (base + tail for tail in tails), (f"{base}-{number}" for number in count(2)))
    return next(code for code in proposals if code not in taken)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())[:_MOST_LETTERS]
