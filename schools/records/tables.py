"""The list of records: what it offers, and the columns of its Excel file."""

from django.db.models import Q

from core.areas import Area
from core.listing import Column, Listing, Pick
from core.periods import today
from schools.records.models import WorkRecord

_MONTHS_SHOWN = 18
_MONTHS_A_YEAR = 12


def record_listing() -> Listing:
    """The list of records; asks the database who wrote any."""
    authors = sorted(set(WorkRecord.objects.order_by().values_list("author_name", flat=True)))
    return Listing(
        title="工作记录",
        unit="条",
        orders={"day": ("day",), "title": ("title",), "area": ("area", "-day"), "people": ("people",)},
        default_order="-day",
        columns=(
            Column("日期", 12, lambda row: row.day),
            Column("做了什么", 40, lambda row: row.title),
            Column("工作领域", 16, lambda row: row.get_area_display()),
            Column("落实的任务", 40, lambda row: row.task_texts),
            Column("经过", 60, lambda row: row.text or None),
            Column("地点", 16, lambda row: row.place or None),
            Column("参加人数", 10, lambda row: row.people),
            Column("时长（小时）", 12, lambda row: None if row.hours is None else float(row.hours)),
            Column("费用（元）", 12, lambda row: None if row.cost is None else float(row.cost)),
            Column("附件", 8, lambda row: row.file_count),
            Column("登记人", 12, lambda row: row.author_name),
        ),
        picks=(
            Pick("area", "领域", Area.choices, lambda value: Q(area=value)),
            Pick("month", "月份", _months(), _in_month),
            Pick("author", "登记人", [(name, name) for name in authors], lambda value: Q(author_name=value)),
        ),
        search=lambda text: Q(title__icontains=text) | Q(text__icontains=text) | Q(place__icontains=text),
        placeholder="搜索标题、经过、地点",
    )


def _months() -> list[tuple[str, str]]:
    """The last months, newest first, as 2026-11."""
    now = today()
    count = now.year * _MONTHS_A_YEAR + now.month - 1
    pairs = [divmod(count - back, _MONTHS_A_YEAR) for back in range(_MONTHS_SHOWN)]
    return [(f"{year}-{month + 1:02}", f"{year}年{month + 1}月") for year, month in pairs]


def _in_month(value: str) -> Q:
    year, month = value.split("-")
    return Q(day__year=int(year), day__month=int(month))
