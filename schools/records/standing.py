"""Where a plan stands: its tasks with what is expected, due and confirmed, by area."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.areas import Area
from schools.calendar import facade as calendar
from schools.plans import facade as plans
from schools.plans.models import Plan, PlanTask
from schools.records import selectors
from schools.records.completion import Standing, completion, on_track, standing


@dataclass(frozen=True)
class TaskStanding:
    """A task, where it stands, and the last day for its next record (None when nothing is missing)."""

    task: PlanTask
    standing: Standing
    next_end: date | None

    @property
    def state(self) -> str:
        """A state of core.badges: done, behind, doing or todo."""
        if self.standing.is_done:
            return "done"
        if self.standing.late:
            return "behind"
        return "doing" if self.standing.confirmed else "todo"


@dataclass(frozen=True)
class AreaStanding:
    """Tasks of an area (code "" for none): records expected, confirmed as far as they count, and shares 0–1."""

    area: str
    label: str
    rows: list[TaskStanding]

    @property
    def standings(self) -> list[Standing]:
        """The bare numbers."""
        return [row.standing for row in self.rows]

    @property
    def expected(self) -> int:
        """Records expected."""
        return sum(row.expected for row in self.standings)

    @property
    def done(self) -> int:
        """Records confirmed, at most those expected of each task."""
        return sum(row.expected - row.missing for row in self.standings)

    @property
    def missing(self) -> int:
        """Records still to come."""
        return sum(row.missing for row in self.standings)

    @property
    def in_time(self) -> int:
        """Records missing that can still be there in time."""
        return sum(row.in_time for row in self.standings)

    @property
    def late(self) -> int:
        """Records due and not there."""
        return sum(row.late for row in self.standings)

    @property
    def completion(self) -> Fraction | None:
        """Σ weight·progress ÷ Σ weight."""
        return completion(self.standings)

    @property
    def on_track(self) -> Fraction | None:
        """The same over what is due."""
        return on_track(self.standings)


def stand_of(
    plan: Plan, tasks: Sequence[PlanTask], *, today: date, within: tuple[date, date] | None = None
) -> list[TaskStanding]:
    """Every task of a plan with where it stands; one query.

    `within` (first and last day) leaves what is due in that stretch, and of the records up to its end those that
    settle it: the k-th record settles the k-th occurrence. Tasks of which nothing is due then are left out.
    """
    window = calendar.window_of(plan, tasks)
    counts = selectors.confirmed_counts(tasks, until=within[1] if within else None)
    rows = []
    for task in tasks:
        ends = [span.due for span in calendar.spans_of(task, window)]
        confirmed = counts.get(task.pk, 0)
        if within is not None:
            confirmed = max(0, confirmed - sum(end < within[0] for end in ends))
            ends = [end for end in ends if within[0] <= end <= within[1]]
            if not ends:
                continue
        following = ends[confirmed] if confirmed < len(ends) else None
        rows.append(TaskStanding(task, standing(task.weight, ends, confirmed, today=today), following))
    return rows


def by_area(rows: Iterable[TaskStanding]) -> list[AreaStanding]:
    """The areas that have tasks, in their order; tasks without an area last."""
    listed = list(rows)
    areas = [*((area.value, str(area.label)) for area in Area), ("", "未定领域")]
    found = [AreaStanding(code, label, [row for row in listed if row.task.area == code]) for code, label in areas]
    return [area for area in found if area.rows]


def whole(plan: Plan, *, today: date) -> AreaStanding:
    """The whole plan as one."""
    return AreaStanding("", plan.title, stand_of(plan, plans.tasks_of_plan(plan), today=today))
