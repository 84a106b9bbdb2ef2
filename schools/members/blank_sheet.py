"""The workbook to fill in: headings, choices to pick from, an example, an explanation."""

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from schools.members.columns import FIELDS
from schools.members.models import MemberKind, Post, Sex

SHEET = "会员名册"
_ROWS = 2_000
_AS_TEXT = {"staff_number", "mobile"}
_AS_DAY = {"birth_on", "joined_on"}
_EXAMPLES = (
    (
        "林一禾",
        "0012",
        "女",
        date(1985, 3, 2),
        "13900000001",
        "在职",
        "语文组",
        "女工委员、工会小组长",
        date(2008, 9, 1),
    ),
    ("周大川", "0013", "男", date(1962, 11, 20), "13900000002", "退休", "退休组", "", date(1990, 9, 1)),
)
_RULES = (
    "“姓名”必填，其余可以空着；空着的格子不会改动名册里已有的内容。",
    "列的顺序可以变，不用的列可以删，多出来的列不会导入。",
    "名册里已有的人按工号认；没有工号时，按姓名加手机号认。",
    "日期可写成1985-3-2、1985.03、1985年3月2日，或用Excel的日期。",
    "小组名称在名册里没有的，导入时会新建。",
    "几个职务之间用顿号隔开，可填：" + "、".join(post.label for post in Post) + "。",
    "导入前会先给出核对页，没有确认之前什么都不会保存；导入后可以撤销。",
)


def blank_workbook(groups: Sequence[str]) -> bytes:
    """Return the .xlsx; `groups` are offered as choices of 工会小组."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bg_color": "#e6f1f4", "border": 1, "border_color": "#b5d2db"})
    formats = {
        **dict.fromkeys(_AS_TEXT, book.add_format({"num_format": "@"})),
        **dict.fromkeys(_AS_DAY, book.add_format({"num_format": "yyyy-mm-dd"})),
    }
    main, example, rules = (book.add_worksheet(name) for name in (SHEET, "填写示例", "填写说明"))
    for sheet in (main, example):
        for index, field in enumerate(FIELDS):
            sheet.set_column(index, index, field.width, formats.get(field.key))
            sheet.write_string(0, index, f"{field.label}（必填）" if field.key == "name" else field.label, head)
        sheet.freeze_panes(1, 0)
    _offer_choices(main, groups)
    for row, values in enumerate(_EXAMPLES, start=1):
        for index, value in enumerate(values):
            if isinstance(value, date):
                example.write_datetime(row, index, value, formats["birth_on"])
            else:
                example.write_string(row, index, value)
    rules.set_column(0, 0, 90)
    for row, rule in enumerate(_RULES):
        rules.write_string(row, 0, f"{row + 1}. {rule}")
    book.close()
    return stream.getvalue()


def _offer_choices(sheet: xlsxwriter.worksheet.Worksheet, groups: Sequence[str]) -> None:
    choices = {
        "sex": list(Sex.labels),
        "kind": list(MemberKind.labels),
        # Excel takes 255 characters of choices; more groups than that are typed.
        "group": list(groups) if groups and len(",".join(groups)) <= 250 else [],  # noqa: PLR2004 -- Excel's limit
    }
    for index, field in enumerate(FIELDS):
        if choices.get(field.key):
            rule = {"validate": "list", "source": choices[field.key], "error_type": "warning"}
            sheet.data_validation(1, index, _ROWS, index, rule)
