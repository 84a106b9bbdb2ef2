"""What the database counts for the pages is what plain Python makes of the same rows."""

from datetime import timedelta
from random import Random
from statistics import median

import pytest
from django.utils import timezone

from dashboards import selectors
from dashboards.models import Fact
from dashboards.selectors import Course, Middle
from dashboards.standings import Counts, count, first_sent
from dashboards.work_panels import _is_low, _percent
from district.collection.models import EntryState
from tenants.models import School
from tests.factories.comparison import add_entry, fill, make_campaign, make_schools

PERIOD = "2026"
pytestmark = pytest.mark.usefixtures("district")


def add(school: School, indicator: str, top: int | None, below: int | None) -> None:
    Fact.objects.create(
        school=school, indicator=indicator, period=PERIOD, numerator=top, denominator=below,
        is_withheld=top is None, measured_at=timezone.now(),
    )  # fmt: skip


def test_a_course_at_its_end_counts_as_the_standings_do() -> None:
    campaign = make_campaign()
    fill(campaign, make_schools(30))
    rows = selectors.standings([campaign])[campaign.pk]

    for kind, area in (("", ""), ("primary", ""), ("", "东片"), ("junior", "西片")):
        wanted = [row for row in rows if kind in ("", row.kind) and area in ("", row.area)]
        course = selectors.course_of(campaign, timezone.now() + timedelta(days=400), kind=kind, area=area)
        assert course == Course(count(wanted), dict(first_sent(wanted)))


def test_a_course_counts_what_had_happened_by_the_moment() -> None:
    campaign = make_campaign()
    early, slow, late, none = make_schools(4)
    add_entry(campaign, early, EntryState.ACCEPTED, sent_days=-3)  # accepted two days after it was sent
    add_entry(campaign, slow, EntryState.ACCEPTED, sent_days=-1)
    add_entry(campaign, late, EntryState.SUBMITTED, sent_days=2)
    add_entry(campaign, none)

    course = selectors.course_of(campaign, campaign.due_at)

    assert course.counts == Counts(expected=4, reported=2, on_time=2, accepted=1)


def test_shares_are_low_in_the_count_as_in_the_cells() -> None:
    """Every share of up to twelve tasks, at bounds that halves are rounded up to."""
    pairs = [(top, below) for below in range(13) for top in range(below + 1)]
    schools = make_schools(len(pairs))
    for school, (top, below) in zip(schools, pairs, strict=True):
        add(school, "work.tasks_due_done.care", top, below)

    keys = [school.pk for school in schools]
    for bound in (13, 38, 60, 61):
        such = selectors.low_in(["work.tasks_due_done.care"], below=bound, least=3)
        low = sum(_is_low(pair, bound) for pair in pairs)
        assert selectors.tally(PERIOD, keys, such, known=keys) == {"work.tasks_due_done.care": low}
    assert _percent((1, 8)) == 13


@pytest.mark.parametrize("meant", [[0], [0, 1], [0, 1, 2], [1, 2, 3], []])
def test_only_the_schools_asked_for_are_counted_whether_they_are_few_or_most(meant: list[int]) -> None:
    schools, tasks = make_schools(4), [0, 2, 0, 1]
    for school, number in zip(schools, tasks, strict=True):
        add(school, "plan.tasks.care", number, None)
        add(school, "plan.tasks.funds", 1, None)

    found = selectors.tally(
        PERIOD,
        {schools[place].pk for place in meant},
        selectors.none_in(["plan.tasks.care", "plan.tasks.funds"]),
        known={school.pk for school in schools},
    )

    number = sum(tasks[place] == 0 for place in meant)
    assert found == ({"plan.tasks.care": number} if number else {})


def test_medians_are_of_the_schools_asked_for_and_of_known_numbers() -> None:
    random, schools = Random(7), make_schools(12)  # noqa: S311 -- numbers for a test
    shares = [(random.randint(0, 9), random.randint(1, 9)) for _ in schools]
    for school, (top, below) in zip(schools, shares, strict=True):
        add(school, "plan.tasks", top, None)
        add(school, "plan.tasks_dated", top, below)
    withheld, empty = make_schools(2, first=20)
    add(withheld, "plan.tasks", None, None)
    add(empty, "plan.tasks_dated", 0, 0)
    asked = [*schools[1:], withheld, empty]

    found = selectors.medians(PERIOD, [school.pk for school in asked], ["plan.tasks"], ["plan.tasks_dated"])

    assert found["plan.tasks"] == Middle(median(top for top, _ in shares[1:]), 11)
    assert found["plan.tasks_dated"].median == pytest.approx(median(top / below for top, below in shares[1:]))
    assert found["plan.tasks_dated"].schools == 11
