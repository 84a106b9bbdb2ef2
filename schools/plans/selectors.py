"""Reading plans and summaries, imports and rules."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from core.actors import Actor
from core.areas import Area
from core.documents import DocumentKind
from core.periods import Period
from schools.plans import policies
from schools.plans.models import (
    OPEN_STATES,
    Amendment,
    AreaRule,
    Change,
    ChangeState,
    ImportDraft,
    Plan,
    PlanState,
    PlanTask,
    Section,
)
from schools.plans.words import numbered_titles

_CLOSED_SHOWN = 20
SENT_STATES = (PlanState.SUBMITTED, PlanState.ACCEPTED)


def plans_visible_to(actor: Actor) -> QuerySet[Plan]:
    """Plans and summaries that one may open, newest period first; who does not write them sees sent ones only."""
    plans = Plan.objects.order_by("-year", "-term", "-pk")
    return plans if policies.can_see_draft_plans(actor) else plans.filter(state__in=SENT_STATES)


def plans_only(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Without the summaries: what has tasks, is worked by and is measured."""
    return plans.filter(kind=DocumentKind.PLAN)


def with_counts(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Annotate `task_count` and `doubt_count`."""
    return plans.annotate(
        task_count=Count("tasks", filter=Q(tasks__cancelled_at=None), distinct=True),
        doubt_count=Count("tasks", filter=~Q(tasks__doubt="") & Q(tasks__cancelled_at=None), distinct=True),
    )


def plans_with_open_source(actor: Actor) -> QuerySet[Plan]:
    """Plans whose original document this person may fetch: it may hold drafts and other plans as well."""
    return Plan.objects.all() if policies.can_edit_plans(actor) else Plan.objects.none()


def imports_visible_to(actor: Actor) -> QuerySet[ImportDraft]:
    """Imports, confirmed or not."""
    return ImportDraft.objects.all() if policies.can_edit_plans(actor) else ImportDraft.objects.none()


def import_drafts_visible_to(actor: Actor) -> QuerySet[ImportDraft]:
    """Imports that wait for confirmation; any officer may finish a colleague's."""
    return imports_visible_to(actor).filter(confirmed_at=None).select_related("file")


def waiting_imports(actor: Actor, *, most: int = 5) -> list[ImportDraft]:
    """The newest imports that wait, without their contents."""
    return list(import_drafts_visible_to(actor).defer("lines", "plans", "warnings")[:most])


def tasks_of(plan: Plan, *, with_cancelled: bool = False) -> QuerySet[PlanTask]:
    """The plan's tasks in their order: those to be done, or also those that an amendment cancelled."""
    tasks = plan.tasks.select_related("section").order_by("position", "pk")
    return tasks if with_cancelled else tasks.filter(cancelled_at=None)


def tasks_visible_to(actor: Actor) -> QuerySet[PlanTask]:
    """The tasks of all plans that this person may open, with their plan and section."""
    return PlanTask.objects.filter(plan__in=plans_visible_to(actor).order_by()).select_related("plan", "section")


def relatives(plan: Plan, actor: Actor) -> list[Plan]:
    """What this one came from, its copies and its summaries, as far as one may open them; oldest period first."""
    near = Q(pk=plan.source_plan_id) | Q(source_plan=plan.pk)
    return list(plans_visible_to(actor).filter(near).order_by("year", "term", "pk"))


def sections_of(plan: Plan) -> QuerySet[Section]:
    """The plan's sections in their order."""
    return plan.sections.order_by("position", "pk")


@dataclass(frozen=True)
class SectionWithTasks:
    """A section (None: tasks that belong to none), its heading with number, and its tasks in order."""

    section: Section | None
    heading: str
    tasks: list[PlanTask]

    @property
    def living_count(self) -> int:
        """How many of them were not cancelled."""
        return sum(not task.is_cancelled for task in self.tasks)


def outline(plan: Plan, *, with_amendments: bool = False) -> list[SectionWithTasks]:
    """The whole plan in two queries: tasks without a section first, then section by section.

    `with_amendments` brings the cancelled tasks too, and what is asked of each task as `open_changes`; a third query.
    """
    tasks = tasks_of(plan, with_cancelled=with_amendments)
    if with_amendments:
        asked = Prefetch("asked_changes", Change.objects.filter(state__in=OPEN_STATES), to_attr="open_changes")
        tasks = tasks.select_related("cancelled_by_amendment").prefetch_related(asked)
    by_section: dict[int | None, list[PlanTask]] = {}
    for task in tasks:
        by_section.setdefault(task.section_id, []).append(task)
    sections = list(sections_of(plan))
    headings = numbered_titles((section.level, section.title) for section in sections)
    parts = [
        SectionWithTasks(section, heading, by_section.get(section.pk, []))
        for section, heading in zip(sections, headings, strict=True)
    ]
    loose = by_section.get(None)
    return [SectionWithTasks(None, "不属于任何部分", loose), *parts] if loose else parts


def amendments_of(plan: Plan, actor: Actor) -> list[Amendment]:
    """Amendments with their changes, newest first; who does not write plans sees those in force only."""
    rows = plan.amendments.prefetch_related("changes__task").order_by("-pk")
    return list(rows if policies.can_see_draft_plans(actor) else rows.filter(number__isnull=False))


def open_changes_of(plan: Plan, actor: Actor) -> list[Change]:
    """What was asked and waits for the chair, oldest first."""
    return list(_changes_of(plan, actor).filter(state=ChangeState.ASKED))


def closed_changes_of(plan: Plan, actor: Actor) -> list[Change]:
    """What was withdrawn, or refused by the chair, newest first."""
    closed = _changes_of(plan, actor).filter(state__in=[ChangeState.REFUSED, ChangeState.WITHDRAWN])
    return list(closed.order_by("-answered_at", "-pk")[:_CLOSED_SHOWN])


def _changes_of(plan: Plan, actor: Actor) -> QuerySet[Change]:
    """What is in no amendment."""
    rows = plan.asked_changes.filter(amendment=None)
    return rows if policies.can_see_draft_plans(actor) else rows.none()


def last_amendment(plan: Plan) -> Amendment | None:
    """The newest one in force."""
    return plan.amendments.filter(number__isnull=False).order_by("-number").first()


def judged_version(plan: Plan) -> int:
    """The number of the copy that the review was about: the last one that was no amendment."""
    amended = set(plan.amendments.values_list("version", flat=True))
    return max(set(range(plan.submitted_version + 1)) - amended)


def plans_with_asked_changes() -> list[tuple[Plan, int]]:
    """Plans of which something is asked that waits for the chair, with how much."""
    waiting = Count("asked_changes", filter=Q(asked_changes__state=ChangeState.ASKED))
    rows = Plan.objects.annotate(asked_n=waiting).filter(asked_n__gt=0).order_by("-year", "-pk")
    return [(plan, plan.asked_n) for plan in rows]


def newest_plan(plans: QuerySet[Plan], periods: Iterable[Period]) -> Plan | None:
    """The plan to work by, never a summary: of the first of `periods` that has one, the one that went furthest."""
    wanted = list(periods)
    condition = Q()
    for period in wanted:
        condition |= Q(year=period.year, term=period.term)
    rank = {PlanState.ACCEPTED: 3, PlanState.SUBMITTED: 2, PlanState.RETURNED: 2, PlanState.DRAFT: 1}
    found = list(plans_only(plans).filter(condition)) if wanted else []
    return min(
        found, key=lambda plan: (wanted.index(plan.period), -rank[PlanState(plan.state)], -plan.pk), default=None
    )


def area_counts(plan: Plan) -> dict[str, int]:
    """Tasks per area code; areas without tasks have 0; tasks without an area stand under ""."""
    counted = dict(tasks_of(plan).order_by().values_list("area").annotate(count=Count("pk")))
    return {area: counted.get(area, 0) for area in ("", *Area.values)}


def plan_of_campaign(campaign_uid: UUID) -> Plan | None:
    """The plan that was sent to this campaign."""
    return Plan.objects.filter(campaign_uid=campaign_uid).first()


def active_rules() -> QuerySet[AreaRule]:
    """The rules that the importer asks, in order."""
    return AreaRule.objects.filter(is_active=True)


def search_plans(actor: Actor, words: str, *, most: int = 20) -> list[Plan]:
    """Plans whose title holds `words`."""
    return list(plans_visible_to(actor).filter(title__icontains=words)[:most])


def search_tasks(actor: Actor, words: str, *, most: int = 50) -> list[PlanTask]:
    """Tasks of visible plans whose text or owner holds `words`."""
    found = PlanTask.objects.filter(cancelled_at=None, plan__in=plans_visible_to(actor)).select_related("plan")
    found = found.filter(Q(text__icontains=words) | Q(owner_name__icontains=words))
    return list(found.order_by("-plan__year", "-plan_id", "position")[:most])


def newest_tasks(actor: Actor, *, most: int) -> list[PlanTask]:
    """Tasks of visible plans, those of the newest plans first."""
    found = PlanTask.objects.filter(cancelled_at=None, plan__in=plans_visible_to(actor)).select_related("plan")
    return list(found.order_by("-plan__year", "-plan_id", "position")[:most])


def owners_among(uids: Collection[UUID]) -> set[UUID]:
    """Which of these members some task names as its owner; asked before the register deletes anybody."""
    owners = PlanTask.objects.filter(owner_uid__in=uids).values_list("owner_uid", flat=True).distinct()
    return {uid for uid in owners if uid}
