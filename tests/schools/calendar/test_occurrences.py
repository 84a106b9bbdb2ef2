"""Occurrences follow tasks, periods, records, terms and working days."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.actors import system_actor
from core.periods import Period
from schools.calendar.models import Occurrence
from schools.calendar.services.occurrences import materialise
from schools.calendar.tasks import rebuild
from schools.plans.models import Amendment, Plan, PlanTask
from schools.plans.services import copying, tasks, writing
from schools.records.services import deeds
from schools.records.services import writing as records
from schools.records.services.writing import RecordText
from tenants import calendar as workdays
from tenants import figures
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.plans import chair_of, complete, first_task, make_plan
from tests.factories.records import make_deed, make_record


def days(task: PlanTask) -> list[str]:
    """Due days, with the day of the record behind those that are done."""
    rows = Occurrence.objects.filter(task=task).order_by("number")
    return [f"{row.due_on:%m%d}" + (f"={row.done_on:%m%d}" if row.done_on else "") for row in rows]


@pytest.fixture
def _nothing_remembered() -> Iterator[None]:
    """What the district decided within a test is rolled back behind the backs of these."""
    yield
    workdays.overrides.forget()
    figures.values_in_force.forget()


def plan_with(school: School, **fields: object) -> tuple[Plan, PlanTask]:
    plan = make_plan(school)
    task = tasks.add_task(plan, complete("走访", **{"months": [], **fields}), actor=chair_of(school))
    return plan, task


def test_occurrences_follow_the_task_and_the_period_of_its_plan(ta: School) -> None:
    chair, (plan, task) = chair_of(ta), plan_with(ta, months=[9, 10], recurrence="monthly")
    assert days(task) == ["0930", "1031"]

    text = complete("走访", months=[11], recurrence="weekly", weekdays=[5])
    tasks.change_task(task, text, version=1, is_settled=True, actor=chair)
    assert days(task) == ["1106", "1113", "1120", "1127"]

    writing.change_plan(plan, title="春", period=Period(2026, "second"), version=1, actor=chair)
    assert (len(days(task)), days(task)[0]) == (18, "0226")

    tasks.remove_task(task, actor=chair)
    assert Occurrence.objects.count() == 0


def test_copies_have_occurrences_of_their_own(ta: School) -> None:
    plan, _ = plan_with(ta, recurrence="term", times=2)

    copied = copying.copy_plan(plan, title="下学期", period=Period(2026, "second"), actor=chair_of(ta))

    assert days(copied.tasks.get()) == ["0424", "0627"]


def test_the_first_task_decides_whether_a_year_begins_in_autumn(ta: School) -> None:
    plan = make_plan(ta, period=Period(2026))
    late = tasks.add_task(plan, complete("总结", months=[1]), actor=chair_of(ta))
    early = tasks.add_task(plan, complete("开学", months=[9]), actor=chair_of(ta))
    assert Occurrence.objects.get(task=early).due_on == date(2026, 9, 30)

    tasks.move_task(early, -1, actor=chair_of(ta))

    assert Occurrence.objects.get(task=late).due_on == date(2027, 1, 31)


def test_records_by_day_settle_occurrences_by_number(ta: School) -> None:
    chair, (_, task) = chair_of(ta), plan_with(ta, months=[9, 10, 11], recurrence="monthly")
    later = make_record("走访", day=date(2026, 10, 20), actor=chair)
    make_deed(later, task, actor=chair)
    assert days(task) == ["0930=1020", "1031", "1130"]

    earlier = make_record("走访", day=date(2026, 9, 9), actor=chair)
    deed = make_deed(earlier, task, actor=chair)
    assert days(task) == ["0930=0909", "1031=1020", "1130"]

    records.change_record(
        earlier, RecordText(date(2026, 10, 30), "走访", "care"), [], removed=[], version=1, actor=chair
    )
    assert days(task) == ["0930=1020", "1031=1030", "1130"]

    deeds.take_back_deed(deed, actor=chair)
    records.delete_record(later, actor=chair)
    assert days(task) == ["0930", "1031", "1130"]


def test_amendments_move_occurrences_and_take_them_away(ta: School) -> None:
    chair, (plan, task) = chair_of(ta), plan_with(ta, months=[9])
    now = timezone.now()
    amendment = Amendment.objects.create(
        plan=plan, number=1, reason="装修", agreed_by=chair.name, agreed_at=now, version=1, decided_at=now
    )
    tasks.amend_task(task, {"months": [12], "dates": ""}, actor=chair)
    assert days(task) == ["1231"]

    tasks.cancel_task(task, amendment, actor=chair)
    assert days(task) == []


def test_days_done_stay_when_the_task_moves(ta: School) -> None:
    chair, (_, task) = chair_of(ta), plan_with(ta, months=[9, 10], recurrence="monthly")
    for day in (9, 10):
        make_deed(make_record("走访", day=date(2026, 9, day), actor=chair), task, actor=chair)

    tasks.change_task(task, complete("走访", months=[10]), version=1, is_settled=True, actor=chair)
    assert days(task) == ["1031=0909"]

    tasks.change_task(
        task, complete("走访", months=[9, 10], recurrence="monthly"), version=2, is_settled=True, actor=chair
    )
    assert days(task) == ["0930=0909", "1031=0910"]


@pytest.mark.usefixtures("_nothing_remembered")
def test_terms_and_working_days_of_the_district_move_occurrences_once_the_school_rebuilds(ta: School) -> None:
    _, weekly = plan_with(ta, months=[11], recurrence="weekly", weekdays=[5])
    _, term = plan_with(ta, recurrence="term")
    with in_public():
        figures.change_figure(
            "term.first_weeks", value=20, source="区校历", valid_from=date(2026, 11, 24), actor=system_actor()
        )
        workdays.set_workdays(
            [workdays.DayDecision(date(2026, 11, 27), is_working=False, note="运动会")], actor=system_actor()
        )

    changed = rebuild.run()

    assert (days(weekly), days(term)) == (["1106", "1113", "1120"], ["0117"])
    assert (changed, rebuild.run()) == (2, 0)


def test_plans_of_before_get_their_occurrences_when_the_school_rebuilds(ta: School) -> None:
    _, task = plan_with(ta)
    Occurrence.objects.all().delete()

    rebuild.run()

    assert days(task) == ["0131"]


def test_rebuilding_takes_the_same_queries_for_one_task_and_for_thirty(
    ta: School, django_assert_num_queries: object
) -> None:
    one, many = make_plan(ta, "甲"), make_plan(ta, *(f"事{number}" for number in range(30)))

    for plan in (one, many):
        with django_assert_num_queries(6):  # type: ignore[operator]
            materialise([plan])


def test_a_task_has_each_number_once(ta: School) -> None:
    task = first_task(make_plan(ta, "甲"))

    with pytest.raises(IntegrityError):
        Occurrence.objects.create(task=task, number=1, due_on=date(2026, 9, 1))
