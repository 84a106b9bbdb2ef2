"""A plan from last year's: everything that may stay stays, what belongs to the old year is moved on or asked about."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.errors import WrongStateError, ensure
from core.festivals import comes_every_year
from core.periods import Period
from core.rhythms import Recurrence
from schools.members import facade as members
from schools.plans import policies, selectors
from schools.plans.models import Plan, PlanTask, Section
from schools.plans.services.guarding import tell_tasks_changed
from schools.plans.services.notices import tell_district_of_draft

_DAY = re.compile(r"\d{1,2}月\d{1,2}日(?:\s*[—\-–~～至到]+\s*(?:\d{1,2}月)?\d{1,2}日)?")
_DAY_OF_MONTH = re.compile(r"(?:每月)?\d{1,2}[日号](?:之?前)?")
_BY_MONTHS = frozenset({Recurrence.MONTHLY, Recurrence.BIMONTHLY, Recurrence.QUARTERLY})
_LONGEST_DOUBT = 200


@dataclass(frozen=True)
class Shift:
    """From one period to another: the years of the old one (a school year ends in the next) move by `by` years."""

    first: int
    by: int

    def of(self, text: str) -> str:
        """The text with the old plan's years moved on: 2026年 and 2026学年 when it was for 2026; others stay."""
        if not self.by:
            return text
        known = (self.first, self.first + 1)
        pattern = rf"(?<!\d)({'|'.join(str(year) for year in known)})(?=\s*(?:学年|年|[—\-–/]))"
        return re.sub(pattern, lambda found: str(int(found[1]) + self.by), text)


@dataclass(frozen=True)
class TaskCopy:
    """What changes when a task goes into another year: its text, dates, whether the owner stays, what is asked."""

    text: str
    dates: str
    keeps_owner: bool
    doubt: str


def copy_of(task: PlanTask, shift: Shift, serving: Collection[UUID]) -> TaskCopy:
    """Judge one task: dates of days and owners who left are asked about, years are moved on and told.

    Festivals and days of each month (重阳节, 3月8日, 每月10日前) are as true of the new year as of the old one and
    stay. Other dates of a task of every year stay too, and are asked about.
    """
    text = shift.of(task.text)
    keeps_owner = task.owner_uid is None or task.owner_uid in serving
    stays = _stays(task)
    kept = task.dates if stays or task.recurrence == Recurrence.YEAR else ""
    written = [*([] if stays else [task.dates]), *(day for day in _DAY.findall(text) if not comes_every_year(day))]
    days = list(dict.fromkeys(written))
    questions = []
    if kept and days:
        questions.append(f"日期{'、'.join(days)}照搬自来源计划，请核对")
    elif days:
        questions.append(f"来源计划写的日期是{'、'.join(days)}，请定新的日期")
    if text != task.text:
        questions.append("文中的年份已顺延，请核对")
    if not keeps_owner:
        questions.append(f"原负责人{task.owner_name}已不在职，请另定")
    return TaskCopy(text, kept, keeps_owner, f"{'；'.join(questions)}。"[:_LONGEST_DOUBT] if questions else "")


def _stays(task: PlanTask) -> bool:
    """Whether every day that is written comes in each year, or each month, anew."""
    is_monthly = task.recurrence in _BY_MONTHS
    parts = [part for part in re.split(r"[、，,和及]", "".join(task.dates.split())) if part]
    return all(comes_every_year(part) or (is_monthly and _DAY_OF_MONTH.fullmatch(part)) for part in parts)


@transaction.atomic
def copy_plan(source: Plan, *, title: str, period: Period, actor: Actor) -> Plan:
    """Begin a plan for another period with the sections and tasks of `source`, which it names as its source.

    Records stay with the old plan, and so do tasks that were cancelled. Raises NotAllowedError, and WrongStateError
    for a summary.
    """
    ensure(policies.can_edit_plans(actor), "只有工会主席和工会委员可以新建计划。")
    if source.is_summary:
        message = "小结不能复制成计划。"
        raise WrongStateError(message)
    plan = Plan.objects.create(
        title=title, year=period.year, term=period.term, source_plan=source,
        author_uid=actor.uid, author_name=actor.name, saved_by=actor.name,
    )  # fmt: skip
    shift = Shift(source.year, period.year - source.year)
    _copy_tasks(source, plan, _copy_sections(source, plan, shift, actor=actor), shift, actor=actor)
    tell_tasks_changed(plan)
    record("plan.copy", plan, actor=actor, after={"title": title, "source": source.title, "period": period.label})
    tell_district_of_draft(period)
    return plan


def _copy_sections(source: Plan, plan: Plan, shift: Shift, *, actor: Actor) -> dict[int, Section]:
    """The sections by the pk of the one that each was copied from."""
    old = list(selectors.sections_of(source))
    new = Section.objects.bulk_create(
        Section(
            plan=plan, position=part.position, level=part.level, title=shift.of(part.title), body=shift.of(part.body),
            saved_by=actor.name,
        )
        for part in old
    )  # fmt: skip
    return {part.pk: copied for part, copied in zip(old, new, strict=True)}


def _copy_tasks(source: Plan, plan: Plan, sections: dict[int, Section], shift: Shift, *, actor: Actor) -> None:
    serving = {uid for uid, _ in members.members_for_choice()}
    pairs = [(task, copy_of(task, shift, serving)) for task in selectors.tasks_of(source)]
    PlanTask.objects.bulk_create(
        PlanTask(
            plan=plan, section=sections.get(task.section_id or 0), position=task.position, text=copied.text,
            area=task.area, months=task.months, dates=copied.dates, recurrence=task.recurrence, times=task.times,
            weekdays=task.weekdays,
            owner_uid=task.owner_uid if copied.keeps_owner else None,
            owner_name=task.owner_name if copied.keeps_owner else "", weight=task.weight, doubt=copied.doubt,
            saved_by=actor.name,
        )
        for task, copied in pairs
    )  # fmt: skip
