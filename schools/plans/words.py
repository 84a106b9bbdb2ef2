"""How times are said."""

from collections.abc import Sequence

_RUN_LEAST = 3


def month_labels(months: Sequence[int]) -> list[str]:
    """Short words for months in the order given; three or more in a row become 「2—6月」."""
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] % 12 + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    labels = []
    for run in runs:
        if len(run) == 12:  # noqa: PLR2004 -- the months of a year
            labels.append("全年")
        elif len(run) >= _RUN_LEAST:
            labels.append(f"{run[0]}—{run[-1]}月")
        else:
            labels.extend(f"{month}月" for month in run)
    return labels
