"""Summaries (小结、总结): begun from a drafted text, written anew part by part; all else is as with plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.documents import DocumentKind
from core.errors import WrongStateError, ensure
from core.periods import Period
from schools.plans import policies
from schools.plans.models import Plan, Section
from schools.plans.services.guarding import check_version, locked_plan, save_shared
from schools.plans.services.notices import tell_district_of_draft


@dataclass(frozen=True)
class DraftedSection:
    """A section as drafted: `topic` says what about, `level` 1 is the highest."""

    topic: str
    level: int
    title: str
    body: str


@dataclass(frozen=True)
class Stretch:
    """What a summary is about: its period, and its first and last day."""

    period: Period
    first: date
    last: date


@transaction.atomic
def begin_summary(
    source: Plan, stretch: Stretch, sections: Sequence[DraftedSection], *, title: str, actor: Actor
) -> Plan:
    """Begin a summary of `source` with these sections.

    Raises NotAllowedError, and WrongStateError when `source` is a summary itself.
    """
    ensure(policies.can_edit_plans(actor), "只有工会主席和工会委员可以写小结。")
    if source.is_summary:
        message = "小结只能从计划写起。"
        raise WrongStateError(message)
    period = stretch.period
    summary = Plan.objects.create(
        kind=DocumentKind.SUMMARY, source_plan=source, covers_from=stretch.first, covers_until=stretch.last,
        title=title, year=period.year, term=period.term,
        author_uid=actor.uid, author_name=actor.name, saved_by=actor.name,
    )  # fmt: skip
    Section.objects.bulk_create(
        Section(
            plan=summary, position=position, level=part.level, title=part.title, body=part.body, topic=part.topic,
            drafted=part.body, saved_by=actor.name,
        )
        for position, part in enumerate(sections)
    )  # fmt: skip
    record("plan.summarise", summary, actor=actor, after={"title": title, "source": source.title})
    tell_district_of_draft(period)
    return summary


@transaction.atomic
def redraft_section(section: Section, *, body: str, drafted: str, version: int, actor: Actor) -> Section:
    """Give a section of a summary a newer text; `drafted` is the part of it that came from the records.

    Raises ConflictError when `version` is old.
    """
    locked_plan(section.plan, actor=actor)
    section = Section.objects.select_for_update(of=("self",)).select_related("plan").get(pk=section.pk)
    check_version(section, version)
    before = section.body
    section.body, section.drafted = body, drafted
    save_shared(section, ["body", "drafted"], actor=actor)
    record(
        "section.redraft", section.plan, actor=actor, before={"title": section.title, "body": before},
        after={"body": body},
    )  # fmt: skip
    return section
