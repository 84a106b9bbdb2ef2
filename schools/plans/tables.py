"""The lists of plans: what they offer, and the columns of their Excel files."""

from django.db.models import Q

from core.areas import Area
from core.documents import DocumentKind
from core.listing import Column, Listing, Pick
from core.periods import Term, today
from schools.plans.models import Plan, PlanState, Recurrence

_YEARS_SHOWN = 8


def plan_listing() -> Listing:
    """The list of plans; its rows come from `selectors.with_counts`."""
    last = today().year + 1
    years = [(str(year), f"{year}年") for year in range(last, last - _YEARS_SHOWN, -1)]
    return Listing(
        title="工作计划",
        unit="份",
        orders={
            "title": ("title",),
            "period": ("year", "term"),
            "state": ("state",),
            "tasks": ("task_count",),
            "sent": ("submitted_at",),
            "updated": ("updated_at",),
        },
        default_order="-period",
        columns=(
            Column("标题", 40, lambda plan: plan.title),
            Column("种类", 10, lambda plan: plan.get_kind_display()),
            Column("年份", 8, lambda plan: plan.year),
            Column("时段", 10, lambda plan: plan.get_term_display()),
            Column("状态", 10, lambda plan: plan.get_state_display()),
            Column("任务数", 8, lambda plan: plan.task_count),
            Column("待确认", 8, lambda plan: plan.doubt_count),
            Column("起草人", 12, lambda plan: plan.author_name),
            Column("报送征集", 30, lambda plan: plan.campaign_title or None),
            Column("报送时间", 18, lambda plan: plan.submitted_at),
            Column("回执号", 22, lambda plan: plan.receipt_number or None),
            Column("更新时间", 18, lambda plan: plan.updated_at),
        ),
        picks=(
            Pick("kind", "种类", DocumentKind.choices, lambda value: Q(kind=value)),
            Pick("year", "年份", years, lambda value: Q(year=int(value))),
            Pick("term", "时段", Term.choices, lambda value: Q(term=value)),
            Pick("state", "状态", PlanState.choices, lambda value: Q(state=value)),
        ),
        search=lambda text: Q(title__icontains=text) | Q(author_name__icontains=text),
        placeholder="搜索标题、起草人",
    )


def task_listing() -> Listing:
    """The list of tasks over all plans, for programs: no columns, the filters of the task page."""
    months = [(str(number), f"{number}月") for number in range(1, 13)]
    return Listing(
        title="任务",
        unit="项",
        orders={
            "plan": ("plan__year", "plan__term", "plan_id", "position"),
            "area": ("area", "plan_id", "position"),
            "owner": ("owner_name", "plan_id", "position"),
            "updated": ("updated_at",),
        },
        default_order="plan",
        columns=(),
        picks=(
            Pick("month", "月份", months, lambda value: Q(months__contains=[int(value)])),
            Pick(
                "area", "工作领域", [*Area.choices, ("none", "未定")],
                lambda value: Q(area="" if value == "none" else value),
            ),
            Pick("recurrence", "周期", Recurrence.choices, lambda value: Q(recurrence=value)),
        ),
        search=lambda text: Q(text__icontains=text),
    )  # fmt: skip


def task_columns(plan: Plan) -> list[Column]:
    """The columns of a plan's task sheet."""
    return [
        Column("序号", 6, lambda pair: pair[0]),
        Column("部分", 24, lambda pair: str(pair[1].section or "")),
        Column("任务", 60, lambda pair: pair[1].text),
        Column("工作领域", 16, lambda pair: Area(pair[1].area).label if pair[1].area else None),
        Column("月份", 14, lambda pair: "、".join(f"{month}月" for month in pair[1].months) or None),
        Column("日期", 18, lambda pair: pair[1].dates or None),
        Column("周期", 12, lambda pair: pair[1].rhythm or None),
        Column("负责人", 12, lambda pair: pair[1].owner_name or None),
        Column("权重", 6, lambda pair: pair[1].weight),
        Column(
            "修订", 20, lambda pair: f"已取消（{pair[1].cancelled_by_amendment}）" if pair[1].is_cancelled else None
        ),
        *([Column("待确认", 30, lambda pair: pair[1].doubt or None)] if plan.is_editable else []),
    ]
