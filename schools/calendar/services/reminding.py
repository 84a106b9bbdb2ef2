"""Reminding people of their tasks: sent by the clock, read by the person."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core import figures
from core.actors import Actor, system_actor
from core.periods import SHANGHAI
from schools.calendar import selectors
from schools.calendar.ladder import LATE_DAYS, rung_of
from schools.calendar.letters import digest
from schools.calendar.models import Reminder
from schools.calendar.stretch import works_on
from schools.mail import facade as mail
from schools.members import facade as members
from schools.plans import facade as plans
from tenants.models import School
from tenants.schemas import current_school

_RUNGS = ("calendar.remind_first", "calendar.remind_second", "calendar.remind_third")
_FARTHEST = timedelta(days=45)


def send_reminders() -> int:
    """Tell every owner of the current plan what the ladder says today; return how many reminders are new.

    Nothing in quiet hours and on days off. Twice is once: the database keeps each rung once a person and occurrence,
    each person is one transaction, so a broken run is finished by the next. Who wants mail gets all that is new in one
    letter, written in that transaction; a worker sends it afterwards (schools.mail).
    """
    school = current_school()
    if school is None or not mail.is_time_to_tell(timezone.now()):
        return 0
    plan = plans.current_plan(system_actor(school.code))
    if plan is None:
        return 0
    count = sum(_remind(user.as_actor(school.code), user, school) for user in _owners(selectors.owner_keys(plan)))
    if count:
        mail.send_soon()
    return count


def _owners(keys: tuple[set[UUID], set[str]]) -> list[User]:
    """The accounts of owners: by the register, else by the very name."""
    uids, names = keys
    accounts = members.accounts_of(uids)
    return list(User.objects.filter(Q(uid__in=accounts) | Q(name__in=names), is_active=True).order_by("pk"))


@transaction.atomic
def _remind(actor: Actor, user: User, school: School) -> int:
    plan = plans.current_plan(actor)
    if plan is None:
        return 0
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)  # of two runs at once, one finds nothing new
    day = timezone.localdate(timezone=SHANGHAI)
    rungs = [figures.value(key) for key in _RUNGS]
    rows = selectors.occurrences_of(plan).filter(
        selectors.owned_by(actor),
        done_on=None,
        due_on__gte=day - timedelta(days=LATE_DAYS),
        due_on__lte=day + _FARTHEST,
    )
    wanted = [
        Reminder(user=user, occurrence=row, due_on=row.due_on, rung=rung)
        for row in rows
        if (rung := rung_of(row.due_on, day, rungs, recurrence=row.task.recurrence, works_on=works_on)) is not None
    ]
    told = Reminder.objects.filter(user=user, occurrence__in=[row.occurrence for row in wanted])
    known = set(told.values_list("occurrence_id", "due_on", "rung"))
    new = [row for row in wanted if (row.occurrence_id, row.due_on, row.rung) not in known]
    Reminder.objects.bulk_create(new)
    if new and mail.wants_mail(user):
        subject, body = digest(user.name, new, school)
        mail.write_letter(user, subject=subject, body=body)
    return len(new)


@transaction.atomic
def read_reminders(actor: Actor, uid: UUID | None = None) -> int:
    """Mark one's own reminder (None: all of them) as read; return how many were not."""
    rows = selectors.reminders_of(actor).filter(read_at=None)
    return (rows.filter(uid=uid) if uid else rows).update(read_at=timezone.now(), updated_at=timezone.now())
