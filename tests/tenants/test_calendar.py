"""The district's working days win over the national calendar; pasted lines are taken whole or not at all."""

from datetime import date

import pytest

from core.actors import Role
from core.errors import InvalidInputError, NotAllowedError
from core.periods import is_published, is_working_day, working_days_between
from tenants.calendar import (
    DayDecision,
    differs_from_nation,
    overrides,
    overrides_listed,
    read_lines,
    remove_workday,
    set_workdays,
    year_states,
)
from tenants.models import WorkdayOverride
from tests.factories.people import make_actor

SUNDAY, MONDAY = date(2027, 2, 7), date(2027, 2, 8)


def working(day: date, note: str = "") -> DayDecision:
    return DayDecision(day, is_working=True, note=note)


def resting(day: date, note: str = "") -> DayDecision:
    return DayDecision(day, is_working=False, note=note)


def test_years_with_a_notice_are_published_and_later_ones_are_not() -> None:
    assert [year for year in range(2002, 2029) if not is_published(year)] == [2027, 2028]


@pytest.mark.parametrize(
    ("line", "decisions"),
    [
        ("2027-02-07 上班 春节调休", [working(SUNDAY, "春节调休")]),
        ("2027年2月8日，放假", [resting(MONDAY, "")]),
        ("2027/2/7：补班", [working(SUNDAY, "")]),
        ("2027-02-07至2027-02-08 休息 春节", [resting(SUNDAY, "春节"), resting(MONDAY, "春节")]),
        ("\n2027-02-08 上班\n\n2027-02-07 休息\n", [resting(SUNDAY, ""), working(MONDAY, "")]),
    ],
)
def test_lines_are_read(line: str, decisions: list[DayDecision]) -> None:
    assert read_lines(line) == decisions


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "没有内容"),
        ("2027-02-07 上班\n春节 2月15日放假", "^第2行：应写成"),
        ("2027-02-30 休息", "^第1行：没有这一天。$"),
        ("2027-02-08至2027-02-07 休息", "颠倒"),
        ("2027-01-01至2027-12-31 休息", "超过31天"),
    ],
)
def test_lines_that_cannot_be_read_are_named(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        read_lines(text)


@pytest.mark.usefixtures("district")
def test_a_decision_wins_at_once_and_goes_again() -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)
    assert (overrides(), is_working_day(SUNDAY, overrides())) == ({}, False)

    changed = set_workdays([working(SUNDAY, "补班")], actor=admin)

    assert (changed, is_working_day(SUNDAY, overrides())) == (1, True)
    assert working_days_between(date(2027, 2, 5), SUNDAY, overrides()) == 1
    remove_workday(SUNDAY, actor=admin)
    assert is_working_day(SUNDAY, overrides()) is False


@pytest.mark.usefixtures("district")
def test_the_same_decision_again_changes_nothing() -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)
    set_workdays([working(SUNDAY, "补班")], actor=admin)

    assert set_workdays([working(SUNDAY, "补班"), resting(MONDAY, "")], actor=admin) == 1
    assert [(row.day, row.is_working) for row in overrides_listed()] == [(SUNDAY, True), (MONDAY, False)]


@pytest.mark.usefixtures("district")
def test_years_say_what_is_known() -> None:
    WorkdayOverride.objects.create(day=SUNDAY, is_working=True)

    assert [(y.year, y.is_published, y.own_days) for y in year_states([2026, 2027])] == [
        (2026, True, 0),
        (2027, False, 1),
    ]


def test_a_decision_that_repeats_the_nation_is_told() -> None:
    assert differs_from_nation(WorkdayOverride(day=SUNDAY, is_working=True))
    assert not differs_from_nation(WorkdayOverride(day=SUNDAY, is_working=False))


@pytest.mark.usefixtures("district")
def test_only_an_administrator_decides() -> None:
    actor = make_actor(Role.REVIEWER)
    with pytest.raises(NotAllowedError):
        set_workdays([working(SUNDAY, "")], actor=actor)
    with pytest.raises(NotAllowedError):
        remove_workday(SUNDAY, actor=actor)
