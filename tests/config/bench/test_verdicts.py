"""Ratios, limits and the printed line."""

import time

import pytest

from config.bench.verdicts import Figure, line_of, ratio_of


@pytest.mark.parametrize(("ratio", "word"), [(0.09, "ok"), (0.1, "ok"), (0.11, "over"), (float("nan"), "over")])
def test_a_figure_is_over_above_its_limit(ratio: float, word: str) -> None:
    assert line_of(Figure("opening", 0.1, lambda: ratio), ratio) == f"opening  {ratio:.3f}  0.1  {word}"


def test_the_ratio_is_of_medians_of_rounds_that_take_turns() -> None:
    asked: list[str] = []

    def sleeping(name: str, times: list[float]) -> object:
        def work(number: int) -> None:
            asked.append(f"{name}{number}")
            time.sleep(times[number])

        return work

    ratio = ratio_of(sleeping("a", [0.3, 0.04, 0.04]), sleeping("b", [0.02, 0.02, 0.3]), rounds=3)

    assert asked == ["a0", "b0", "a1", "b1", "a2", "b2"]
    assert 1.5 < ratio < 2.5
