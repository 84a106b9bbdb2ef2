"""Members for tests, and real workbooks of them."""

import io
import itertools
from collections.abc import Sequence

import openpyxl

from core.pinyin import person_pinyin
from schools.members.models import Group, Member

_numbers = itertools.count(1)


def make_group(name: str = "") -> Group:
    """A group of the current school."""
    number = next(_numbers)
    return Group.objects.create(name=name or f"小组{number}", position=number)


def make_member(name: str = "", **fields: object) -> Member:
    """A member of the current school."""
    number = next(_numbers)
    name = name or f"会员{number}"
    values = {"staff_number": f"N{number:05}", "pinyin": person_pinyin(name), **fields}
    return Member.objects.create(name=name, **values)


def book(*rows: Sequence[object], sheet: str = "名册") -> bytes:
    """A real .xlsx with these rows."""
    made = openpyxl.Workbook()
    page = made.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()
