"""The formula of a score and of ranks."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from district.review.scoring import Scored, combine, ranks, score, spread


def mark(weight: float, most: float, points: float | None) -> Scored:
    return Scored(Decimal(str(weight)), Decimal(str(most)), None if points is None else Decimal(str(points)))


@st.composite
def marks(draw: st.DrawFn) -> Scored:
    most = draw(st.integers(1, 50))
    points = draw(st.integers(0, most))
    return mark(draw(st.integers(1, 50)), most, points)


@pytest.mark.parametrize(
    ("given_marks", "expected"),
    [
        ([(10, 10, 10), (20, 20, 16), (30, 30, 18), (20, 20, 20), (10, 10, 8), (10, 10, 10)], "82.00"),
        ([(50, 50, 40), (30, 30, 30), (20, 20, None)], "87.50"),
        ([(3, 3, 2)], "66.67"),
        ([(8, 8, 1)], "12.50"),
        ([(800, 800, 1)], "0.13"),
        ([(10, 5, 4)], "80.00"),
        ([(10, 10, 0)], "0.00"),
    ],
)
def test_a_score_is_a_share_of_what_applies(given_marks: list[tuple[float, ...]], expected: str) -> None:
    assert str(score(mark(*each) for each in given_marks)) == expected


def test_an_optional_criterion_left_out_is_not_a_raw_sum() -> None:
    """A raw sum would give 70 of 100 (pretalx, district.md §1.4)."""
    assert score([mark(50, 50, 40), mark(30, 30, 30), mark(20, 20, None)]) != Decimal("70.00")


def test_nothing_applies_gives_no_score() -> None:
    assert score([mark(10, 10, None)]) is None
    assert score([]) is None


@given(st.lists(marks(), min_size=1, max_size=8), st.integers(1, 50))
def test_a_criterion_that_does_not_apply_changes_nothing(given_marks: list[Scored], weight: int) -> None:
    assert score([*given_marks, mark(weight, weight, None)]) == score(given_marks)


@given(st.lists(marks(), min_size=1, max_size=8), st.randoms())
def test_the_order_of_criteria_changes_nothing(given_marks: list[Scored], random: object) -> None:
    shuffled = list(given_marks)
    random.shuffle(shuffled)

    assert score(shuffled) == score(given_marks)


@given(st.lists(marks(), min_size=1, max_size=8))
def test_a_score_lies_between_0_and_100(given_marks: list[Scored]) -> None:
    assert 0 <= score(given_marks) <= 100


@given(st.lists(marks(), min_size=1, max_size=8))
def test_full_marks_are_100(given_marks: list[Scored]) -> None:
    assert score(Scored(each.weight, each.most, each.most) for each in given_marks) == Decimal("100.00")


def test_equal_scores_share_a_rank() -> None:
    scores = [Decimal(text) for text in ("80.00", "92.50", "86.25", "86.25")]

    assert [ranks(scores)[each] for each in scores] == [4, 1, 2, 2]


VALUES = st.lists(st.integers(0, 10000).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=5)
RULES = ("mean", "median", "trimmed")


@settings(max_examples=100)
@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_reviewers_changes_nothing(values: list[Decimal], chance: Random) -> None:
    shuffled = chance.sample(values, len(values))

    for rule in RULES:
        together = combine(values, rule)
        assert together == combine(shuffled, rule)
        assert min(values) <= together <= max(values)
    assert spread(values) == spread(shuffled)


@given(st.integers(0, 10000).map(lambda cents: Decimal(cents) / 100))
def test_one_reviewer_gives_the_result(value: Decimal) -> None:
    assert [combine([value], rule) for rule in RULES] == [value] * 3
    assert (spread([value]).width, spread([value]).deviation) == (0, None)


@pytest.mark.parametrize(
    ("rule", "values", "result"),
    [
        ("mean", "80 85 90 91", "86.50"), ("median", "80 85 90 91", "87.50"), ("median", "0 85 90", "85.00"),
        ("trimmed", "0 85 90 100", "87.50"), ("trimmed", "0 85 90", "58.33"), ("mean", "80.00 80.01", "80.01"),
    ],
)  # fmt: skip
def test_results_of_several(rule: str, values: str, result: str) -> None:
    assert combine([Decimal(each) for each in values.split()], rule) == Decimal(result)


def test_nobody_gives_no_result() -> None:
    assert (combine([], "mean"), spread([])) == (None, None)


def test_the_deviation_is_that_of_a_sample() -> None:
    assert spread([Decimal(70), Decimal(90)]).deviation == Decimal("14.14")
