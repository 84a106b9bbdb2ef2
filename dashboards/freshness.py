"""How fresh the facts of a set of schools are, and how that is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import figures

NAMES_SHOWN = 4


def amber_after() -> timedelta:
    """From this age on a school counts as late."""
    return timedelta(hours=figures.value("facts.amber_hours"))


def red_after() -> timedelta:
    """From this age on the lateness is shown as an alarm."""
    return timedelta(hours=figures.value("facts.red_hours"))


@dataclass(frozen=True)
class FreshnessReport:
    """`as_of`: all schools that are not late were measured then or later; None when nothing was ever measured."""

    as_of: datetime | None
    total: int
    late: tuple[str, ...] = ()
    is_red: bool = False

    @property
    def updated(self) -> int:
        """How many schools are not late."""
        return self.total - len(self.late)

    @property
    def tone(self) -> str:
        """Tone of the badge: grey when all is well, amber, or zhu."""
        if not self.late:
            return "grey"
        return "zhu" if self.is_red else "amber"

    @property
    def updated_label(self) -> str:
        """12/14所学校已更新."""
        return f"{self.updated}/{self.total}所学校已更新"

    @property
    def late_label(self) -> str:
        """2所滞后, with the word for more than a day; empty when none is."""
        if not self.late:
            return ""
        return f"{len(self.late)}所滞后" + (f"，有超过{red_after() // timedelta(hours=1)}小时的" if self.is_red else "")

    @property
    def late_names(self) -> str:
        """The first names of the late schools, joined; the others as a number."""
        shown = "、".join(self.late[:NAMES_SHOWN])
        rest = len(self.late) - NAMES_SHOWN
        return f"{shown}等{len(self.late)}所" if rest > 0 else shown


def report_on(
    schools: Sequence[tuple[int, str]], measured: Mapping[int, datetime], *, now: datetime
) -> FreshnessReport:
    """Judge `schools` (id, short name) by when each was last measured; a school never measured is late."""
    ages = {school: now - measured[school] for school, _name in schools if school in measured}
    late = tuple(name for school, name in schools if school not in ages or ages[school] > amber_after())
    is_red = any(school not in ages or ages[school] > red_after() for school, _name in schools)
    fresh = [measured[school] for school, age in ages.items() if age <= amber_after()]
    known = [measured[school] for school in ages]
    as_of = min(fresh) if fresh else max(known, default=None)
    return FreshnessReport(as_of, len(schools), late, is_red)
