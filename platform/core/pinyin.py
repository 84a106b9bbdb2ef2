"""Pinyin for sorting and for search by initials; PostgreSQL wheels carry no Chinese collation."""

import re

from pypinyin import Style, lazy_pinyin

# Surnames that are read differently from the common reading of the character.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "朴": "piao", "区": "ou", "查": "zha", "任": "ren",
    "盖": "ge", "乐": "yue", "缪": "miao", "尉": "yu", "冼": "xian", "翟": "zhai", "员": "yun", "折": "she",
    "逄": "pang", "秘": "bi", "那": "na", "宓": "fu", "覃": "qin", "隗": "wei", "洗": "xian", "郇": "xun",
    "华": "hua", "瞿": "qu", "谌": "chen", "晁": "chao", "哈": "ha", "黑": "he", "种": "chong", "繁": "po",
    "祭": "zhai", "召": "shao", "适": "kuo", "车": "che", "长孙": "zhangsun", "尉迟": "yuchi", "万俟": "moqi",
    "澹台": "tantai", "宰父": "zaifu",
}  # fmt: skip


def person_pinyin(name: str) -> str:
    """Return the pinyin of a person's name, syllables joined by blanks, surname read as a surname."""
    for length in (2, 1):
        if (reading := SURNAMES.get(name[:length])) is not None:
            return " ".join([reading, *lazy_pinyin(name[length:], style=Style.NORMAL)]).strip()
    return " ".join(lazy_pinyin(name, style=Style.NORMAL))


def text_pinyin(text: str) -> str:
    """Return the pinyin of any text, syllables joined by blanks; other characters stay."""
    return " ".join(lazy_pinyin(text, style=Style.NORMAL))


def initials(pinyin: str) -> str:
    """Return the first letters of the syllables of `pinyin`, lower case: 「gu qing he」 → 「gqh」."""
    return "".join(syllable[0] for syllable in pinyin.split()).lower()


def search_pattern(text: str) -> str | None:
    """Return a regular expression that finds `text` in stored pinyin, None when `text` is not of letters.

    「gqh」 finds 「gu qing he」 by first letters, 「guqing」 and 「gu qing」 by syllables; a match begins a syllable.
    """
    letters = re.sub(r"[\s'’]", "", text.lower())
    if not letters.isascii() or not letters.isalpha():
        return None
    by_syllables = " ?".join(letters)
    by_initials = "[a-z]* ".join(letters)
    return f"(^| )({by_syllables}|{by_initials})"
