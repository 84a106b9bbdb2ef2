"""Reading occurrences: of the plan that a day belongs to, by owner and by state."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from core.actors import Actor
from core.periods import Period, Term, half_of, period_of, today
from schools.calendar.models import Occurrence, Reminder
from schools.members import facade as members
from schools.plans import facade as plans
from schools.plans.models import Plan

SOON_DAYS = 7
MINE, NOBODY = "me", "none"
STATES = {"late": "逾期", "soon": f"{SOON_DAYS}天内到期", "open": "未到期", "done": "已完成", "due": "已到期（含完成）"}


def working_plan(day: date, actor: Actor) -> Plan | None:
    """The plan that a day belongs to: of its term, its half or whole of a calendar year, or its school year."""
    term = period_of(day)
    years = dict.fromkeys([term.year, day.year])
    return plans.newest_plan(actor, [term, half_of(day), *(Period(year, Term.YEAR) for year in years)])


def occurrences_of(plan: Plan) -> QuerySet[Occurrence]:
    """Everything that is to be done by a plan, with its task, by due day."""
    found = Occurrence.objects.filter(task__plan=plan, task__cancelled_at=None).select_related("task")
    return found.order_by("due_on", "task__position", "number")


def with_totals(rows: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
    """Annotate `total`: how often the task is to be done."""
    counted = Occurrence.objects.filter(task=OuterRef("task")).order_by().values("task").annotate(every=Count("pk"))
    return rows.annotate(total=Subquery(counted.values("every")))


def owned_by(actor: Actor) -> Q:
    """The condition that a task is this person's: by the register, else by the very name."""
    own = Q(task__owner_uid=None, task__owner_name=actor.name)
    member = members.member_uid_of(actor)
    return own | Q(task__owner_uid=member) if member else own


def of_owner(value: str, actor: Actor) -> Q:
    """The condition of an answer to 负责人: MINE, NOBODY or a name."""
    if value == MINE:
        return owned_by(actor)
    return Q(task__owner_name="" if value == NOBODY else value)


def in_state(state: str) -> Q:
    """The condition of one of STATES, today."""
    day = today()
    conditions = {
        "late": Q(done_on=None, due_on__lt=day),
        "soon": Q(done_on=None, due_on__gte=day, due_on__lte=day + timedelta(days=SOON_DAYS)),
        "open": Q(done_on=None, due_on__gte=day),
        "done": Q(done_on__isnull=False),
        "due": Q(due_on__lt=day),
    }
    return conditions[state]


def owners_of(plan: Plan) -> list[str]:
    """The names of those who have tasks in a plan."""
    names = plan.tasks.filter(cancelled_at=None).exclude(owner_name="").order_by("owner_name")
    return list(names.values_list("owner_name", flat=True).distinct())


def counts_by_owner(plan: Plan) -> list[dict[str, Any]]:
    """A row an owner ("" for nobody): `name`, `total`, and one number for each of STATES; most late ones first."""
    counted = occurrences_of(plan).order_by().values(name=F("task__owner_name"))
    counts = {state: Count("pk", filter=in_state(state)) for state in STATES}
    rows: Any = counted.annotate(total=Count("pk"), **counts)
    return sorted(rows, key=lambda row: (-row["late"], -row["soon"], row["name"]))


def waiting_for(actor: Actor, plan: Plan, *, states: Collection[str] = ("late", "soon")) -> QuerySet[Occurrence]:
    """What this person has to do by a plan, late or soon."""
    condition = Q()
    for state in states:
        condition |= in_state(state)
    return occurrences_of(plan).filter(condition & owned_by(actor))


def rows_of_feed(actor: Actor, *, only_own: bool) -> list[Occurrence]:
    """What a person's feed shows: the plan that they work by today."""
    plan = plans.current_plan(actor)
    if plan is None:
        return []
    rows = occurrences_of(plan)
    return list(rows.filter(owned_by(actor)) if only_own else rows)


def owner_keys(plan: Plan) -> tuple[set[UUID], set[str]]:
    """Who has tasks in a plan: uids of members, and names of those who are not on the register."""
    rows = plan.tasks.filter(cancelled_at=None).exclude(owner_name="").values_list("owner_uid", "owner_name")
    found = list(rows.distinct())
    return {uid for uid, _ in found if uid}, {name for uid, name in found if not uid}


def reminders_of(actor: Actor) -> QuerySet[Reminder]:
    """What this person was told, the newest first."""
    return Reminder.objects.filter(user__uid=actor.uid).order_by("-pk") if actor.uid else Reminder.objects.none()


def unread_count(actor: Actor) -> int:
    """How many reminders wait to be read, for the top bar; one query."""
    return reminders_of(actor).filter(read_at=None).count()
