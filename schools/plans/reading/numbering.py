"""Item numbers at the start of a line: which kind, which number, where the text begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schools.plans.reading.folding import HAN, number_of

CN = "一二三四五六七八九十"
HEADING_KINDS = frozenset({"part", "cn", "pcn", "word", "h", "b", "v"})
ITEM_KINDS = frozenset(
    {"ar", "par", "circ", "bullet", "ord", "is", "seq", "dec2", "dec3", "dec4", "let", "entry", "lead"}
)

_NO_MARK_WORDS = "指导思想|工作目标|主要目标|主要工作|具体工作|工作重点|工作要点|主要任务|工作任务|工作措施|具体措施|工作内容|工作安排|基本思路|工作思路|保障措施"
AUTO = "\u2063"  # stands between a number that Word made itself and the text, so that nothing is guessed back
_DATE = r"(?=(?:1[0-2]|0?[1-9])\s*(?:月(?!饼|刊|报)|-+\s*(?:1[0-2]|[1-9])\s*月|[、,和](?:1[0-2]|[1-9])\s*月)|20\d\d\s*(?:年|学年|-))"
_UNIT = "月日号个名次届年级位人周天小时点分元件篇本场期间所项条种度多余万千百%％℃岁班节课"
_WORDS = "重点工作|主要工作|重点任务|工作任务|任务|活动|行动|工程|项目|板块|模块|专题|举措|措施"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("word", re.compile(rf"(?:{_WORDS})([{CN}]{{1,2}}|\d{{1,2}})\s*(:)\s*")),
    ("part", re.compile(rf"第([{CN}]{{1,3}}|\d{{1,2}})\s*(部分|章|节|板块|方面|阶段)\s*[、:.,]?\s*")),
    ("part", re.compile(r"([壹贰貳叁參参肆伍陆陸柒捌玖拾]{1,2})\s*(、|\.|,|:)\s*")),
    ("cn", re.compile(rf"([{CN}]{{1,3}})\s*(、|\.|,|:|;|\s(?=\S))\s*")),
    ("cn", re.compile(rf"([{CN}]{{1,2}})()(?={_NO_MARK_WORDS})")),
    ("pcn", re.compile(rf"[(\[【]\s*([{CN}]{{1,3}})\s*([)\]】])\s*[、.:,]?\s*")),
    ("pcn", re.compile(rf"([{CN}]{{1,3}})(\))\s*[、.:,]?\s*")),
    ("ord", re.compile(rf"第([{CN}]{{1,3}}|\d{{1,2}})(,|、|:|是|\.)\s*")),
    ("is", re.compile(rf"([{CN}])(是|要)(?=[{HAN}“\"《])[:,]?\s*")),
    ("seq", re.compile(r"(首先|其次|再次|再者|最后)(,|是|要)\s*")),
    ("par", re.compile(r"[(\[【]\s*(\d{1,2})\s*([)\]】])\s*[、.:,]?\s*")),
    ("par", re.compile(r"(\d{1,2})\s*(\))\s*[、.:,]?\s*")),
    ("ar", re.compile(rf"(\d{{1,2}})\s*([.:]){_DATE}")),
    ("dec", re.compile(rf"(\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})([、.]|\s+|(?=[{HAN}]))\s*")),
    ("ar", re.compile(r"(\d{1,3})\s*(、|\.(?!\d)|,(?!\d{3})|:(?!\d)|;|·)\s*")),
    ("ar", re.compile(rf"(\d{{1,2}})(\s+)(?=[{HAN}“\"《])")),
    ("ar", re.compile(rf"(\d{{1,2}})()(?=[{HAN}“\"《])(?![{_UNIT}]|组(?!织))")),
    ("let", re.compile(rf"([A-Ha-h])([、.)])\s*(?=[{HAN}“\"《])")),
    ("bullet", re.compile(r"()([-*+])\s+(?:\[[ xX]\]\s*)?(?=\S)")),
    ("bullet", re.compile(r"()([•●◆◇■□▪▫▲△★☆○►▶➢➤✦✓√»§※\uf000-\uf0ff])\s*(?=\S)")),
    ("bullet", re.compile(rf"()(-{{2,}})\s*(?=[{HAN}“])")),
    ("bullet", re.compile(rf"()(·)\s*(?=[{HAN}])")),
    ("ar", re.compile(rf"()([.、])\s*(?=[{HAN}“\"《\d])")),
    ("par", re.compile(r"()\((\s*)\)\s*[、.]?\s*(?=\S)")),
)
_GLUED = re.compile(
    r"\s*(\d{1,2})(\.)(?=\d{1,4}\s*(?:%|[-至到]+\s*\d+\s*)?[月日号年名个次位人周天岁所项条种篇本场件组对支])"
)
_MADE = re.compile(rf"\s*([^{AUTO}]{{1,16}}){AUTO}\s*")
_ENCLOSED: tuple[tuple[str, int, int], ...] = (
    ("part", 0x2160, 12),  # Ⅰ
    ("pcn", 0x3220, 10),  # ㈠
    ("par", 0x2474, 20),  # ⑴
    ("ar", 0x2488, 20),  # ⒈
    ("circ", 0x2460, 20),  # ①
    ("circ", 0x2776, 10),  # ❶
    ("circ", 0x2780, 10),  # ➀
    ("cn", 0x3280, 10),  # ㊀
)
_FIRST_SIGNS = frozenset(
    f"{CN}壹贰貳叁參参肆伍陆陸柒捌玖拾0123456789([【第首其再最ABCDEFGHabcdefgh-*+•●◆◇■□▪▫▲△★☆○►▶➢➤✦✓√»§※·.、"
    + "".join(word[0] for word in _WORDS.split("|"))
    + "".join(chr(first + step) for _, first, count in _ENCLOSED for step in range(count))
)
_AFTER_ENCLOSED = re.compile(r"\s*[、.:]?\s*")
_SEQUENCE = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 4}
_INDENT = re.compile(r"[\s]*")


@dataclass(frozen=True, slots=True)
class Marker:
    """An item number: its kind, value (None if lost), mark, where the text begins, and the number as printed."""

    kind: str
    number: int | None
    mark: str
    end: int
    shown: str
    is_made: bool = False

    @property
    def is_weak(self) -> bool:
        """Tell whether only its neighbours can prove that this is a number (no mark, or just a space)."""
        if self.is_made:
            return False
        if self.kind == "bullet" and self.mark.startswith("--"):
            return True
        return (self.kind in {"ar", "cn"} and not self.mark.strip()) or self.kind[:3] in {"dec", "is", "seq"}


def marker_at(folded: str, start: int = 0) -> Marker | None:
    """Find the item number at the start of a folded text, or None."""
    made = _MADE.match(folded, start) if AUTO in folded else None
    if made:
        return _made(made)
    begin = _INDENT.match(folded, start).end()  # type: ignore[union-attr]  # the pattern matches always
    if begin >= len(folded) or (folded[begin] not in _FIRST_SIGNS and not "\uf000" <= folded[begin] <= "\uf0ff"):
        return None
    enclosed = _enclosed_at(folded, begin)
    if enclosed:
        return enclosed
    for kind, pattern in _RULES:
        match = pattern.match(folded, begin)
        if match:
            return _marker(kind, match, folded)
    return None


def glued_at(folded: str) -> Marker | None:
    """Find a number glued to a counted thing, "2.10日", which only its neighbours can tell from a decimal."""
    match = _GLUED.match(folded)
    return Marker("ar", int(match.group(1)), ".", match.end(), f"{match.group(1)}.") if match else None


def _made(match: re.Match[str]) -> Marker:
    """Take a number that Word made: where it ends is known, what kind it is is read from its look."""
    shown = match.group(1).strip()
    alike = marker_at(f"{shown} 文") or Marker("let", None, "", 0, "")
    return Marker(alike.kind, alike.number, alike.mark, match.end(), shown, is_made=True)


def _enclosed_at(folded: str, begin: int) -> Marker | None:
    code = ord(folded[begin])
    for kind, first, count in _ENCLOSED:
        if first <= code < first + count:
            end = _AFTER_ENCLOSED.match(folded, begin + 1).end()  # type: ignore[union-attr]  # matches always
            return Marker(kind, code - first + 1, "enclosed", end, folded[begin])
    return None


def _marker(kind: str, match: re.Match[str], folded: str) -> Marker | None:
    token, mark = match.group(1), match.group(2)
    if kind == "cn" and mark == "、" and _is_number_pair(folded, match):
        return None
    number: int | None
    if kind == "seq":
        number = _SEQUENCE[token]
    elif kind == "dec":
        number = int(token.rsplit(".", 1)[1])
        kind = f"dec{token.count('.') + 1}"
    elif kind == "let":
        number = ord(token.lower()) - ord("a") + 1
    else:
        number = number_of(token) if token else None
        if token and number is None:  # 五四、 and 三八、 are days, not numbers
            return None
    shown = folded[match.start() : match.end()].strip()
    return Marker(kind, number, mark, match.end(), shown)


def _is_number_pair(folded: str, match: re.Match[str]) -> bool:
    """Tell "三、八妇女节" and "五、一劳动节" at a line's start from an item number."""
    return folded.startswith(("八妇女", "八节", "八”", "一劳动", "一国际", "四青年", "一节", "一”"), match.end())
