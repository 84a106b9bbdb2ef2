"""A district of many schools that has collected and reviewed plans: rows of the public schema alone, in bulk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.utils import timezone

from accounts.models import User
from core.areas import Area
from core.database import connection
from core.pinyin import text_pinyin
from dashboards.definitions import DEFINITIONS
from dashboards.models import Fact, Freshness
from district.collection.documents import SCHEMA_NUMBER, DocumentSection, DocumentTask, PlanDocument
from district.collection.models import (
    Campaign,
    CampaignState,
    Decision,
    Entry,
    EntryEvent,
    EntryState,
    EventKind,
    Outcome,
    ReviewAssignment,
    Submission,
)
from district.review.models import CampaignRubric, Criterion, Mark, Review, Rubric
from tenants.models import School, SchoolKind

_NAMES = (
    "望溪", "鹭汀", "映山", "柳堤", "星桥", "青禾", "砚池", "槐序", "松涧", "云洲",
    "半山", "稻香", "梧荫", "石桥", "竹园", "临江", "枫林", "白鹤", "清源", "东篱",
)  # fmt: skip
_STATES = (
    EntryState.ACCEPTED, EntryState.ACCEPTED, EntryState.SUBMITTED, EntryState.ACCEPTED, EntryState.MISSING,
    EntryState.RETURNED, EntryState.ACCEPTED, EntryState.REVIEWING, EntryState.ACCEPTED, EntryState.MISSING,
)  # fmt: skip
_SECTIONS, _TASKS, _CRITERIA, _VARIANTS = 6, 24, 5, 7
_YEARS = (2025, 2026)


@dataclass
class District:
    """Two campaigns, of last year and of this one, under one rubric; `person` reviews, approves and looks on."""

    person: User
    rubric: Rubric
    campaigns: list[Campaign]
    schools: int = 0

    def grow(self, number: int) -> None:
        """Add schools with all that they handed in until there are `number`."""
        schools = School.objects.bulk_create(_school(index) for index in range(self.schools, number))
        self.schools = number
        for campaign in self.campaigns:
            _hand_in(campaign, schools, self.person)
            _review(campaign, self.rubric, self.person)
            _measure(campaign, schools)
        Freshness.objects.bulk_create(Freshness(school=school, measured_at=timezone.now()) for school in schools)


def make_district(person: User) -> District:
    """A district without schools yet."""
    rubric = Rubric.objects.create(title="计划评分标准", is_frozen=True)
    Criterion.objects.bulk_create(
        Criterion(
            rubric=rubric, position=number, title=f"项目{number + 1}", weight=100 // _CRITERIA,
            levels=[{"label": label, "points": points, "text": f"{label}的样子"}
                    for label, points in (("优", 20), ("良", 16), ("中", 12), ("差", 6))],
        )
        for number in range(_CRITERIA)
    )  # fmt: skip
    campaigns = []
    for year in _YEARS:
        due = timezone.now() - timedelta(days=365 * (_YEARS[-1] - year) + 3)
        campaign = Campaign.objects.create(
            title=f"{year}年工作计划征集", year=year, state=CampaignState.ANNOUNCED, note="请按时报送。",
            open_at=due - timedelta(days=22), due_at=due, close_at=due + timedelta(days=30),
            results_published_at=None if year == _YEARS[-1] else due + timedelta(days=40),
        )  # fmt: skip
        CampaignRubric.objects.create(campaign=campaign, rubric=rubric)
        campaigns.append(campaign)
    return District(person, rubric, campaigns)


def _school(index: int) -> School:
    kind = list(SchoolKind)[index % len(SchoolKind)]
    name = f"{_NAMES[index % len(_NAMES)]}{index}{'园' if kind == SchoolKind.KINDERGARTEN else '校'}"
    return School(
        code=f"full{index}", name=f"青禾区{name}", short_name=name, pinyin=text_pinyin(name), kind=kind,
        area=("东片", "西片", "南片", "北片")[index % 4], staff_count=30 + index * 37 % 200,
        opened_on=timezone.localdate() - timedelta(days=900), schema_name=f"full_{index:06d}",
    )  # fmt: skip


@cache
def _payload(campaign: Campaign, variant: int) -> dict[str, Any]:
    """A plan of 24 tasks; schools of one variant write the same."""

    def uid(part: str) -> str:
        return str(uuid5(NAMESPACE_OID, f"{campaign.pk}/{variant}/{part}"))

    areas, body = list(Area.values), "围绕中心，服务教职工。" * 6
    sections = tuple(DocumentSection(uid(f"s{n}"), 1, f"第{n}部分", body) for n in range(_SECTIONS))
    tasks = tuple(
        DocumentTask(
            uid(f"t{n}"), uid(f"s{n % _SECTIONS}"), f"{n % 12 + 1}月组织教职工开展第{n}项活动，做好记录并公示。",
            areas[(n + variant) % len(areas)], (n % 12 + 1,), "", "", "沈静姝", 1,
        )
        for n in range(_TASKS)
    )  # fmt: skip
    title = f"学校工会{campaign.year}年工作计划"
    return PlanDocument(uid("plan"), title, campaign.year, campaign.term, "沈静姝", sections, tasks).as_payload()


def _hand_in(campaign: Campaign, schools: Sequence[School], person: User) -> None:
    wanted = [(school, _STATES[school.pk % len(_STATES)]) for school in schools]
    copies = Submission.objects.bulk_create(
        Submission(
            campaign=campaign, school=school, version=1, receipt_number=f"{campaign.pk}-{school.code}",
            payload=_payload(campaign, school.pk % _VARIANTS), schema_number=SCHEMA_NUMBER, sha256="0" * 64,
            submitted_at=_sent_at(campaign, school), submitted_by="沈静姝", due_at=campaign.due_at,
            is_on_time=_sent_at(campaign, school) < campaign.due_at,
        )
        for school, state in wanted
        if state != EntryState.MISSING
    )  # fmt: skip
    copy_of = {copy.school_id: copy for copy in copies}
    entries = [Entry(campaign=campaign, school=school, state=state) for school, state in wanted]
    for entry in entries:
        if copy := copy_of.get(entry.school_id):
            entry.current, entry.first_submitted_at, entry.first_on_time = copy, copy.submitted_at, copy.is_on_time
        if entry.state == EntryState.ACCEPTED:
            entry.accepted, entry.score = entry.current, Decimal(60 + entry.school_id * 37 % 40)
            entry.decision = _decision(entry, person)
    made = Entry.objects.bulk_create(entries)
    ReviewAssignment.objects.bulk_create(
        ReviewAssignment(
            entry=entry, reviewer_uid=person.uid, reviewer_name=person.name, assigned_at=entry.first_submitted_at
        )
        for entry in made
        if entry.first_submitted_at is not None
    )
    EntryEvent.objects.bulk_create(event for entry in made for event in _events(entry))


def _decision(entry: Entry, person: User) -> Decision:
    assert entry.current is not None  # noqa: S101 -- accepted ones have a copy
    return Decision.objects.create(
        submission=entry.current, outcome=Outcome.ACCEPTED, proposers=[person.uid], decided_by_name=person.name,
        decided_at=timezone.now(),
    )  # fmt: skip


def _sent_at(campaign: Campaign, school: School) -> datetime:
    return campaign.due_at - timedelta(days=school.pk % 20 - 2, hours=5)


def _events(entry: Entry) -> Iterator[EntryEvent]:
    if entry.first_submitted_at is None:
        return
    last = {EntryState.ACCEPTED: EventKind.ACCEPTED, EntryState.RETURNED: EventKind.RETURNED}.get(
        EntryState(entry.state)
    )
    for days, kind in enumerate((EventKind.SUBMITTED, EventKind.ASSIGNED, last)):
        if kind is not None:
            yield EntryEvent(
                entry=entry, submission=entry.current, kind=kind, actor_name="审核员",
                at=entry.first_submitted_at + timedelta(days=days),
            )  # fmt: skip


def _review(campaign: Campaign, rubric: Rubric, person: User) -> None:
    unreviewed = Entry.objects.filter(campaign=campaign, accepted__isnull=False, accepted__reviews__isnull=True)
    reviews = Review.objects.bulk_create(
        Review(
            submission=entry.accepted, reviewer_uid=person.uid, reviewer_name=person.name,
            proposal=Outcome.ACCEPTED, total=entry.score, proposed_at=timezone.now(),
        )
        for entry in unreviewed.select_related("accepted")
        if entry.accepted is not None
    )  # fmt: skip
    criteria = list(rubric.criteria.all())
    Mark.objects.bulk_create(
        Mark(review=review, criterion=criterion, level=number % 4, points=Decimal((20, 16, 12, 6)[number % 4]))
        for review in reviews
        for number, criterion in enumerate(criteria, start=review.pk)
    )


def _measure(campaign: Campaign, schools: Sequence[School]) -> None:
    """Every indicator of every school for the campaign's period."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {Fact._meta.db_table}
              (school_id, indicator, period, numerator, denominator, is_withheld, measured_at)
            SELECT school, code, %s, (school * 7 + place * 5) %% 20, 20, false, now()
            FROM unnest(%s::bigint[]) AS school, unnest(%s::text[]) WITH ORDINALITY AS indicator (code, place)
            """,  # noqa: S608 -- the name of our own table
            [str(campaign.year), [school.pk for school in schools], list(DEFINITIONS)],
        )
