"""A district to compare: schools without schemas, campaigns with entries in every state, facts. In public only."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from core.areas import Area
from core.database import connection
from core.periods import end_of_day, period_of, today
from core.pinyin import text_pinyin
from dashboards.models import Fact, Freshness
from district.collection.models import (
    Campaign,
    CampaignState,
    Decision,
    Entry,
    EntryEvent,
    EntryState,
    EventKind,
    Outcome,
    Submission,
)
from schools.plans.models import Plan
from tenants.backend.base import role_of
from tenants.models import School
from tenants.schemas import in_schema_as_owner

NAMES = (
    "望溪小学", "鹭汀学校", "映山小学", "柳堤小学", "星桥幼儿园", "青禾一中", "青禾四中", "砚池中学", "槐序中学",
    "松涧小学", "云洲职校", "半山幼儿园", "稻香里小学", "梧荫特校",
)  # fmt: skip
KINDS = (
    "primary", "nine_year", "primary", "primary", "kindergarten", "senior", "junior", "junior", "junior", "primary",
    "vocational", "kindergarten", "primary", "special",
)  # fmt: skip
STAFF = (61, 148, 102, 88, 42, 210, 133, 120, 97, 66, 158, 38, 119, 55)


def make_schools(number: int, *, first: int = 0) -> list[School]:
    """Register `number` schools of all kinds; they have no schema and nobody can work in them."""
    made = []
    for index in range(first, first + number):
        name = NAMES[index] if index < len(NAMES) else f"{NAMES[index % len(NAMES)][:2]}{index}校"
        made.append(
            School(
                code=f"cmp{index}", name=f"青禾区{name}", short_name=name, pinyin=text_pinyin(name),
                kind=KINDS[index % len(KINDS)], area=("东片", "西片", "南片")[index % 3],
                staff_count=STAFF[index % len(STAFF)], opened_on=today() - timedelta(days=900),
                schema_name=f"cmp_{index:06d}",
            )
        )  # fmt: skip
    return School.objects.bulk_create(made)


def make_campaign(*, year: int | None = None, due_in_days: int = -3, published: bool = False) -> Campaign:
    """An announced campaign for the term of today (`year` overrides), due at the end of a day from today on."""
    period = period_of(today())
    due = end_of_day(today() + timedelta(days=due_in_days))
    if year is not None and year != period.year:
        due = due.replace(year=due.year + year - period.year)
    return Campaign.objects.create(
        title=f"{year or period.year}学年计划", year=year or period.year, term=period.term,
        state=CampaignState.ANNOUNCED,
        open_at=due - timedelta(days=22), due_at=due, close_at=due + timedelta(days=7),
        results_published_at=due + timedelta(days=1) if published else None,
    )  # fmt: skip


def add_entry(
    campaign: Campaign, school: School, state: str = EntryState.MISSING, *, sent_days: int = -5, **fields: object
) -> Entry:
    """A school in a campaign, in any state; `sent_days` counts from the deadline, negative is before it."""
    entry = Entry(campaign=campaign, school=school, **fields)
    if state != EntryState.MISSING:
        sent_at = campaign.due_at + timedelta(days=sent_days, hours=-3)
        copy = _submission(campaign, school, sent_at)
        entry.state, entry.current, entry.first_submitted_at = state, copy, sent_at
        entry.first_on_time = sent_at < campaign.due_at
        if state == EntryState.ACCEPTED:
            entry.accepted = copy
            entry.decision = Decision.objects.create(
                submission=copy, outcome=Outcome.ACCEPTED, proposers=[uuid4()], decided_by_name="审核员",
                decided_at=sent_at + timedelta(days=2),
            )  # fmt: skip
    entry.save()
    if state == EntryState.ACCEPTED:
        EntryEvent.objects.create(
            entry=entry, submission=entry.accepted, kind=EventKind.ACCEPTED,
            at=entry.first_submitted_at + timedelta(days=2), actor_name="审核员",
        )  # fmt: skip
    return entry


def _submission(campaign: Campaign, school: School, sent_at: datetime) -> Submission:
    return Submission.objects.create(
        campaign=campaign, school=school, version=1, receipt_number=f"{campaign.pk}-{school.code}", payload={},
        schema_number=1, sha256="0" * 64, submitted_at=sent_at, submitted_by="主席", due_at=campaign.due_at,
        is_on_time=sent_at < campaign.due_at,
    )  # fmt: skip


def fill(campaign: Campaign, schools: Sequence[School]) -> list[Entry]:
    """Entries in every state, spread over the weeks before and the days after the deadline."""
    states = (
        EntryState.ACCEPTED, EntryState.ACCEPTED, EntryState.SUBMITTED, EntryState.ACCEPTED, EntryState.MISSING,
        EntryState.RETURNED, EntryState.ACCEPTED, EntryState.REVIEWING, EntryState.MISSING, EntryState.ACCEPTED,
    )  # fmt: skip
    days = (-18, -12, -9, -7, 0, -4, -3, -2, 0, 1)
    entries = []
    for index, school in enumerate(schools):
        state = states[index % 10]
        score = Decimal(72 + index * 37 % 27) + Decimal("0.5") if state == EntryState.ACCEPTED else None
        entries.append(
            add_entry(
                campaign, school, state, sent_days=days[index % 10] + index % 2, score=score,
                has_draft=index % 10 == 8, is_exempt=index == 11, exempt_reason="新校" if index == 11 else "",
            )
        )  # fmt: skip
    return entries


def add_facts(school: School, period: str, *, tasks: int, dated: int, age: timedelta = timedelta(minutes=20)) -> None:
    """Facts of one plan, measured `age` ago; tasks are dealt to the areas in turn."""
    measured_at = datetime.now(UTC) - age
    areas = list(Area.values)
    counts = {area: sum(number % (len(areas) - school.pk % 3) == place for number in range(tasks))
              for place, area in enumerate(areas)}  # fmt: skip
    numbers = {
        "plan.tasks": (tasks, None), "plan.tasks_dated": (dated, tasks), "plan.tasks_owned": (tasks // 2, tasks),
        "plan.areas_covered": (sum(count > 0 for count in counts.values()), len(areas)),
        **{f"plan.tasks.{area}": (count, None) for area, count in counts.items()},
    }  # fmt: skip
    Fact.objects.bulk_create(
        Fact(school=school, indicator=code, period=period, numerator=top, denominator=below, measured_at=measured_at)
        for code, (top, below) in numbers.items()
    )
    Freshness.objects.update_or_create(school=school, defaults={"measured_at": measured_at})


def add_work(school: School, period: str, *, due: int, done: int, areas: Mapping[str, tuple[int, int]]) -> None:
    """Facts of the work done: `done` of `due` tasks on the whole, (done, due) by area."""
    measured_at = datetime.now(UTC) - timedelta(minutes=20)
    numbers = {
        "work.records": (done * 2, None), "work.completion": (done * 50, due * 100),
        "work.on_track": (done * 100, due * 100), "work.tasks_done": (done, due * 2),
        "work.tasks_due_done": (done, due),
        **{f"work.tasks_due_done.{area}": areas.get(area, (0, 0)) for area in Area.values},
    }  # fmt: skip
    Fact.objects.bulk_create(
        Fact(school=school, indicator=code, period=period, numerator=top, denominator=below, measured_at=measured_at)
        for code, (top, below) in numbers.items()
    )


def lock_plans(school: School) -> None:
    """Take the school's right to read its plans: measuring them fails until `grant_rights` gives it back."""
    role = role_of(connection.settings_dict["NAME"], school.schema_name)
    with in_schema_as_owner(school.schema_name), connection.cursor() as cursor:
        cursor.execute(f'REVOKE SELECT ON "{Plan._meta.db_table}" FROM "{role}"')
