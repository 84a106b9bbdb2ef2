"""A school of an older version, which has plans and no calendar yet, has its calendar as soon as it is upgraded."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from core.actors import Role
from core.periods import Period
from schools.calendar.models import Occurrence
from schools.plans.models import PlanTask
from schools.plans.services import tasks
from tenants.models import School
from tenants.schemas import in_public, in_schema_as_owner
from tenants.upgrade import upgrade_schools
from tests.factories.plans import chair_of, complete, make_plan
from tests.factories.records import make_deed, make_record

APP = "schools_calendar"


def back_to_before_the_calendar(school: School) -> None:
    """The school's schema as a version left it that had no calendar."""
    with in_schema_as_owner(school.schema_name), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("reminder", "feed", "occurrence"):
            cursor.execute(f"DROP TABLE {APP}_{table}")
        cursor.execute("DELETE FROM django_migrations WHERE app = %s", [APP])


def make_old_school(school: School) -> PlanTask:
    """Two plans; one task comes round, and a record carries it out once."""
    chair = chair_of(school)
    plan = make_plan(school, "征集提案。", "慰问教职工。")
    task = tasks.add_task(plan, complete("走访", months=[9, 10], recurrence="monthly"), actor=chair)
    make_deed(make_record("走访", day=date(2026, 9, 9), actor=chair), task, actor=chair)
    make_plan(school, "去年的任务。", period=Period(2025, "first"))
    back_to_before_the_calendar(school)
    return task


@pytest.mark.usefixtures("tb")
def test_upgrading_fills_the_calendar_of_the_plans_of_before(ta: School) -> None:
    task = make_old_school(ta)

    with in_public():
        report = upgrade_schools()

    assert (report.upgraded, report.failed) == (1, {})
    found = Occurrence.objects.filter(task=task).order_by("number").values_list("due_on", "done_on")
    assert list(found) == [(date(2026, 9, 30), date(2026, 9, 9)), (date(2026, 10, 31), None)]
    assert set(PlanTask.objects.filter(occurrences=None)) == set()


def test_the_pages_show_it_without_waiting_for_the_hour(ta: School, sign_in: Callable[..., Client]) -> None:
    task = make_old_school(ta)
    with in_public():
        upgrade_schools()
    client: Client = sign_in(Role.CHAIR, school=ta)

    assert task.text in client.get(f"{ta.prefix}calendar/?month=2026-10").content.decode()


def test_an_upgrade_that_touches_neither_plans_nor_calendar_leaves_it_alone(ta: School, settings: Settings) -> None:
    make_plan(ta, "征集提案。")
    Occurrence.objects.all().delete()
    settings.MIGRATION_MODULES = {"schools_members": "tests.tenants.later.members_one"}

    with in_public():
        report = upgrade_schools()

    assert (report.failed, Occurrence.objects.count()) == ({}, 0)
