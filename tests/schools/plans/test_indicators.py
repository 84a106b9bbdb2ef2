"""The numbers of a plan: right, explained, and only those that the district defines."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from core.periods import Period
from dashboards.definitions import DEFINITIONS
from schools.plans import indicators
from schools.plans.models import Plan
from schools.plans.services.tasks import add_task
from tenants.models import School
from tests.factories.plans import chair_of, complete, make_plan


def measured(period: str) -> dict[str, tuple[int, int | None]]:
    return {
        value.code: (value.numerator, value.denominator) for value in indicators.measure() if value.period == period
    }


def test_counts_and_rates_of_a_plan(ta: School) -> None:
    plan, chair = make_plan(ta, "甲", "乙"), chair_of(ta)
    add_task(plan, complete("丙", months=[], recurrence="monthly", owner_name="", area="care"), actor=chair)
    add_task(plan, complete("丁", months=[], area=""), actor=chair)

    found = measured("2026-first")

    assert {code: found[code] for code in list(found)[:4]} == {
        "plan.tasks": (4, None),
        "plan.tasks_dated": (3, 4),
        "plan.tasks_owned": (3, 4),
        "plan.areas_covered": (2, 12),
    }
    assert (found["plan.tasks.congress"], found["plan.tasks.care"], found["plan.tasks.funds"]) == (
        (2, None), (1, None), (0, None),
    )  # fmt: skip


def test_an_empty_plan_has_rates_without_denominator(ta: School) -> None:
    make_plan(ta)

    assert measured("2026-first")["plan.tasks_dated"] == (0, 0)


def test_the_sent_plan_counts_before_a_newer_draft(ta: School) -> None:
    sent = make_plan(ta, "甲")
    Plan.objects.filter(pk=sent.pk).update(
        state="submitted", receipt_number="R", submitted_at="2026-09-01T00:00Z", submitted_version=1
    )
    make_plan(ta, "乙", "丙")
    make_plan(ta, "乙", "丙", "丁", period=Period(2027, "year"))

    assert (measured("2026-first")["plan.tasks"], measured("2027")["plan.tasks"]) == ((1, None), (3, None))


def test_every_number_is_declared_here_and_defined_there(ta: School) -> None:
    make_plan(ta, "甲")

    declared = {indicator.code for indicator in indicators.INDICATORS}
    defined = {code for code in DEFINITIONS if code.startswith("plan.")}
    assert declared == {value.code for value in indicators.measure()} == defined


def test_a_measurement_takes_two_queries(
    ta: School, django_assert_num_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    make_plan(ta, "甲")
    make_plan(ta, "乙", period=Period(2027, "year"))

    with django_assert_num_queries(2):
        indicators.measure()
