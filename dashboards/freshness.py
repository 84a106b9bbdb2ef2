"""How fresh the facts of a set of schools are, and how that is said."""

from collections.abc import Sequence
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


def report_on(schools: Sequence[tuple[str, datetime | None]], *, now: datetime) -> FreshnessReport:
    """Judge `schools` (short name, when it was last measured); a school never measured (None) is late."""
    amber, red = now - amber_after(), now - red_after()
    late = tuple(name for name, measured in schools if measured is None or measured < amber)
    is_red = any(measured is None or measured < red for _name, measured in schools)
    known = [measured for _name, measured in schools if measured is not None]
    fresh = [measured for measured in known if measured >= amber]
    as_of = min(fresh) if fresh else max(known, default=None)
    return FreshnessReport(as_of, len(schools), late, is_red)
