"""The figures of issue 3 §4 that are measured so far, each with its baseline."""

import io

from python_calamine import CalamineWorkbook

from config.bench.upgrading import fan_out_against_stock
from config.bench.verdicts import Figure, ratio_of
from core.actors import system_actor
from core.exports import workbook
from schools.members.services import importing
from tenants.models import School
from tenants.opening import NewSchool, open_school
from tenants.schemas import in_school
from tenants.template import migrate_schema

_ROUNDS = 3
_MEMBERS = 10_000
_SCHOOLS, _STOCK_SAMPLE = 100, 5


def opening_by_replay() -> float:
    """Opening a school ÷ migrating an empty schema; row, role and first account are counted on our side only."""
    return ratio_of(
        lambda number: _open(f"bench{number}"),
        lambda number: migrate_schema(f"bench_{number}"),
        rounds=_ROUNDS,
    )


def import_of_members() -> float:
    """Importing 10,000 members, from the file to the register, ÷ calamine reading all cells of the file."""
    content = _sheet_of_members()
    schools = [_open(f"members{number}") for number in range(_ROUNDS)]
    return ratio_of(lambda number: _bring_in(content, schools[number]), lambda _: _read(content), rounds=_ROUNDS)


def upgrade_by_fan_out() -> float:
    """Adding a column to 100 schools by fan-out ÷ by the stock command, of which 5 schools are a sample."""
    schools = [_open(f"later{number}") for number in range(_SCHOOLS)]
    return fan_out_against_stock(schools, sample=_STOCK_SAMPLE)


def _open(code: str) -> School:
    new = NewSchool(
        code=code, name=f"学校{code}", short_name=code, kind="primary", area="东片", staff_count=60,
        admin_name="管理员", admin_username="admin",
    )  # fmt: skip
    return open_school(new, actor=system_actor()).school


def _sheet_of_members() -> bytes:
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


FIGURES = (
    Figure("opening a school: replay ÷ migration", 0.1, opening_by_replay),
    Figure("10,000 members: import ÷ reading the sheet", 20, import_of_members),
    Figure("a column in 100 schools: fan-out ÷ stock command", 0.05, upgrade_by_fan_out),  # last: schools change
)
