"""What schools push is kept whole, once, and only if it may cross."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from core.errors import InvalidInputError
from dashboards import definitions
from dashboards.facade import FactValue, record_facts, record_failure
from dashboards.models import Fact, Freshness
from tenants.models import School
from tenants.schemas import current_school, in_public

NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)
PEOPLE = definitions.Definition("plan.people", "负责人数", "写进计划的负责人人数。", unit="人", counts_people=True)


def facts_of(school: School) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    with in_public():
        return {
            (row.indicator, row.period): (row.numerator, row.denominator) for row in Fact.objects.filter(school=school)
        }


def test_a_school_pushes_from_inside_its_schema(ta: School) -> None:
    assert record_facts(ta, [FactValue("plan.tasks", "2026-first", 12)], measured_at=NINE) is True

    assert current_school() == ta
    assert facts_of(ta) == {("plan.tasks", "2026-first"): (12, None)}
    with in_public():
        assert Freshness.objects.get(school=ta).measured_at == NINE


def test_the_table_itself_is_closed_to_the_school(ta: School) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        Fact.objects.count()


def test_pushing_the_same_twice_changes_nothing(ta: School) -> None:
    values = [FactValue("plan.tasks", "2026", 3), FactValue("plan.tasks_dated", "2026", 2, 3)]
    record_facts(ta, values, measured_at=NINE)
    before = facts_of(ta)

    record_facts(ta, values, measured_at=NINE)
    record_facts(ta, values, measured_at=NINE + timedelta(hours=1))

    assert facts_of(ta) == before == {("plan.tasks", "2026"): (3, None), ("plan.tasks_dated", "2026"): (2, 3)}


def test_what_is_no_longer_measured_goes_and_other_schools_stay(ta: School, tb: School) -> None:
    record_facts(tb, [FactValue("plan.tasks", "2025", 9)], measured_at=NINE)
    record_facts(ta, [FactValue("plan.tasks", "2025", 5), FactValue("plan.tasks", "2026", 7)], measured_at=NINE)

    record_facts(ta, [FactValue("plan.tasks", "2026", 8)], measured_at=NINE + timedelta(minutes=1))

    assert facts_of(ta) == {("plan.tasks", "2026"): (8, None)}
    assert facts_of(tb) == {("plan.tasks", "2025"): (9, None)}


def test_an_older_measurement_that_arrives_late_changes_nothing(ta: School) -> None:
    record_facts(ta, [FactValue("plan.tasks", "2026", 8)], measured_at=NINE)

    taken = record_facts(ta, [FactValue("plan.tasks", "2026", 1)], measured_at=NINE - timedelta(seconds=1))

    assert taken is False
    assert facts_of(ta) == {("plan.tasks", "2026"): (8, None)}


@pytest.mark.parametrize(
    "values",
    [
        [FactValue("plan.tasks", "2026", 1), FactValue("members.names", "2026", 1)],
        [FactValue("plan.tasks", "2026", 1), FactValue("plan.tasks", "2026", 2)],
    ],
)
def test_what_is_not_defined_or_comes_twice_does_not_cross(ta: School, values: list[FactValue]) -> None:
    with pytest.raises(InvalidInputError):
        record_facts(ta, values, measured_at=NINE)

    assert facts_of(ta) == {}


@pytest.mark.parametrize(
    ("numerator", "denominator", "kept"),
    [
        (0, None, (0, None)),
        (1, None, (None, None)),
        (4, None, (None, None)),
        (5, None, (5, None)),
        (6, 8, (None, None)),
        (5, 10, (5, 10)),
        (0, 4, (None, None)),
        (8, 8, (8, 8)),
    ],
)
def test_few_people_are_withheld(
    ta: School, monkeypatch: pytest.MonkeyPatch, numerator: int, denominator: int | None, kept: tuple
) -> None:
    monkeypatch.setitem(definitions.DEFINITIONS, PEOPLE.code, PEOPLE)

    record_facts(ta, [FactValue(PEOPLE.code, "2026", numerator, denominator)], measured_at=NINE)

    assert facts_of(ta) == {(PEOPLE.code, "2026"): kept}


def test_few_tasks_are_not_withheld(ta: School) -> None:
    record_facts(ta, [FactValue("plan.tasks", "2026", 2)], measured_at=NINE)

    assert facts_of(ta) == {("plan.tasks", "2026"): (2, None)}


@pytest.mark.usefixtures("district")
def test_the_database_keeps_no_number_of_a_withheld_count(ta: School) -> None:
    with in_public(), pytest.raises(IntegrityError, match="fact_number_unless_withheld"), transaction.atomic():
        Fact.objects.create(
            school=ta, indicator="plan.tasks", period="2026", numerator=3, is_withheld=True, measured_at=NINE
        )


def test_a_failure_keeps_the_old_facts_and_says_so(ta: School) -> None:
    record_facts(ta, [FactValue("plan.tasks", "2026", 8)], measured_at=NINE)

    record_failure(ta, "计算时出错（OperationalError）")

    with in_public():
        row = Freshness.objects.get(school=ta)
    assert facts_of(ta) == {("plan.tasks", "2026"): (8, None)}
    assert (row.measured_at, row.failure, row.failed_at is None) == (NINE, "计算时出错（OperationalError）", False)


def test_the_next_success_ends_a_failure(ta: School) -> None:
    record_failure(ta, "计算时出错")

    record_facts(ta, [], measured_at=NINE)

    with in_public():
        row = Freshness.objects.get(school=ta)
    assert (row.measured_at, row.failed_at, row.failure) == (NINE, None, "")
