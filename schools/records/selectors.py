"""Reading records, deeds, and the plan that a day belongs to."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, OuterRef, QuerySet, Subquery

from core.actors import Actor
from schools.plans import facade as plans
from schools.plans.models import PlanTask
from schools.records import policies
from schools.records.kinds import WORK
from schools.records.models import Deed, DeedState, RecordFile, WorkRecord


def records_visible_to(actor: Actor) -> QuerySet[WorkRecord]:
    """Records that this person may open, newest day first."""
    return WorkRecord.objects.all() if policies.can_read_records(actor) else WorkRecord.objects.none()


def attachments_visible_to(actor: Actor) -> QuerySet[RecordFile]:
    """Files of the records that this person may open."""
    return RecordFile.objects.filter(record__in=records_visible_to(actor).order_by())


def records_between(first: date, last: date) -> QuerySet[WorkRecord]:
    """Records of these days, in order of days; for texts that name nobody."""
    return WorkRecord.objects.filter(day__range=(first, last)).order_by("day", "pk")


def with_counts(records: QuerySet[WorkRecord]) -> QuerySet[WorkRecord]:
    """Annotate `file_count`."""
    return records.annotate(file_count=Count("files", distinct=True))


def with_tasks(records: QuerySet[WorkRecord]) -> QuerySet[WorkRecord]:
    """Annotate `task_texts`: the tasks that each record carries out, None without any; for files, which show all."""
    deeds = Deed.objects.filter(kind=WORK.code, record_uid=OuterRef("uid"), state=DeedState.CONFIRMED)
    texts = deeds.order_by().values("record_uid").annotate(texts=StringAgg("task__text", "；", order_by=("pk",)))
    return records.annotate(task_texts=Subquery(texts.values("texts")))


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


def confirmed_counts(tasks: Iterable[PlanTask], *, until: date | None = None) -> dict[int, int]:
    """Confirmed records by the pk of the task, those of days after `until` not counted; in one query."""
    counted = Deed.objects.filter(task__in=[task.pk for task in tasks], state=DeedState.CONFIRMED).order_by()
    counted = counted.filter(day__lte=until) if until else counted
    return dict(counted.values_list("task").annotate(count=Count("pk")))


def days_done(tasks: Collection[int]) -> dict[int, list[date]]:
    """The days of confirmed records by the pk of the task, in order, in one query; the calendar asks it."""
    found: dict[int, list[date]] = {}
    deeds = Deed.objects.filter(task__in=tasks, state=DeedState.CONFIRMED).order_by("day", "pk")
    for task, day in deeds.values_list("task", "day"):
        found.setdefault(task, []).append(day)
    return found


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
