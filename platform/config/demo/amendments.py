"""The demo's amendments: one in force, one that waits for the district, one asked of the chair."""

from typing import Any

from accounts.models import User
from config.demo.clock import at
from config.demo.records import AUTUMN, task_saying
from config.demo.sources import read
from config.demo.story import chair_of
from core.actors import Actor
from core.documents import DocumentKind
from district.collection.models import Entry
from district.collection.services import amendments
from schools.plans.models import Amendment, Change, Plan, PlanState, PlanTask
from schools.plans.services.amending import ChangeWish, agree_changes, ask_change
from schools.plans.services.tasks import TaskText
from tenants.models import School
from tenants.schemas import in_public, in_school


def amend_plans(actors: dict[str, Actor], schools: dict[str, School]) -> int:
    """Tell what was asked of accepted plans and what became of it; return how many amendments there are."""
    count = 0
    for code, rounds in read("amendments").items():
        for told in rounds:
            with in_school(schools[code]):
                plan = Plan.objects.get(
                    year=AUTUMN.year, term=AUTUMN.term, state=PlanState.ACCEPTED, kind=DocumentKind.PLAN
                )
                asked = [_ask(plan, one, code) for one in told["asked"]]
                amendment = _agree(plan, asked, told, code) if "agreed_at" in told else None
            if amendment is not None:
                count += 1
                _decide(plan, amendment, told, actors)
    return count


def _ask(plan: Plan, told: dict[str, Any], code: str) -> Change:
    asker = User.objects.get(username=told["by"]).as_actor(code)
    row: PlanTask | None = None
    values: dict[str, Any] = {}
    if told["kind"] == "add":
        section = plan.sections.get(title=told["section"])
        text = TaskText(
            told["text"], section, told["area"], told["months"], owner_name=told["owner_name"]
        )  # fmt: skip
        values["task"] = text
    else:
        row = task_saying(plan, told["task"])
        values = {"months": tuple(told.get("months", ())), "dates": told.get("dates", "")}
    with at(told["at"]):
        return ask_change(plan, row, ChangeWish(told["kind"], told["reason"], **values), actor=asker)


def _agree(plan: Plan, asked: list[Change], told: dict[str, Any], code: str) -> Amendment:
    with at(told["agreed_at"]):
        return agree_changes(plan, [one.uid for one in asked], reason=told["reason"], actor=chair_of(code))


def _decide(plan: Plan, amendment: Amendment, told: dict[str, Any], actors: dict[str, Actor]) -> None:
    if "decided_at" not in told:
        return
    with in_public(), at(told["decided_at"]):
        entry = Entry.objects.select_related("school").get(pending__payload__plan_uid=str(plan.uid))
        amendments.decide(
            entry, version=amendment.version, is_agreed=True, reason=told["answer"], actor=actors[told["decided_by"]]
        )
