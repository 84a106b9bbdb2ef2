"""Plans and their sections: begin, name, arrange, delete."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from audit.services import record
from core.actors import Actor
from core.documents import DocumentKind
from core.errors import WrongStateError, ensure
from core.periods import Period
from schools.plans import holding, policies
from schools.plans.models import Plan, Section
from schools.plans.services.guarding import check_version, locked_plan, save_shared, tell_tasks_changed
from schools.plans.services.notices import tell_district_of_draft

# What work plans of school unions are made of (domain.md §8.1).
SKELETON = (
    (1, "指导思想"),
    (1, "工作目标"),
    (1, "主要工作"),
    (2, "思想引领与师德"),
    (2, "民主管理与校务公开"),
    (2, "送温暖与维权"),
    (2, "女教职工与离退休"),
    (2, "文体活动与业务提升"),
    (2, "自身建设与信息宣传"),
    (2, "经费与审计"),
)


@transaction.atomic
def create_plan(*, title: str, period: Period, actor: Actor) -> Plan:
    """Begin a plan with the usual sections and no tasks."""
    ensure(policies.can_edit_plans(actor), "只有工会主席和工会委员可以新建计划。")
    plan = Plan.objects.create(
        title=title, year=period.year, term=period.term,
        author_uid=actor.uid, author_name=actor.name, saved_by=actor.name,
    )  # fmt: skip
    Section.objects.bulk_create(
        Section(plan=plan, position=position, level=level, title=heading, saved_by=actor.name)
        for position, (level, heading) in enumerate(SKELETON)
    )
    record("plan.create", plan, actor=actor, after={"title": title, "period": period.label})
    tell_district_of_draft(period)
    return plan


@transaction.atomic
def change_plan(plan: Plan, *, title: str, period: Period, version: int, actor: Actor) -> Plan:
    """Set title and period. Raises ConflictError when `version` is old."""
    plan = locked_plan(plan, actor=actor)
    check_version(plan, version)
    before, old_period = {"title": plan.title, "period": plan.period.label}, plan.period
    plan.title, plan.year, plan.term = title, period.year, period.term
    after = {"title": title, "period": period.label}
    if after != before:
        save_shared(plan, ["title", "year", "term"], actor=actor)
        tell_tasks_changed(plan)
        record("plan.change", plan, actor=actor, before=before, after=after)
        for each in {old_period, period}:
            tell_district_of_draft(each)
    return plan


@transaction.atomic
def delete_plan(plan: Plan, *, actor: Actor) -> None:
    """Delete a draft that never left the school.

    Raises WrongStateError for any other, for a plan summed up, and when confirmed records carry out its tasks.
    """
    plan = locked_plan(plan, actor=actor)
    if plan.submitted_version:
        message = f"报送过的{plan.noun}要留档，不能删除。"
        raise WrongStateError(message)
    if summary := plan.successors.filter(kind=DocumentKind.SUMMARY).first():
        message = f"这份计划有小结《{summary.title}》，请先删除小结。"
        raise WrongStateError(message)
    holding.check_free(list(plan.tasks.values_list("pk", flat=True)))
    plan.successors.update(source_plan=None)
    record("plan.delete", plan, actor=actor, before={"title": plan.title, "tasks": plan.tasks.count()})
    period = plan.period
    plan.delete()
    tell_district_of_draft(period)


@dataclass(frozen=True)
class SectionText:
    """What a section says; `level` 1 is the highest."""

    title: str
    level: int
    body: str


@transaction.atomic
def add_section(plan: Plan, text: SectionText, *, after: Section | None, actor: Actor) -> Section:
    """Put a new section behind `after` (None: at the end)."""
    plan = locked_plan(plan, actor=actor)
    last = plan.sections.order_by("position").last()
    place = after.position + 1 if after else (last.position + 1 if last else 0)
    plan.sections.filter(position__gte=place).update(position=F("position") + 1)
    section = Section.objects.create(
        plan=plan, position=place, level=text.level, title=text.title, body=text.body, saved_by=actor.name
    )
    record("section.add", plan, actor=actor, after={"title": text.title})
    return section


@transaction.atomic
def change_section(section: Section, text: SectionText, *, version: int, actor: Actor) -> Section:
    """Set heading, level and prose. Raises ConflictError when `version` is old."""
    locked_plan(section.plan, actor=actor)
    section = Section.objects.select_for_update(of=("self",)).select_related("plan").get(pk=section.pk)
    check_version(section, version)
    before = SectionText(section.title, section.level, section.body)
    if text != before:
        section.title, section.level, section.body = text.title, text.level, text.body
        save_shared(section, ["title", "level", "body"], actor=actor)
        record("section.change", section.plan, actor=actor, before=before.__dict__, after=text.__dict__)
    return section


@transaction.atomic
def move_section(section: Section, step: int, *, actor: Actor) -> None:
    """Move a section with its tasks one place up (−1) or down (+1); at an end it stays."""
    plan = locked_plan(section.plan, actor=actor)
    rows = list(plan.sections.order_by("position", "pk"))
    index = rows.index(section)
    target = index + step
    if not 0 <= target < len(rows):
        return
    rows.insert(target, rows.pop(index))
    for position, row in enumerate(rows):
        row.position = position
    Section.objects.bulk_update(rows, ["position"])
    record("section.move", plan, actor=actor, before={"position": index + 1}, after={"position": target + 1})


@transaction.atomic
def remove_section(section: Section, *, actor: Actor) -> None:
    """Remove a heading with its prose; its tasks stay, without a section."""
    plan = locked_plan(section.plan, actor=actor)
    record("section.remove", plan, actor=actor, before={"title": section.title, "body": section.body})
    section.delete()
