"""Accepted plans and what is asked of them, made through the real services."""

from decimal import Decimal

from core.actors import Actor, Role
from core.periods import Period
from district.collection.models import Campaign, Entry
from district.collection.services import decisions
from schools.plans.models import Change, ChangeKind, Plan, PlanTask
from schools.plans.services.amending import ChangeWish, ask_change
from schools.plans.services.submission import submit_plan
from tenants.models import School
from tenants.schemas import in_public, in_school
from tests.factories.collection import verdict
from tests.factories.plans import chair_of, make_plan

APPROVER = Actor(uid=None, name="程望舒", roles=frozenset({Role.APPROVER}))


def accepted_plan(school: School, campaign: Campaign, *texts: str) -> Plan:
    """A plan of `school` that the campaign accepted with 90 points."""
    plan = make_plan(school, *texts, period=Period(campaign.year, campaign.term))
    with in_school(school):
        submit_plan(plan, campaign.uid, accepts_warnings=True, actor=chair_of(school))
    with in_public():
        entry = entry_of(campaign, school)
        decisions.begin(entry, by="苏雨棠")
        decisions.accept(entry, verdict(), score=Decimal(90))
    with in_school(school):
        plan.refresh_from_db()
    return plan


def entry_of(campaign: Campaign, school: School) -> Entry:
    """The entry as the district has it now."""
    with in_public():
        entries = Entry.objects.select_related("campaign", "school", "current", "accepted", "amended", "pending")
        return entries.get(campaign=campaign, school=school)


def ask(task: PlanTask, kind: ChangeKind, *, actor: Actor, reason: str = "场地装修。", **fields: object) -> Change:
    """Ask for a change of a task; a postponed one goes to December."""
    values = {"months": (12,)} if kind == ChangeKind.POSTPONE else {}
    return ask_change(task.plan, task, ChangeWish(kind, reason, **{**values, **fields}), actor=actor)
