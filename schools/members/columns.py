"""The columns of a list of members: headings people use, and how a cell becomes a value.

A cleaned value is plain JSON: text, a list of post codes, or a date as 2027-03-01; "" means that nothing was given.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.periods import today
from schools.members.models import MemberKind, Post, Sex


class CellError(ValueError):
    """A cell cannot be taken; the message says why and what to write instead."""


def text_of(cell: object) -> str:
    """A cell as clean text: whole numbers without `.0`, no control characters, single blanks."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    text = str(cell)
    if text.isprintable() and "  " not in text:  # all but a few cells; of what is printable only " " is blank
        return text.strip()
    printable = "".join(character if character.isprintable() else " " for character in text)
    return re.sub(r"\s+", " ", printable).strip()


def _plain(cell: object) -> str:
    """Text with full-width digits, letters and signs made half-width, without blanks."""
    text = text_of(cell)
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).replace(" ", "")


def _name(cell: object) -> str:
    name = text_of(cell)
    if not name:
        message = "没有填写姓名。"
        raise CellError(message)
    if re.fullmatch(r"[㐀-鿿·•．\s]+", name):
        name = name.replace(" ", "")
    if len(name) > 40:  # noqa: PLR2004 -- the field's length
        message = f"姓名最多40个字，现在是{len(name)}个。"
        raise CellError(message)
    return name


def _staff_number(cell: object) -> str:
    number = _plain(cell)
    if len(number) > 20:  # noqa: PLR2004 -- the field's length
        message = f"工号最多20位，现在是{len(number)}位。"
        raise CellError(message)
    return number


def _mobile(cell: object) -> str:
    number = re.sub(r"[-()]", "", _plain(cell)).removeprefix("+86")
    if "*" in number:
        return ""  # a masked number out of our own export says nothing new
    if len(number) == 13 and number.startswith("86"):  # noqa: PLR2004 -- 86 and eleven digits
        number = number[2:]
    if number and not re.fullmatch(r"1[3-9]\d{9}", number):
        message = "手机号应为11位数字，以1开头。"
        raise CellError(message)
    return number


_WORDS_OF_SEX = {"男": Sex.MALE, "男性": Sex.MALE, "m": Sex.MALE, "女": Sex.FEMALE, "女性": Sex.FEMALE, "f": Sex.FEMALE}
_WORDS_OF_KIND = {
    **dict.fromkeys(("在职", "在岗", "在编", "在职在编", "在职会员"), MemberKind.IN_SERVICE),
    **dict.fromkeys(("退休", "离休", "离退休", "已退休", "退休会员"), MemberKind.RETIRED),
}


def _one_of(words: dict[str, Any], hint: str) -> Callable[[object], str]:
    def clean(cell: object) -> str:
        word = _plain(cell).lower()
        if not word:
            return ""
        if word not in words:
            message = f"应填{hint}。"
            raise CellError(message)
        return str(words[word].value)

    return clean


_POST_WORDS = {
    **{post.label: post.value for post in Post},
    "工会主席": Post.CHAIR.value, "工会副主席": Post.VICE_CHAIR.value, "女工主任": Post.WOMEN.value,
    "女职工委员": Post.WOMEN.value, "文体": Post.CULTURE.value, "小组长": Post.GROUP_LEADER.value,
    "工会组长": Post.GROUP_LEADER.value, "组长": Post.GROUP_LEADER.value, "通讯员": Post.REPORTER.value,
    "福利委员": Post.LIVING.value, "退休委员": Post.RETIREES.value, "经费审查委员": Post.AUDIT.value,
}  # fmt: skip


def _posts(cell: object) -> list[str]:
    given = [word for word in re.split(r"[、,;/\s|]+", unicodedata.normalize("NFKC", text_of(cell))) if word]
    given = [word for word in given if word not in {"无", "会员", "-", "—"}]
    unknown = [word for word in given if word not in _POST_WORDS]
    if unknown:
        message = f"没有“{unknown[0][:20]}”这个职务，可填：{'、'.join(post.label for post in Post)}。"
        raise CellError(message)
    chosen = {_POST_WORDS[word] for word in given}
    return [post.value for post in Post if post.value in chosen]


def _group(cell: object) -> str:
    name = text_of(cell)
    if len(name) > 30:  # noqa: PLR2004 -- the field's length
        message = f"小组名称最多30个字，现在是{len(name)}个。"
        raise CellError(message)
    return name


_DATE = re.compile(r"(\d{4})(?:[-./年](\d{1,2}))?(?:[-./月](\d{1,2}))?[日号月年]?")
_SERIAL_FIRST, _SERIAL_LAST = 3_654, 73_050  # 1910 to 2099 as Excel counts days
_EXCEL_EPOCH = date(1899, 12, 30)


def _read_date(text: str) -> date | None:
    """1985-3-2, 1985.03, 1985年3月2日, 19850302, 198503, or the days that Excel counts."""
    if re.fullmatch(r"\d{8}|\d{6}", text):
        text = "-".join([text[:4], text[4:6], text[6:] or "1"])
    if re.fullmatch(r"\d{4,5}", text) and _SERIAL_FIRST <= int(text) <= _SERIAL_LAST and len(text) == 5:  # noqa: PLR2004
        return _EXCEL_EPOCH + timedelta(days=int(text))
    found = _DATE.fullmatch(text)
    if found is None or found[2] is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def _day(label: str) -> Callable[[object], str]:
    def clean(cell: object) -> str:
        text = re.sub(r"(?<=\d)[T ]?\d{1,2}:\d{2}(:\d{2})?$", "", _plain(cell))
        if not text:
            return ""
        if isinstance(cell, float) and re.fullmatch(r"\d{4}\.1", text):
            # A number loses its last zero: nobody can tell January from October.
            message = f"{text}看不出是1月还是10月，请写成{text[:4]}-01-01或{text[:4]}-10-01。"
            raise CellError(message)
        day = _read_date(text)
        if day is None:
            message = f"看不懂这个{label}，请写成1985-03-02。"
            raise CellError(message)
        if not date(1900, 1, 1) <= day <= today():
            message = f"{label}{day}不可能，请核对年份。"
            raise CellError(message)
        return day.isoformat()

    return clean


@dataclass(frozen=True)
class Field:
    """A field of the register as a column: its key, its heading in the template, other headings, its reading."""

    key: str
    label: str
    synonyms: tuple[str, ...]
    clean: Callable[[object], Any]
    width: int


FIELDS = (
    Field("name", "姓名", ("名字", "会员姓名", "教师姓名", "教职工姓名", "职工姓名", "员工姓名"), _name, 12),
    Field("staff_number", "工号", ("职工号", "教工号", "教职工号", "人员编号", "职工编号", "教工编号", "员工号"),
          _staff_number, 12),
    Field("sex", "性别", (), _one_of(_WORDS_OF_SEX, "男或女"), 8),
    Field("birth_on", "出生日期", ("出生年月", "出生年月日", "生日", "出生时间"), _day("出生日期"), 14),
    Field("mobile", "手机号", ("手机", "手机号码", "联系电话", "电话", "电话号码", "移动电话", "联系方式", "联系手机"),
          _mobile, 16),
    Field("kind", "类别", ("人员类别", "会员类别", "在职状态", "在职退休", "在职/退休", "在职或退休", "在职情况"),
          _one_of(_WORDS_OF_KIND, "在职或退休"), 10),
    Field("group", "工会小组", ("小组", "所在小组", "所属小组", "分组", "部门", "所在部门", "教研组", "年级组", "组别"),
          _group, 16),
    Field("posts", "工会职务", ("职务", "会内职务", "担任职务"), _posts, 20),
    Field("joined_on", "入会日期", ("入会时间", "入会年月", "加入工会时间"), _day("入会日期"), 14),
)  # fmt: skip
FIELD_BY_KEY = {field.key: field for field in FIELDS}


def normal_heading(cell: object) -> str:
    """A heading without blanks, bracketed remarks, stars and colons."""
    text = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", _plain(cell))
    return re.sub(r"[*:：•]", "", text)


_BY_HEADING = {heading: field.key for field in FIELDS for heading in (field.label, *field.synonyms)}


def match_headings(cells: Sequence[object]) -> list[str]:
    """The key of each heading, "" for those that mean nothing to us or repeat an earlier one."""
    keys: list[str] = []
    for cell in cells:
        key = _BY_HEADING.get(normal_heading(cell), "")
        keys.append("" if key in keys else key)
    return keys


def words_of(key: str, value: Any) -> str:
    """A cleaned value as people read it."""
    match key:
        case "sex":
            return str(Sex(value).label) if value else ""
        case "kind":
            return str(MemberKind(value).label) if value else ""
        case "posts":
            return "、".join(str(Post(code).label) for code in value or [])
    return str(value or "")
