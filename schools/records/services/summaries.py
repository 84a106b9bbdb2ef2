"""Drafting the summary (小结、总结) of a plan from the records, and a part of it once more from the newest ones."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from core.periods import HALVES, Period, Term, today
from schools.calendar import facade as calendar
from schools.members import facade as members
from schools.plans import facade as plans
from schools.plans.models import Plan, PlanTask, Section
from schools.plans.services import summaries
from schools.plans.services.summaries import DraftedSection, Stretch
from schools.records import policies, selectors
from schools.records.kinds import WORK
from schools.records.models import Deed, DeedState
from schools.records.standing import AreaStanding, by_area, stand_of
from schools.records.summary_text import AreaLines, Material, MissingLine, RecordLine, renewed, sections_of

_REFUSED = "只有工会主席和工会委员可以写小结。"
_MONTHS_A_YEAR = 12
_AUGUST = 8


@dataclass(frozen=True)
class Choice:
    """A stretch of a plan that a summary may be about: `code` is whole, first or second."""

    code: str
    label: str
    noun: str
    stretch: Stretch


def choices_of(plan: Plan) -> list[Choice]:
    """The stretches that have begun: the whole plan; of a year also its halves, or terms if it is a school year."""
    months = calendar.window_of(plan, plans.tasks_of_plan(plan)).months
    whole = Choice(
        "whole", plan.period.label, "总结" if plan.term == Term.YEAR else "小结",
        _stretch(plan.period, months[0], months[-1]),
    )  # fmt: skip
    found = [whole]
    if len(months) == _MONTHS_A_YEAR:
        half = _MONTHS_A_YEAR // 2
        cuts = ((months[0], months[half - 1]), (months[half], months[-1]))
        found += [_half(plan, place, *ends) for place, ends in enumerate(cuts)]
    return [choice for choice in found if choice.stretch.first <= today()]


def _half(plan: Plan, place: int, first: tuple[int, int], last: tuple[int, int]) -> Choice:
    if first[1] in {_AUGUST, _AUGUST - _MONTHS_A_YEAR // 2}:
        period = Period(plan.year, (Term.FIRST, Term.SECOND)[place])
    else:
        period = Period(plan.year, HALVES[place])
    return Choice(("first", "second")[place], period.label, "小结", _stretch(period, first, last))


def _stretch(period: Period, first: tuple[int, int], last: tuple[int, int]) -> Stretch:
    return Stretch(period, date(*first, 1), date(*last, monthrange(*last)[1]))


def title_for(plan: Plan, choice: Choice) -> str:
    """A title: that of the plan, about the stretch, a 小结 instead of a 计划."""
    title = plan.title.replace(plan.period.label, choice.label)
    if choice.label not in title:
        title = f"{choice.label}{title}" if choice.code != "whole" else title
    head, found, tail = title.rpartition("计划")
    return f"{head}{choice.noun}{tail}" if found else f"{title}{choice.noun}"


def material_of(plan: Plan, label: str, first: date, last: date) -> Material:
    """What the summary of `plan` from `first` to `last` is drafted from; at any size the same number of queries.

    The figures are those of the completion page today, of a half of the plan those of what is due in it; what is
    missing was due by the end of the stretch.
    """
    tasks, now = plans.tasks_of_plan(plan), today()
    window = calendar.window_of(plan, tasks)
    within = (first, last) if (first, last) != (window.first_day, window.last_day) else None
    rows = stand_of(plan, tasks, today=now, within=within)
    then = stand_of(plan, tasks, today=min(now, last + timedelta(days=1)), within=within)
    due = {row.task.pk: row.standing for row in then}
    whole = AreaStanding("", plan.title, rows)
    areas = tuple(
        AreaLines(
            area.area, area.label, area.expected, area.done, area.completion,
            tuple(
                MissingLine(row.task.text, due[row.task.pk].due, due[row.task.pk].confirmed)
                for row in area.rows
                if due[row.task.pk].late
            ),
        )
        for area in by_area(rows)
    )  # fmt: skip
    return Material(
        label, plan.title, now, whole.expected, whole.done, whole.completion, areas,
        tuple(_records(tasks, first, last)), members.known_names(), is_part=within is not None,
    )  # fmt: skip


def _records(tasks: Sequence[PlanTask], first: date, last: date) -> list[RecordLine]:
    """The work records of the stretch, and what other kinds of records carried out of these tasks."""
    own = [
        RecordLine(row.day, row.title, row.area, row.place, row.people, row.hours, row.cost)
        for row in selectors.records_between(first, last)
    ]
    deeds = Deed.objects.filter(task__in=tasks, state=DeedState.CONFIRMED, day__range=(first, last))
    others = {deed.record_uid: deed for deed in deeds.exclude(kind=WORK.code).select_related("task").order_by("pk")}
    return [*own, *(RecordLine(deed.day, deed.title, deed.task.area) for deed in others.values())]


@transaction.atomic
def draft_summary(plan: Plan, code: str, *, title: str, actor: Actor) -> Plan:
    """Begin the summary of the stretch `code` of `plan` from the records.

    Raises NotAllowedError, and InvalidInputError for a stretch that has not begun.
    """
    ensure(policies.can_write_records(actor), _REFUSED)
    choice = next((one for one in choices_of(plan) if one.code == code), None)
    if choice is None:
        message = "这段时间还没有开始，现在没有可以总结的。"
        raise InvalidInputError(message)
    stretch = choice.stretch
    sections = sections_of(material_of(plan, choice.label, stretch.first, stretch.last))
    return summaries.begin_summary(plan, stretch, sections, title=title, actor=actor)


def fresh_section(section: Section) -> DraftedSection | None:
    """The section as it would be drafted today; None when it was not drafted, or nothing is left to say."""
    summary = section.plan
    if not section.topic or not summary.source_plan or not (summary.covers_from and summary.covers_until):
        return None
    label = next(
        (one.label for one in choices_of(summary.source_plan) if one.stretch.last == summary.covers_until
         and one.stretch.first == summary.covers_from), summary.period.label,
    )  # fmt: skip
    material = material_of(summary.source_plan, label, summary.covers_from, summary.covers_until)
    return next((part for part in sections_of(material) if part.topic == section.topic), None)


def renewed_text(section: Section, fresh: DraftedSection | None) -> str:
    """The text that the section would get: the fresh draft with what people wrote."""
    return renewed(section.drafted, section.body, fresh.body if fresh else "")


@transaction.atomic
def redraft(section: Section, *, version: int, actor: Actor) -> Section:
    """Write a drafted section anew from the newest records; what people wrote stays. ConflictError for an old version.

    Raises WrongStateError for a section that was not drafted.
    """
    ensure(policies.can_write_records(actor), _REFUSED)
    if not section.topic:
        message = "这一部分不是按记录起草的，请直接修改。"
        raise WrongStateError(message)
    fresh = fresh_section(section)
    return summaries.redraft_section(
        section, body=renewed_text(section, fresh), drafted=fresh.body if fresh else "", version=version, actor=actor
    )
