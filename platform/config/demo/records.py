"""The demo's work records: 望溪小学 told one by one, other schools with an accepted plan from their due tasks.

And the reminders that owners got of what was still to do.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from config.demo.clock import at
from config.demo.sources import read
from config.demo.story import chair_of
from core.actors import Actor
from core.areas import Area
from core.periods import SHANGHAI, Period, Term
from schools.calendar import facade as calendar
from schools.calendar.services.reminding import send_reminders
from schools.plans import facade as plans
from schools.plans.models import Plan, PlanState, PlanTask
from schools.plans.selectors import plans_only
from schools.records.services.writing import RecordText, add_record
from tenants.models import School
from tenants.schemas import in_school

AUTUMN = Period(2026, Term.FIRST)
_CLAUSE_ENDS = "，。；：（"
_LONGEST_TITLE = 24
_MOST_FOR_A_TASK = 12


def write_records(schools: dict[str, School]) -> int:
    """Write the records of every school whose autumn plan was accepted; return how many. Raises LookupError."""
    told, count = read("records"), 0
    today = date.fromisoformat(read("story")["today"])
    for code, school in schools.items():
        with in_school(school):
            plan = plans_only(Plan.objects.filter(year=AUTUMN.year, term=AUTUMN.term, state=PlanState.ACCEPTED)).first()
            if plan is not None:
                actor = chair_of(code)
                rows = told[code] if code in told else _rows_from(plan, told["others"], code, today=today)
                for row in sorted(rows, key=lambda row: row["day"]):
                    _write(plan, row, actor=actor)
                count += len(rows)
    return count


def send_first_reminders(schools: dict[str, School]) -> int:
    """Let the owners be reminded on the morning of the last working day of the story; return how many reminders."""
    count = 0
    with at(read("records")["reminded_at"]):
        for school in schools.values():
            with in_school(school):
                count += send_reminders()
    return count


def _write(plan: Plan, row: dict[str, Any], *, actor: Actor) -> None:
    day = date.fromisoformat(row["day"])
    text = RecordText(
        day, row["title"], row["area"], text=row.get("text", ""), place=row.get("place", ""), people=row.get("people"),
        hours=Decimal(row["hours"]) if "hours" in row else None, cost=Decimal(row["cost"]) if "cost" in row else None,
    )  # fmt: skip
    task = task_saying(plan, row["task"]) if row["task"] else None
    with at(datetime.combine(day, time(16, 40), tzinfo=SHANGHAI)):
        add_record(text, task=task.uid if task else None, actor=actor)


def task_saying(plan: Plan, words: str) -> PlanTask:
    """The task that holds these words. Raises LookupError."""
    for task in plan.tasks.all():
        if words in task.text:
            return task
    message = f"{plan}: no task says {words}"
    raise LookupError(message)


def _rows_from(plan: Plan, told: dict[str, Any], code: str, *, today: date) -> list[dict[str, Any]]:
    """A record for every occurrence that is over, for the told share of the tasks that are due, spread evenly."""
    tasks = plans.tasks_of_plan(plan)
    window = calendar.window_of(plan, tasks)
    share = told["shares"].get(code, told["share"])
    due = [
        (task, ends)
        for task in tasks
        if (ends := [span.due for span in calendar.spans_of(task, window) if span.due <= today])
    ]
    return [
        {"day": str(end - timedelta(days=end.weekday() % 3)), "title": _title(task), "text": told["text"],
         "area": task.area or Area.ORGANISATION, "task": task.text}
        for place, (task, ends) in enumerate(due)
        if int((place + 1) * share) > int(place * share)
        for end in ends[:_MOST_FOR_A_TASK]
    ]  # fmt: skip


def _title(task: PlanTask) -> str:
    end = min((place for mark in _CLAUSE_ENDS if (place := task.text.find(mark)) > 0), default=len(task.text))
    return task.text[: min(end, _LONGEST_TITLE)]
