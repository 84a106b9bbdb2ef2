"""What the school's desk shows: what waits for whom, first steps, the month's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from core.actors import Actor, Role
from core.areas import Area
from core.documents import DocumentKind
from core.periods import Period, today
from core.templatetags.ui import cn_datetime, cn_day, cn_deadline
from district.collection import facade as collection
from district.collection.facade import CampaignView
from schools.calendar import facade as calendar
from schools.members import facade as members
from schools.plans import facade as plans
from schools.plans.facade import AreaRow
from schools.plans.models import Plan, PlanState, PlanTask
from schools.records import facade as records
from tenants.models import School

_SOON_DAYS = 7
_OWN_TASKS_MOST, _TITLE_MOST = 6, 40
_FAR = datetime.max.replace(tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True)
class Todo:
    """One thing that waits: state, what, why, until when, and what to press."""

    badge: str
    word: str
    title: str
    facts: tuple[str, ...]
    act: str
    route: str
    uid: Any
    due_at: datetime | None = None
    quote: str = ""
    quote_by: str = ""
    is_overdue: bool = False
    is_first: bool = False


def todos(actor: Actor, school: School, campaigns: Sequence[CampaignView], current: Plan | None) -> list[Todo]:
    """What waits for `actor`: plans that came back first, then by deadline, then their tasks of `current`."""
    if not plans.can_write(actor):
        return []
    views = {view.uid: view for view in campaigns}
    editable = plans.editable_plans(actor)
    returned = [
        _returned(plan, views.get(plan.campaign_uid or plan.uid), school, actor)
        for plan in editable
        if plan.state == PlanState.RETURNED
    ]
    due = [
        _missing(view, editable, actor)
        for view in campaigns
        if view.is_open and view.can_submit and view.state == "missing"
    ]
    imports = [
        Todo(
            "doubt", "待核对", f"“{draft.name}”已识别，还没有确认导入", (f"{draft.created_by}上传",),
            "继续核对", "plans:import_check", draft.uid,
        )
        for draft in plans.waiting_imports(actor)
    ]  # fmt: skip
    asked = [
        Todo(
            "todo", "待同意", f"《{plan.title}》有{count}项修订申请", ("同意后任务才会改动",),
            "去答复", "plans:amendments", plan.uid,
        )
        for plan, count in plans.asked_changes(actor)
    ]  # fmt: skip
    return [
        *returned,
        *sorted(due, key=lambda todo: todo.due_at or _FAR),
        *asked,
        *_own_tasks(actor, current),
        *imports,
    ]


def _returned(plan: Plan, view: CampaignView | None, school: School, actor: Actor) -> Todo:
    facts, by, what = [], "", "被退回"
    if view is not None:
        facts.append(f"{cn_deadline(view.close_at)}前重报，逾期不再受理")
        if view.return_count:
            facts.append(f"已退回{view.return_count}次")
        past = reversed(collection.history(view.uid, school))
        event = next((one for one in past if one.kind in {"returned", "unlocked"}), None)
        if event:
            by = f"区工会{event.actor_name}，{cn_datetime(event.at)}"
            what = "已解锁" if event.kind == "unlocked" else what
    others = f"，另有{len(plan.remarks)}处批注" if plan.remarks else ""
    return Todo(
        "returned", "", f"《{plan.title}》{what}，请修改后重报", tuple(facts),
        "修改并重报" if plans.can_submit(actor) else "修改", "plans:edit", plan.uid,
        due_at=view.close_at if view else None, quote=plan.return_reason, quote_by=f"{by}{others}", is_first=True,
    )  # fmt: skip


def _missing(view: CampaignView, editable: Sequence[Plan], actor: Actor) -> Todo:
    now = timezone.now()
    days = (timezone.localtime(view.due_at).date() - timezone.localtime(now).date()).days
    is_overdue = now >= view.due_at
    if is_overdue:
        badge, word = "overdue", "已过截止"
    elif days <= _SOON_DAYS:
        badge, word = "due_soon", f"剩{days}天" if days else "今天截止"
    else:
        badge, word = "missing", ""
    wanted = Period(view.year, view.term)
    draft = next((plan for plan in editable if plan.period == wanted and plan.kind == view.kind), None)
    facts = [f"{cn_deadline(view.due_at)}截止", f"{cn_deadline(view.close_at)}后不再受理"]
    if is_overdue:
        facts[0] = f"{cn_deadline(view.due_at)}已截止，现在报送记为迟交"
    if draft is not None:
        facts.append(f"草稿《{draft.title}》")
    act, route, uid = ("导入计划", "plans:import", None)
    if view.kind == DocumentKind.SUMMARY:
        act, route = "去写小结", "records:progress"
    if draft is not None:
        act, route, uid = (
            ("报送", "plans:submit", draft.uid) if plans.can_submit(actor) else ("修改", "plans:edit", draft.uid)
        )
    return Todo(
        badge, word, f"报送“{view.title}”", tuple(facts), act, route, uid, due_at=view.due_at, is_overdue=is_overdue
    )


def _own_tasks(actor: Actor, plan: Plan | None) -> list[Todo]:
    """The person's tasks that are late or due within a week; the calendar shows them all."""
    if plan is None:
        return []
    day = today()
    return [
        Todo(
            "overdue" if one.late else "due_soon", f"逾期{one.late}次" if one.late > 1 else "",
            one.task.text[:_TITLE_MOST], (f"{cn_day(one.due_on)}到期", one.task.get_area_display() or "未定领域"),
            "查看", "records:task", one.task.uid, is_overdue=bool(one.late),
        )
        for one in calendar.waiting(actor, plan, today=day)[:_OWN_TASKS_MOST]
    ]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A first step of a new school."""

    label: str
    is_done: bool
    route: str


def first_steps(actor: Actor, user: User) -> list[Step]:
    """What a new school does first; empty once everything is done, and for people who do not write plans."""
    if not plans.can_write(actor):
        return []
    can_see_members = actor.has(Role.CHAIR, Role.COMMITTEE, Role.SCHOOL_ADMIN)
    has_plan, has_submitted = plans.first_marks()
    steps = [
        Step("修改初始密码", not user.must_change_password, "accounts:password"),
        *([Step("导入会员名册", members.count_members() > 0, "members:list")] if can_see_members else []),
        Step("导入学校已有的计划", has_plan, "plans:import"),
        Step("向区工会报送", has_submitted, "plans:list"),
    ]
    return [] if all(step.is_done for step in steps) else steps


@dataclass(frozen=True)
class MonthWork:
    """The plan that one works by, its tasks of a month in the order of areas with how they stand, and the areas."""

    plan: Plan
    month: int
    rows: list[tuple[PlanTask, calendar.Item | None]]
    areas: list[AreaRow]
    months: list[int]
    total: int
    loose: int
    stand: records.AreaStanding


def month_work(plan: Plan, month: int) -> MonthWork:
    """The month's work by a plan."""
    tasks = plans.tasks_of_plan(plan)
    order = {area: place for place, area in enumerate(Area.values)}
    here = sorted(plans.tasks_of_month(tasks, month), key=lambda task: (order.get(task.area, 99), task.position))
    areas = plans.area_rows(plan, tasks)
    loose = sum(1 for task in tasks if not task.area)
    stand = records.stand(plan, tasks)
    items = calendar.standing_in_month(plan, today())
    rows = [(task, items.get(task.pk)) for task in here]
    return MonthWork(plan, month, rows, areas, [month for month, _ in areas[0].months], len(tasks), loose, stand)
