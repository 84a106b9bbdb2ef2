"""How alike a record and a task are: the measure by which matches are proposed."""

import unicodedata

LEAST_SAME_AREA, LEAST_OTHER_AREA = 0.25, 0.5
MOST_PROPOSED = 3


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring letters and characters; digits, spaces and marks separate and do not count."""
    runs = "".join(character if unicodedata.category(character)[0] == "L" else " " for character in text.lower())
    return {run[start : start + 2] for run in runs.split() for start in range(len(run) - 1)}


def likeness(title: str, task_text: str) -> float:
    """Overlap of the bigrams A of the title and B of the task: |A ∩ B| ÷ min(|A|, |B|), 0–1 (Szymkiewicz–Simpson).

    The smaller set divides, because a title is short and a task may be a paragraph; 0 when either has none.
    """
    ours, theirs = bigrams(title), bigrams(task_text)
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0.0
