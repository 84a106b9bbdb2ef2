"""What an official paper says, and the measures and typefaces of GB/T 9704-2012 that both printers follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil

LINES, CHARACTERS = 22, 28
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37, 35, 28, 26
TEXT_WIDTH_MM = 210 - LEFT_MM - RIGHT_MM
LINE_PT = 28.9
TITLE_PT, BODY_PT, PAGE_NUMBER_PT = 22, 16, 14
DATE_FROM_RIGHT = 4
"""成文日期 stands four characters from the right edge, the issuer centred above it (§7.3.5.1)."""
_TITLE_CHARACTERS = 19.5  # 156 mm hold 20.1 of 22 pt, and digits are wider than halves
_WORD_ENDS = "会校园局区市年度期于的和与及、，）》”"
_RATHER_NOT, _NEVER = 3, 40

FACES = {
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05T"),
    "body": ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "仿宋"),
    "first": ("黑体", "SimHei"),
    "second": ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "楷体"),
    "number": ("宋体", "SimSun"),
}
"""Typefaces by use under the names that font files carry; the first one is what Word is told."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its number already in it; `level` 1–4 makes it a heading (一、（一） 1. （1）), 0 is text."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Paper:
    """An official paper. `addressee` is 主送机关 without colon, `mark` a word in the head of every page (草稿)."""

    title: str
    body: tuple[Paragraph, ...]
    issuer: str
    dated: date
    addressee: str = ""
    attachments: tuple[str, ...] = ()
    mark: str = ""

    @property
    def title_lines(self) -> list[str]:
        """The title cut into lines of about one length, where words end if it can be seen (§7.3.1)."""
        return _cut(self.title, ceil(width_of(self.title) / _TITLE_CHARACTERS))

    @property
    def date_line(self) -> str:
        """成文日期 in Arabic numerals without leading zeros (§7.3.5.4)."""
        return f"{self.dated.year}年{self.dated.month}月{self.dated.day}日"

    @property
    def attachment_lines(self) -> list[str]:
        """附件说明: one name stands alone, several are numbered."""
        if len(self.attachments) == 1:
            return [f"附件：{self.attachments[0]}"]
        numbered = [f"{number}.{name}" for number, name in enumerate(self.attachments, start=1)]
        return [f"附件：{line}" if line is numbered[0] else line for line in numbered]

    @property
    def issuer_from_right(self) -> float:
        """How many characters the issuer stands from the right edge to be centred above the date; never below 0."""
        return max(0.0, DATE_FROM_RIGHT + (width_of(self.date_line) - width_of(self.issuer)) / 2)


def _cut(title: str, count: int) -> list[str]:
    """Cut into `count` lines, each as near to its share as the price of its end allows."""
    if count <= 1:
        return [title]
    share = width_of(title) / count
    places = [
        place
        for place in range(1, len(title))
        if width_of(title[:place]) <= _TITLE_CHARACTERS and width_of(title[place:]) <= _TITLE_CHARACTERS * (count - 1)
    ]
    if not places:
        return [title]
    best = min(places, key=lambda place: abs(width_of(title[:place]) - share) + _price(title[place - 1], title[place]))
    return [title[:best].rstrip(), *_cut(title[best:].lstrip(), count - 1)]


def _price(before: str, after: str) -> int:
    """What a line end between these two signs costs, in characters of unevenness."""
    if (
        (before.isascii() and after.isascii())
        or (before.isdigit() and after in "年月日届次")
        or after in "》）”，、。；："
    ):
        return _NEVER
    if before in "《（“":
        return _NEVER
    return 0 if before in _WORD_ENDS else _RATHER_NOT


def width_of(text: str) -> float:
    """The width in full characters; Latin letters and digits take half of one."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


def lines_of(text: str) -> list[str]:
    """Split what a person typed into lines fit for print: no edges of blanks, no empty lines, no control signs."""
    lines = ("".join(sign if sign.isprintable() else _visible(sign) for sign in line) for line in text.splitlines())
    return [line for line in map(str.strip, lines) if line]


def line_of(text: str) -> str:
    """The same as one line."""
    return " ".join(lines_of(text))


def paragraphs_of(text: str) -> Iterable[Paragraph]:
    """Prose as paragraphs, one a line."""
    return (Paragraph(line) for line in lines_of(text))


def _visible(sign: str) -> str:
    """A tab or another space (U+3000, U+00A0) stays a space; a control or format sign is left out."""
    return " " if sign == "\t" else sign if sign.isspace() and sign >= "\x80" else ""
