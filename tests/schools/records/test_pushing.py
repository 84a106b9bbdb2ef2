"""What crosses of the work done: the numbers of plans that were sent, under the names that the district knows."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from django.core.cache import cache

from dashboards.definitions import WORK
from dashboards.models import Fact
from schools.plans.models import Plan
from schools.plans.services.tasks import add_task
from schools.records import indicators
from schools.records.pushing import push_facts
from tenants.models import School
from tenants.schemas import in_public, in_school
from tests.factories.plans import chair_of, complete, first_task, make_plan
from tests.factories.records import make_deed, make_record


def pushed() -> dict[str, tuple[int, int | None]]:
    with in_public():
        rows = Fact.objects.filter(indicator__startswith="work.")
        return {fact.indicator: (fact.numerator, fact.denominator) for fact in rows}


def test_the_numbers_of_a_sent_plan_reach_the_district(ta: School) -> None:
    plan, chair = make_plan(ta, "召开教代会", "走访困难教职工"), chair_of(ta)
    with in_school(ta):
        make_deed(make_record("召开教代会", day=date(2026, 10, 12), actor=chair), first_task(plan), actor=chair)
        assert push_facts() is True
        before = pushed()

        Plan.objects.update(state="accepted", receipt_number="QH-2026-0001-01", submitted_at="2026-09-10T08:00+08:00")
        assert push_facts() is True

    after = pushed()
    assert before == {}
    assert (after["work.completion"], after["work.tasks_done"], after["work.records"]) == (
        (100, 200),
        (1, 2),
        (1, None),
    )
    assert after["work.tasks_due_done"] == (1, 2)
    assert set(after) == {definition.code for definition in WORK}


def test_what_is_measured_is_what_the_district_defines(ta: School) -> None:
    make_plan(ta, "召开教代会")
    with in_school(ta):
        Plan.objects.update(state="accepted", receipt_number="QH-2026-0001-01", submitted_at="2026-09-10T08:00+08:00")

        codes = {value.code for value in indicators.measure()}

    assert codes == {definition.code for definition in WORK}


def test_a_changed_plan_announces_the_numbers_of_the_work(
    ta: School, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list]]
) -> None:
    plan = make_plan(ta, "召开教代会")
    cache.clear()
    with in_school(ta), django_capture_on_commit_callbacks(execute=True):
        add_task(plan, complete("走访困难教职工", section=first_task(plan).section), actor=chair_of(ta))

    with in_school(ta):
        assert cache.get("work-facts-waiting") == 1
