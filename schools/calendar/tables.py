"""The lists of occurrences: what they offer, and the columns of their Excel files."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from core.actors import Actor
from core.areas import Area
from core.exports import workbook
from core.listing import Column, Listing, Pick
from core.periods import today
from schools.calendar import selectors
from schools.calendar.models import Occurrence
from schools.calendar.month import item_of
from schools.plans.models import Plan


def occurrence_listing(plan: Plan, actor: Actor, *, months: list[tuple[int, int]] | None = None) -> Listing:
    """What is to be done by a plan; `months` (year, month) adds the filters by month and state. One query."""
    names = selectors.owners_of(plan)
    owners = [
        (selectors.MINE, "我的"),
        *((name, name) for name in names if name not in {selectors.MINE, selectors.NOBODY}),
        (selectors.NOBODY, "未定负责人"),
    ]
    areas = [*Area.choices, ("none", "未定领域")]
    picks = [
        Pick("owner", "负责人", owners, lambda value: selectors.of_owner(value, actor)),
        Pick("area", "领域", areas, lambda value: Q(task__area="" if value == "none" else value)),
    ]
    if months is not None:
        options = [(f"{year}-{month:02}", f"{year}年{month}月") for year, month in months]
        picks += [
            Pick("state", "状态", list(selectors.STATES.items()), selectors.in_state),
            Pick("month", "月份", options, _in_month),
        ]
    return Listing(
        title="行事历",
        unit="件",
        orders={
            "due": ("due_on", "task__position", "number"),
            "task": ("task__position", "number"),
            "owner": ("task__owner_name", "due_on"),
            "area": ("task__area", "due_on"),
        },
        default_order="due",
        columns=(
            Column("到期", 12, lambda row: row.due_on),
            Column("开始", 12, lambda row: row.first_on),
            Column("任务", 60, lambda row: row.task.text),
            Column("第几次", 8, lambda row: row.number),
            Column("周期", 12, lambda row: row.task.rhythm or None),
            Column("工作领域", 16, lambda row: row.task.get_area_display() or None),
            Column("负责人", 12, lambda row: row.task.owner_name or None),
            Column("状态", 10, _state),
            Column("完成", 12, lambda row: row.done_on),
        ),
        picks=picks,
        search=lambda text: Q(task__text__icontains=text),
        placeholder="搜索任务",
    )


def _state(row: Occurrence) -> str:
    return item_of(row, today()).look.word


def _in_month(value: str) -> Q:
    first = date.fromisoformat(f"{value}-01")
    return Q(due_on__year=first.year, due_on__month=first.month)


def owners_file(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The owners with their numbers (`selectors.counts_by_owner`) as an .xlsx."""
    numbers = {
        "全部": "total",
        "已到期": "due",
        "已完成": "done",
        "逾期": "late",
        f"{selectors.SOON_DAYS}天内到期": "soon",
    }
    columns = [("负责人", 16), *((label, 10) for label in numbers)]
    return workbook(
        "按负责人", columns, [[row["name"] or "未定负责人", *(row[name] for name in numbers.values())] for row in rows]
    )
