"""Schools from an Excel file: the template, and reading it with a sentence for everything that is wrong."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import python_calamine
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from core.errors import InvalidInputError
from tenants.codes import suggest_code
from tenants.models import CODE_PATTERN, MOST_STAFF, USERNAME_PATTERN, School, SchoolKind
from tenants.opening import NewSchool

MOST_SCHOOLS = 500
_HEAD_SEARCHED = 10


@dataclass(frozen=True)
class Column:
    """A column of the file: its headings (the first one is the template's), width, whether it must be filled."""

    name: str
    headings: tuple[str, ...]
    width: int
    is_required: bool = True
    limit: int = 60


COLUMNS = (
    Column("name", ("学校全称", "学校名称", "单位名称", "全称", "学校"), 28),
    Column("short_name", ("简称", "学校简称"), 14, limit=12),
    Column("kind", ("学段", "学校类别", "类别", "类型"), 10, limit=16),
    Column("area", ("片区", "片", "学区"), 10, is_required=False, limit=20),
    Column("staff_count", ("教职工人数", "教职工数", "人数", "在编人数"), 12),
    Column("code", ("代码", "学校代码", "网址代码"), 14, is_required=False, limit=32),
    Column("admin_name", ("管理员姓名", "管理员", "联系人", "联系人姓名"), 14, limit=40),
    Column("admin_username", ("管理员用户名", "用户名", "登录名"), 16, is_required=False, limit=32),
)
_KIND_WORDS = {
    **{kind.label: kind.value for kind in SchoolKind},
    "幼": "kindergarten", "小": "primary", "初": "junior", "高": "senior", "职": "vocational", "特": "special",
    "初级中学": "junior", "高级中学": "senior", "九年一贯制": "nine_year", "九年一贯制学校": "nine_year",
    "职业学校": "vocational", "中职": "vocational", "特殊教育": "special", "特教": "special", "特殊教育学校": "special",
}  # fmt: skip


@dataclass
class SchoolRow:
    """One row of the file: its number there, its texts by column, what is wrong with it."""

    number: int
    texts: dict[str, str]
    errors: list[str] = field(default_factory=list)
    new: NewSchool | None = None

    @property
    def is_good(self) -> bool:
        """Whether this school can be opened."""
        return self.new is not None and not self.errors


def template() -> bytes:
    """The .xlsx to fill in: headings, a list for the kind, notes and two examples on a second sheet."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#e6f1f4", "border": 1, "border_color": "#b5d2db"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("学校名单")
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, None if column.name == "staff_count" else text)
        sheet.write_string(0, index, column.headings[0], head)
        sheet.write_comment(0, index, "必填" if column.is_required else "选填")
    kinds = next(index for index, column in enumerate(COLUMNS) if column.name == "kind")
    sheet.data_validation(1, kinds, MOST_SCHOOLS, kinds, {"validate": "list", "source": SchoolKind.labels})
    sheet.freeze_panes(1, 0)
    notes = book.add_worksheet("填写说明")
    notes.set_column(0, len(COLUMNS), 18)
    notes.write_row(0, 0, [column.headings[0] for column in COLUMNS], head)
    notes.write_row(1, 0, ["青禾区望溪小学", "望溪小学", "小学", "东片", 86, "wangxi", "顾清和", "admin"])
    notes.write_row(2, 0, ["青禾区麦穗幼儿园", "麦穗幼儿园", "幼儿园", "东片", 42, "", "林知微", ""])
    for row, line in enumerate(
        (
            "代码是学校网址的最后一段，留空则按简称的拼音自动取；用小写字母、数字和短横。",
            "管理员用户名留空则为 admin。首次密码由系统生成，开通后一次下载。",
            f"学段填：{'、'.join(SchoolKind.labels)}。一次最多{MOST_SCHOOLS}所。",
        ),
        start=4,
    ):
        notes.write_string(row, 0, line)
    book.close()
    return stream.getvalue()


def read_schools(content: bytes, *, taken: Mapping[str, set[str]]) -> list[SchoolRow]:
    """Read a checked .xlsx; `taken` holds the register's `code`, `name` and `short_name` texts.

    Every row comes back with its errors; the file as a whole is refused with InvalidInputError when it cannot be
    read, has no heading row, no rows, or too many.
    """
    lines = _lines(content)
    start, places = _heading(lines)
    filled = [(number, line) for number, line in enumerate(lines[start + 1 :], start=start + 2) if any(line)]
    if not filled:
        message = "标题行下面没有学校。"
        raise InvalidInputError(message)
    if len(filled) > MOST_SCHOOLS:
        message = f"有{len(filled)}行，一次最多{MOST_SCHOOLS}所，请分几个文件。"
        raise InvalidInputError(message)
    rows = [
        SchoolRow(number, {name: line[place] if place < len(line) else "" for name, place in places.items()})
        for number, line in filled
    ]
    _mark_repeated(rows, taken)
    codes = set(taken["code"]) | {row.texts.get("code", "").lower() for row in rows}
    for row in rows:
        _judge(row, codes)
    return rows


def _lines(content: bytes) -> list[list[str]]:
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, IndexError) as error:
        message = "这个 Excel 文件读不出来，请在 Excel 中另存为 .xlsx 后再上传。"
        raise InvalidInputError(message) from error
    return [[_text(cell) for cell in line] for line in cells]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _heading(lines: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] = (0, {})
    for index, line in enumerate(lines[:_HEAD_SEARCHED]):
        places: dict[str, int] = {}
        for column in COLUMNS:
            found = [line.index(heading) for heading in column.headings if heading in line]
            if found and found[0] not in places.values():
                places[column.name] = found[0]
        if len(places) > len(best[1]):
            best = (index, places)
    missing = [column.headings[0] for column in COLUMNS if column.is_required and column.name not in best[1]]
    if missing:
        message = f"没有找到这些列：{'、'.join(missing)}。请用模板的标题行。"
        raise InvalidInputError(message)
    return best


def _mark_repeated(rows: Sequence[SchoolRow], taken: Mapping[str, set[str]]) -> None:
    for name, label in (("name", "学校全称"), ("short_name", "简称"), ("code", "代码")):
        first: dict[str, int] = {}
        for row in rows:
            text = row.texts.get(name, "").lower() if name == "code" else row.texts.get(name, "")
            if not text:
                continue
            if text in taken[name]:
                row.errors.append(f"{label}“{text}”已在学校名册中。")
            elif text in first:
                row.errors.append(f"{label}“{text}”与第{first[text]}行重复。")
            first.setdefault(text, row.number)


def _judge(row: SchoolRow, codes: set[str]) -> None:
    for column in COLUMNS:
        text = row.texts.get(column.name, "")
        if column.is_required and not text:
            row.errors.append(f"{column.headings[0]}没有填。")
        elif len(text) > column.limit:
            row.errors.append(f"{column.headings[0]}最多{column.limit}个字，现在是{len(text)}个。")
    kind = _KIND_WORDS.get(row.texts.get("kind", ""), "")
    if row.texts.get("kind") and not kind:
        row.errors.append(f"学段“{row.texts['kind']}”不认识，请填{'、'.join(SchoolKind.labels)}。")
    staff = _number(row)
    code = _code(row, codes)
    username = row.texts.get("admin_username", "") or "admin"
    _check(row, USERNAME_PATTERN, username, "管理员用户名")
    if not row.errors:
        row.new = NewSchool(
            code=code, name=row.texts["name"], short_name=row.texts["short_name"], kind=kind,
            area=row.texts.get("area", ""), staff_count=staff, admin_name=row.texts["admin_name"],
            admin_username=username,
        )  # fmt: skip


def _number(row: SchoolRow) -> int:
    text = row.texts.get("staff_count", "").removesuffix("人")
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MOST_STAFF:
        row.errors.append(f"教职工人数“{text}”应是1到{MOST_STAFF}的整数。")
        return 0
    return int(text)


def _code(row: SchoolRow, codes: set[str]) -> str:
    typed = row.texts.get("code", "").lower()
    if typed:
        _check(row, CODE_PATTERN, typed, "代码")
        return typed
    proposal = suggest_code(row.texts.get("short_name", ""), codes)
    codes.add(proposal)
    row.texts["code"] = proposal
    return proposal


def _check(row: SchoolRow, pattern: RegexValidator, text: str, label: str) -> None:
    try:
        pattern(text)
    except ValidationError as error:
        row.errors.append(f"{label}“{text}”：{error.messages[0]}")


def taken_names() -> dict[str, set[str]]:
    """The register's codes, names and short names, as `read_schools` wants them."""
    rows = list(School.objects.values_list("code", "name", "short_name"))
    return {name: {row[index] for row in rows} for index, name in enumerate(("code", "name", "short_name"))}
