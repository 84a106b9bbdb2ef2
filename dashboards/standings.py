"""Schools in a campaign as plain rows, and the counts, ranks and medians made of them."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from core.periods import SHANGHAI
from dashboards.peers import PeerGroup
from district.collection.models import EntryState
from tenants.models import SchoolKind


class Standing(NamedTuple):
    """One school in one campaign. `score` is None until the results of the campaign are published.

    `peers` is the group it is compared in.
    """

    peers: PeerGroup
    is_open: bool
    score: Decimal | None
    kind: str
    staff_count: int
    entry_uid: UUID
    school_id: int
    code: str
    short_name: str
    name: str
    area: str
    state: str
    is_exempt: bool
    has_draft: bool
    first_submitted_at: datetime | None
    is_on_time: bool | None
    return_count: int
    measured_at: datetime | None = None

    @property
    def kind_label(self) -> str:
        """The kind in words, such as 小学."""
        return str(SchoolKind(self.kind).label)

    @property
    def is_reported(self) -> bool:
        """Whether it has ever sent a plan (and not withdrawn it)."""
        return self.first_submitted_at is not None

    @property
    def shown_state(self) -> str:
        """The state as a badge of core.badges: exempt and draft are told apart from missing."""
        if self.is_exempt:
            return "exempt"
        if self.state == EntryState.MISSING and self.has_draft:
            return "draft"
        return self.state


@dataclass(frozen=True)
class Counts:
    """The four numbers of a campaign; every rate has `expected` below it (exempt schools are not in it)."""

    expected: int
    reported: int
    on_time: int
    accepted: int


def expected_of(rows: Iterable[Standing]) -> list[Standing]:
    """The rows that count: all but the exempt."""
    return [row for row in rows if not row.is_exempt]


def count(rows: Iterable[Standing]) -> Counts:
    """Count the rows."""
    expected = expected_of(rows)
    reported = [row for row in expected if row.is_reported]
    accepted = sum(row.state == EntryState.ACCEPTED for row in expected)
    return Counts(len(expected), len(reported), sum(bool(row.is_on_time) for row in reported), accepted)


def day_of(moment: datetime) -> date:
    """The day in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def last_day_before(moment: datetime) -> date:
    """The day that a deadline closes: 「3月5日24:00」 is stored as the first moment of 6 March and gives 5 March."""
    return day_of(moment - timedelta(microseconds=1))


def first_sent(rows: Iterable[Standing]) -> Counter[date]:
    """How many expected schools sent their first plan on each day."""
    return Counter(day_of(row.first_submitted_at) for row in expected_of(rows) if row.first_submitted_at)


def cumulative(sent: Mapping[date, int], first: date, last: date) -> list[tuple[date, int]]:
    """How many had come by the end of each day from `first` to `last`; what came before counts on the first."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    earlier = sum(number for day, number in sent.items() if day < first)
    return list(zip(days, accumulate(sent.get(day, 0) + earlier * (day == first) for day in days), strict=True))


class PeerRanks:
    """Ranks in the own peer group, best first; equal values share a rank: 1, 2, 2, 4."""

    def __init__(self, values: Iterable[tuple[Standing, Any]]) -> None:
        """Sort the values of each group once; a rank is looked up when it is shown."""
        self._groups: dict[PeerGroup, list[Any]] = defaultdict(list)
        for row, value in values:
            self._groups[row.peers].append(-value)
        for negatives in self._groups.values():
            negatives.sort()

    def of(self, row: Standing, value: Any) -> tuple[int, int]:
        """The rank of a value among those of the row's group, and how many these are."""
        negatives = self._groups[row.peers]
        return bisect_left(negatives, -value) + 1, len(negatives)


def median_of(values: Sequence[Any]) -> Any | None:
    """The median, None of nothing."""
    return median(values) if values else None
