"""Ratios, limits and the printed line."""

import time

import pytest

from config.bench.verdicts import Verdict, ratio_of


@pytest.mark.parametrize(
    ("ratio", "at_least", "word"),
    [
        (0.09, False, "ok"), (0.1, False, "ok"), (0.11, False, "over"), (float("nan"), False, "over"),
        (0.09, True, "over"), (0.1, True, "ok"), (0.11, True, "ok"), (float("nan"), True, "over"),
    ],
)  # fmt: skip
def test_a_figure_is_over_beyond_its_limit(ratio: float, at_least: bool, word: str) -> None:  # noqa: FBT001 -- a case
    assert str(Verdict("opening", ratio, 0.1, at_least)) == f"opening  {ratio:.3f}  0.1  {word}"


def test_the_ratio_is_of_medians_of_rounds_that_take_turns() -> None:
    asked: list[str] = []

    def sleeping(name: str, times: list[float]) -> object:
        def work(number: int) -> None:
            asked.append(f"{name}{number}")
            time.sleep(times[number])

        return work

    ours, baseline = sleeping("a", [0.4, 0.3, 0.04, 0.04]), sleeping("b", [0.0, 0.02, 0.02, 0.3])
    ratio = ratio_of(ours, baseline, rounds=3, warm_up=1)

    assert asked == ["a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3"]
    assert 1.5 < ratio < 2.5
