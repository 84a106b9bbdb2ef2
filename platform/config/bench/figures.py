"""All figures of issue 3 §4, in the order in which they are measured."""

from collections.abc import Callable, Iterator

from config.bench import bringing_in, opening, pages, paint, requests, upgrading
from config.bench.verdicts import Verdict

FIGURES: tuple[Callable[[], Iterator[Verdict]], ...] = (
    opening.measure,
    bringing_in.measure,
    requests.measure,
    pages.measure,
    paint.measure,
    upgrading.measure,  # last: afterwards schools are ahead of the code
)
