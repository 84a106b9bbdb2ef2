"""Reading records, deeds, and the plan that a day belongs to."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from core import figures
from core.actors import Actor
from core.periods import Period, Term, period_of
from schools.plans import facade as plans
from schools.plans.models import Plan, PlanTask
from schools.records import policies
from schools.records.completion import Month, Rhythm, Window
from schools.records.models import Deed, DeedState, RecordFile, WorkRecord

_SEPTEMBER, _FEBRUARY, _AUTUMN = 9, 2, 8


def records_visible_to(actor: Actor) -> QuerySet[WorkRecord]:
    """Records that this person may open, newest day first."""
    return WorkRecord.objects.all() if policies.can_read_records(actor) else WorkRecord.objects.none()


def attachments_visible_to(actor: Actor) -> QuerySet[RecordFile]:
    """Files of the records that this person may open."""
    return RecordFile.objects.filter(record__in=records_visible_to(actor).order_by())


def with_counts(records: QuerySet[WorkRecord]) -> QuerySet[WorkRecord]:
    """Annotate `file_count`."""
    return records.annotate(file_count=Count("files", distinct=True))


def files_of(record: WorkRecord) -> QuerySet[RecordFile]:
    """The record's files in the order they came."""
    return record.files.select_related("file").order_by("pk")


def _standing_deeds() -> QuerySet[Deed]:
    """Deeds that were not rejected, without offers of tasks that were cancelled since."""
    deeds = Deed.objects.exclude(state=DeedState.REJECTED)
    return deeds.exclude(state=DeedState.PROPOSED, task__cancelled_at__isnull=False)


def deeds_of(kind: str, record_uid: UUID) -> QuerySet[Deed]:
    """The deeds of a record that were not rejected, with task and plan."""
    found = _standing_deeds().filter(kind=kind, record_uid=record_uid)
    return found.select_related("task__plan").order_by("state", "pk")


def proposals_visible_to(actor: Actor) -> QuerySet[Deed]:
    """Matches that wait for a person."""
    if not policies.can_write_records(actor):
        return Deed.objects.none()
    found = _standing_deeds().filter(state=DeedState.PROPOSED).select_related("task__plan")
    return found.order_by("-day", "record_uid", "pk")


def confirmed_counts(tasks: Iterable[PlanTask]) -> dict[int, int]:
    """Confirmed records by the pk of the task, in one query."""
    counted = Deed.objects.filter(task__in=[task.pk for task in tasks], state=DeedState.CONFIRMED).order_by()
    return dict(counted.values_list("task").annotate(count=Count("pk")))


def confirmed_deeds(task: PlanTask) -> QuerySet[Deed]:
    """What carried out a task, in order of days."""
    return task.deeds.filter(state=DeedState.CONFIRMED).order_by("day", "pk")


def tasks_with_deeds(records: Iterable[UUID]) -> dict[UUID, list[Deed]]:
    """Confirmed and proposed deeds by record, for a page of the list, in one query."""
    found: dict[UUID, list[Deed]] = {}
    deeds = _standing_deeds().filter(record_uid__in=list(records))
    for deed in deeds.select_related("task").order_by("state", "pk"):
        found.setdefault(deed.record_uid, []).append(deed)
    return found


def visible_task(actor: Actor, uid: UUID) -> PlanTask | None:
    """A task of a plan that this person may open."""
    found = PlanTask.objects.filter(uid=uid, plan__in=plans.plans_visible_to(actor))
    return found.select_related("plan").first()


def working_plan(day: date, actor: Actor) -> Plan | None:
    """The plan that a record of this day belongs to: of its term, its school year, or its calendar year."""
    term = period_of(day)
    years = dict.fromkeys([term.year, day.year])
    periods = [term, *(Period(year, Term.YEAR) for year in years)]
    return plans.newest_plan(actor, periods)


def window_of(plan: Plan, tasks: Iterable[PlanTask]) -> Window:
    """The stretch of a plan, and the terms in it as the district set them (core.figures, 学期)."""
    order = plans.month_order(plan, list(tasks))
    first_year = plan.year + 1 if plan.term == Term.SECOND else plan.year
    months: list[Month] = []
    for month in order:
        year = months[-1][0] + (month < months[-1][1]) if months else first_year
        months.append((year, month))
    begins, ends = date(*months[0], 1), date(*months[-1], 28)
    years = range(plan.year - 1, plan.year + 2)
    terms = sorted(stretch for year in years for stretch in (_first_term(year), _second_term(year)))
    shown = [(max(first, begins), min(last, _month_end(ends))) for first, last in terms]
    return Window(tuple(months), tuple((first, last) for first, last in shown if first <= last))


def rhythm_of(task: PlanTask) -> Rhythm:
    """When a task is to be done, as completion wants it."""
    return Rhythm(task.recurrence, tuple(task.months), task.dates)


def _first_term(year: int) -> tuple[date, date]:
    first = date(year, _SEPTEMBER, figures.value("term.first_day"))
    return first, _last_of_week(first, figures.value("term.first_weeks"))


def _second_term(year: int) -> tuple[date, date]:
    """The second term of the school year that began in the autumn of `year`."""
    first = date(year + 1, _FEBRUARY, figures.value("term.second_day"))
    return first, _last_of_week(first, figures.value("term.second_weeks"))


def _last_of_week(first: date, weeks: int) -> date:
    monday = first - timedelta(days=first.weekday())
    return monday + timedelta(weeks=weeks) - timedelta(days=1)


def _month_end(day: date) -> date:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)
