"""An import of 10,000 members, from the file to the register, against reading the cells of the file."""

import io
from collections.abc import Iterator

from python_calamine import CalamineWorkbook

from config.bench.opening import opened
from config.bench.verdicts import Verdict, ratio_of
from core.actors import system_actor
from core.exports import workbook
from schools.members.services import importing
from tenants.models import School
from tenants.schemas import in_school

_ROUNDS = 3
_MEMBERS = 10_000


def measure() -> Iterator[Verdict]:
    """Preview, decision and writing together; calamine alone reads all cells of the same file."""
    content = _sheet()
    schools = [opened(f"members{number}") for number in range(_ROUNDS)]
    ratio = ratio_of(lambda number: _bring_in(content, schools[number]), lambda _: _read(content), rounds=_ROUNDS)
    yield Verdict("10,000 members: import ÷ reading the sheet", ratio, 20)


def _sheet() -> bytes:
    heads = [("工号", 10), ("姓名", 10), ("性别", 6), ("手机号", 14), ("工会小组", 12)]
    rows = ([f"T{n:05}", f"教师{n}", "女", f"139{n:08}", f"第{n % 40}组"] for n in range(_MEMBERS))
    return workbook("名册", heads, rows)


def _bring_in(content: bytes, school: School) -> None:
    actor = system_actor(school.code)
    with in_school(school):
        batch = importing.confirm(importing.take_file("名册.xlsx", content, actor=actor), only_good=False, actor=actor)
        pinyin = importing.pinyin_of(row["values"]["name"] for row in batch.rows)
        importing.write(batch, pinyin, actor=actor)


def _read(content: bytes) -> None:
    CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
