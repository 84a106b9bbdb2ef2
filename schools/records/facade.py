"""What the floors above the records may ask: bring their own kinds of records, and where a plan stands."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from core.actors import Actor
from core.periods import today
from schools.plans.models import Plan, PlanTask
from schools.records import policies
from schools.records.kinds import Kind, register
from schools.records.models import Deed
from schools.records.services import deeds
from schools.records.standing import AreaStanding, stand_of

__all__ = ["AreaStanding", "Kind", "can_read", "carry_out", "propose", "register", "stand", "withdraw"]


def carry_out(kind: Kind, record_uid: UUID, task: PlanTask, *, day: date, title: str, actor: Actor) -> Deed:
    """Say that a record of `kind` carries out `task`. Raises NotAllowedError."""
    return deeds.carry_out(kind.code, record_uid, task, day=day, title=title, actor=actor)


def propose(kind: Kind, record_uid: UUID, *, day: date, title: str, area: str, actor: Actor) -> list[Deed]:
    """Offer tasks that a record of `kind` may carry out; call it whenever the record is saved."""
    return deeds.propose(kind.code, record_uid, day=day, title=title, area=area, actor=actor)


def withdraw(kind: Kind, record_uid: UUID, *, actor: Actor) -> int:
    """Take back everything that a record carries out; return how many confirmed deeds that were."""
    return deeds.withdraw(kind.code, record_uid, actor=actor)


def can_read(actor: Actor) -> bool:
    """Whether `actor` may open records."""
    return policies.can_read_records(actor)


def stand(plan: Plan, tasks: Sequence[PlanTask]) -> AreaStanding:
    """Where a plan with these tasks stands today; one query."""
    return AreaStanding("", plan.title, stand_of(plan, tasks, today=today()))
