"""district.md §5, check 7: facts rebuilt from nothing are those that came step by step, row for row."""

from datetime import date

from core.periods import Period
from dashboards.models import Fact
from schools.plans.models import Plan, PlanTask
from schools.plans.pushing import push_facts as push_plan
from schools.records.pushing import push_facts as push_work
from schools.records.services.deeds import take_back_deed
from schools.records.services.writing import delete_record
from tenants.models import School
from tenants.schemas import in_public, in_school
from tests.factories.plans import chair_of, first_task, make_plan
from tests.factories.records import make_deed, make_record


def rows() -> set[tuple[object, ...]]:
    with in_public():
        return set(Fact.objects.values_list("school", "indicator", "period", "numerator", "denominator", "is_withheld"))


def push_both() -> None:
    assert push_plan() is True
    assert push_work() is True


def test_rebuilt_facts_equal_those_that_came_step_by_step(ta: School, tb: School) -> None:
    for school in (ta, tb):
        plan, chair = make_plan(school, "召开教代会", "走访困难教职工", "慰问退休教师"), chair_of(school)
        old = make_plan(school, "旧计划", period=Period(2025, "first"))
        with in_school(school):
            push_both()
            Plan.objects.update(state="accepted", receipt_number="R", submitted_at="2026-09-10T08:00+08:00")
            push_both()
            kept = make_record("召开教代会", day=date(2026, 10, 12), actor=chair)
            make_deed(kept, first_task(plan), actor=chair)
            gone = make_record("走访", day=date(2026, 10, 20), actor=chair)
            deed = make_deed(gone, PlanTask.objects.filter(plan=plan).order_by("position")[1], actor=chair)
            push_both()
            take_back_deed(deed, actor=chair)
            push_work()
            delete_record(gone, actor=chair)
            PlanTask.objects.filter(plan=plan).order_by("-position")[0].delete()
            PlanTask.objects.filter(plan=old).delete()
            old.delete()
            push_both()
    step_by_step = rows()

    with in_public():
        Fact.objects.all().delete()
    for school in (ta, tb):
        with in_school(school):
            push_both()

    assert rows() == step_by_step
    assert len({code for _school, code, *_ in step_by_step}) > 30
