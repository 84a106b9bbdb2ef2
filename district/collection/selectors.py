"""Reading campaigns: what one may see, who stands where, the numbers of the board; in the district only."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from core.actors import Actor, Role
from core.periods import SHANGHAI
from core.shares import in_percent
from district.collection import conflicts, policies
from district.collection.models import (
    Campaign,
    CampaignState,
    Entry,
    EntryEvent,
    EntryState,
    EventKind,
    ReviewAssignment,
    Submission,
)
from district.collection.services.campaigns import due_day

REPORTED = Q(first_submitted_at__isnull=False)
STANDINGS: dict[str, Q] = {
    "expected": Q(is_exempt=False),
    "reported": Q(is_exempt=False) & REPORTED,
    "on_time": Q(is_exempt=False, first_on_time=True),
    "missing": Q(is_exempt=False, state=EntryState.MISSING),
    "submitted": Q(state=EntryState.SUBMITTED),
    "reviewing": Q(state=EntryState.REVIEWING),
    "waiting": Q(is_exempt=False, state__in=[EntryState.SUBMITTED, EntryState.REVIEWING]),
    "returned": Q(state=EntryState.RETURNED),
    "accepted": Q(state=EntryState.ACCEPTED),
    "exempt": Q(is_exempt=True),
    "late": Q(is_exempt=False, first_on_time=False),
    "amending": Q(pending__isnull=False),
}
_URGENCY = Case(
    When(is_exempt=True, then=Value(7)),
    When(state=EntryState.MISSING, has_draft=False, then=Value(0)),
    When(state=EntryState.MISSING, then=Value(1)),
    When(state=EntryState.RETURNED, then=Value(2)),
    When(state=EntryState.SUBMITTED, then=Value(3)),
    When(state=EntryState.REVIEWING, then=Value(4)),
    default=Value(5),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Tile:
    """A number of schools with what it is a share of; `key` is one of STANDINGS.

    `rate` is None where nothing is expected (不适用). `before` is the same number a year earlier at the same distance
    from the deadline, with `rate_before`; both None without a campaign to compare.
    """

    key: str
    label: str
    count: int
    expected: int
    before: int | None = None
    expected_before: int | None = None

    @property
    def rate(self) -> float | None:
        """Share of the expected schools, 0–1."""
        return self.count / self.expected if self.expected else None

    @property
    def rate_before(self) -> float | None:
        """The share a year earlier."""
        return self.before / self.expected_before if self.before is not None and self.expected_before else None

    @property
    def points_more(self) -> int | None:
        """How many percentage points more than a year earlier."""
        if self.rate is None or self.rate_before is None:
            return None
        return in_percent(self.rate) - in_percent(self.rate_before)


def campaigns_visible_to(actor: Actor) -> QuerySet[Campaign]:
    """All campaigns for the district's staff; drafts only for those who prepare them."""
    if not policies.can_see_campaigns(actor):
        return Campaign.objects.none()
    campaigns = Campaign.objects.order_by("-open_at", "-pk")
    return campaigns if policies.can_manage_campaigns(actor) else campaigns.exclude(state=CampaignState.DRAFT)


def with_counts(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Add `expected_n`, `reported_n`, `accepted_n` and `waiting_n` (submitted or being reviewed)."""
    expected = Q(entries__is_exempt=False) & _standing()
    waiting = Q(entries__state__in=[EntryState.SUBMITTED, EntryState.REVIEWING])
    return campaigns.annotate(
        expected_n=Count("entries", filter=expected),
        reported_n=Count("entries", filter=expected & Q(entries__first_submitted_at__isnull=False)),
        accepted_n=Count("entries", filter=expected & Q(entries__state=EntryState.ACCEPTED)),
        waiting_n=Count("entries", filter=expected & waiting),
    )


def _standing() -> Q:
    """Entries, seen from campaigns, of schools not closed by the deadline: due < closed (district.md §3, formulas)."""
    return Q(entries__school__closed_on__isnull=True) | Q(entries__school__closed_on__gte=F("due_at"))


def board_rows(campaign: Campaign) -> QuerySet[Entry]:
    """All schools of a campaign, exempt ones included, most urgent first; `urgency` 0 (未报) … 7 (免报)."""
    return (
        entries_of(campaign)
        .select_related("school", "campaign", "current")
        .defer("current__payload", "campaign__note")
        .annotate(urgency=_URGENCY, score_sort=Coalesce("score", Value(Decimal(-1))), **reviewers_of_each())
        .order_by("urgency", "-score_sort", "school__pinyin", "pk")
    )


def reviewers_of_each() -> dict[str, Coalesce]:
    """Annotations of entries: `reviewers`, the names of the active ones joined by 、, and `reviewers_n`."""
    active = ReviewAssignment.objects.filter(entry=OuterRef("pk"), is_active=True).order_by().values("entry")
    names = StringAgg("reviewer_name", "、", order_by=("assigned_at", "pk"))
    return {
        "reviewers": Coalesce(
            Subquery(active.annotate(found=names).values("found")), Value(""), output_field=TextField()
        ),
        "reviewers_n": Coalesce(Subquery(active.annotate(found=Count("pk")).values("found")), Value(0)),
    }


def entries_of(campaign: Campaign) -> QuerySet[Entry]:
    """The schools of a campaign that were not closed by its deadline, plain and in no order."""
    stands = Q(school__closed_on__isnull=True) | Q(school__closed_on__gt=due_day(campaign))
    return campaign.entries.filter(stands).order_by()


def standing_counts(campaign: Campaign) -> dict[str, int]:
    """How many schools each of STANDINGS holds, `all`, and `reminded` (today); one query."""
    counts = {name: Count("pk", filter=where) for name, where in STANDINGS.items()}
    midnight = timezone.localtime(timezone=SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    reminded = Count("pk", filter=Q(reminded_at__gte=midnight))
    return entries_of(campaign).aggregate(all=Count("pk"), reminded=reminded, **counts)


def tiles(campaign: Campaign, now: datetime | None = None, *, counts: dict[str, int] | None = None) -> list[Tile]:
    """应报、已报、按时、通过, with last year's numbers at the same distance from the deadline.

    `counts` are those of `standing_counts` where they are known already.
    """
    counts = counts or standing_counts(campaign)
    last = last_years(campaign)
    before = _counts_at(last, last.due_at + ((now or timezone.now()) - campaign.due_at)) if last else {}
    labels = {"expected": "应报", "reported": "已报", "on_time": "按时", "accepted": "通过"}
    return [
        Tile(key, label, counts[key], counts["expected"], before.get(key), before.get("expected"))
        for key, label in labels.items()
    ]


def last_years(campaign: Campaign) -> Campaign | None:
    """The announced campaign for the same kind and term a year earlier."""
    others = Campaign.objects.exclude(state=CampaignState.DRAFT).exclude(pk=campaign.pk).filter(kind=campaign.kind)
    return others.filter(year=campaign.year - 1, term=campaign.term).order_by("-open_at").first()


def _counts_at(campaign: Campaign, moment: datetime) -> dict[str, int]:
    rows = entries_of(campaign).filter(is_exempt=False)
    accepted = EntryEvent.objects.filter(entry__in=rows, kind=EventKind.ACCEPTED, at__lte=moment)
    counts = rows.aggregate(
        expected=Count("pk"),
        reported=Count("pk", filter=Q(first_submitted_at__lte=moment)),
        on_time=Count("pk", filter=Q(first_submitted_at__lte=moment, first_on_time=True)),
    )
    return {**counts, "accepted": accepted.values("entry").distinct().count()}


def burn_up(campaign: Campaign) -> list[tuple[date, int]]:
    """(day, first submissions up to its end), from the day of the start to the last change or today."""
    moments = entries_of(campaign).filter(STANDINGS["reported"]).values_list("first_submitted_at", flat=True)
    per_day = Counter(moment.astimezone(SHANGHAI).date() for moment in moments if moment)
    first = min([campaign.open_at.astimezone(SHANGHAI).date(), *per_day])
    close = (campaign.close_at - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
    last = max([min(timezone.localdate(timezone=SHANGHAI), close), first, *per_day])
    total, curve = 0, []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        total += per_day[day]
        curve.append((day, total))
    return curve


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """Entries whose documents the person may read: never those of a school to keep away from."""
    entries = Entry.objects.select_related("school", "campaign", "current")
    if not policies.can_see_campaigns(actor):
        return entries.none()
    entries = entries.exclude(campaign__state=CampaignState.DRAFT)
    return conflicts.without_conflicts(entries, actor)


def versions_of(entry: Entry) -> list[Submission]:
    """All copies of an entry, newest first."""
    copies = Submission.objects.filter(campaign=entry.campaign_id, school=entry.school_id)
    return list(copies.select_related("campaign", "school").order_by("-version"))


def events_of(entry: Entry) -> list[EntryEvent]:
    """What happened, newest first."""
    return list(entry.events.select_related("submission").defer("submission__payload").order_by("-at", "-pk"))


def active_reviewers() -> list[User]:
    """Those to whom entries can be given."""
    return list(User.objects.filter(is_active=True, roles__contains=[Role.REVIEWER.value]).order_by("name"))


def people_who_judge() -> list[User]:
    """Active accounts of the district that may read or judge what schools hand in."""
    roles = [role.value for role in policies.JUDGES]
    return list(User.objects.filter(is_active=True, roles__overlap=roles).order_by("pinyin", "pk"))


def reviewer_loads(campaign: Campaign) -> dict[UUID, int]:
    """How many entries of a campaign each reviewer has."""
    active = ReviewAssignment.objects.filter(entry__campaign=campaign, is_active=True).order_by()
    return dict(active.values_list("reviewer_uid").annotate(n=Count("pk")))


@dataclass(frozen=True)
class Waiting:
    """Something in the campaigns that waits for a person: how many, of what, where; `until` may be None."""

    kind: str
    count: int
    campaign: Campaign
    until: datetime | None


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the person around campaigns: `to_assign`, `missing`, `to_publish` and `to_amend`.

    `missing` schools count near or past due, amendments (`to_amend`) those that the person decides.
    """
    running = Campaign.objects.filter(state=CampaignState.ANNOUNCED)
    open_states = [EntryState.SUBMITTED, EntryState.REVIEWING]
    judged: QuerySet[Any] = Entry.objects.filter(state__in=open_states).order_by()
    judged = judged.alias(reviewers_n=Count("assignments", filter=Q(assignments__is_active=True)))
    short = judged.filter(reviewers_n__lt=F("campaign__reviewers_per_copy"))
    missing = Q(entries__is_exempt=False, entries__state=EntryState.MISSING) & _standing()
    amending = Q(entries__pending__isnull=False) & ~Q(entries__school__in=conflicts.ties_of(actor).values("school"))
    amending &= ~Q(entries__school__code=actor.home_school or "-")
    if not actor.has(Role.APPROVER, Role.DISTRICT_ADMIN):
        own = ReviewAssignment.objects.filter(reviewer_uid__in=[actor.uid], is_active=True)
        amending &= Q(entries__in=own.values("entry"), needs_approval=False)
    campaigns = running.annotate(
        amending=Count("entries", filter=amending),
        unassigned=Count("entries", filter=Q(entries__in=short.values("pk"))),
        missing=Count("entries", filter=missing),
        undecided=Count("entries", filter=Q(entries__state__in=open_states)),
        accepted=Count("entries", filter=Q(entries__state=EntryState.ACCEPTED)),
    ).order_by("due_at")
    found: list[Waiting] = []
    for campaign in campaigns:
        found.extend(_waiting_in(campaign, actor))
    return [each for each in found if each.count]


def _waiting_in(campaign: Any, actor: Actor) -> list[Waiting]:
    waiting = []
    now = timezone.now()
    if actor.has(*policies.JUDGES):
        waiting.append(Waiting("to_amend", campaign.amending, campaign, None))
    if policies.can_manage_campaigns(actor):
        waiting.append(Waiting("to_assign", campaign.unassigned, campaign, None))
        if campaign.open_at <= now < campaign.close_at and campaign.due_at - now < timedelta(days=7):
            waiting.append(Waiting("missing", campaign.missing, campaign, campaign.due_at))
    is_ready = campaign.results_published_at is None and now >= campaign.close_at and not campaign.undecided
    if actor.has(Role.APPROVER, Role.DISTRICT_ADMIN) and is_ready:
        waiting.append(Waiting("to_publish", campaign.accepted, campaign, None))
    return waiting
