"""What the pages read: campaigns, standings, facts, freshness. Each function asks once, however many schools."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Aggregate, Case, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, TruncDate
from django.db.models.lookups import LessThan

from core.documents import DocumentKind
from core.periods import SHANGHAI, Period, Term
from dashboards.models import Fact, Freshness
from dashboards.peers import PeerGroup, grouping, in_band
from dashboards.standings import Counts, Standing
from district.collection.models import Campaign, CampaignState, Entry, EntryEvent, EntryState, EventKind
from district.collection.selectors import entries_of, with_counts
from district.collection.services.campaigns import due_day
from tenants.models import School, SchoolState

Parts = tuple[int | None, int | None]  # what a school sent: numerator (None: withheld), denominator (None: a count)
Facts = Mapping[tuple[int, str], Parts]


def campaigns_shown() -> list[Campaign]:
    """Announced and archived campaigns, newest first."""
    return list(Campaign.objects.exclude(state=CampaignState.DRAFT).order_by("-open_at", "-pk"))


def campaign_before(campaign: Campaign, among: Iterable[Campaign]) -> Campaign | None:
    """The campaign of the same kind and term a year earlier."""
    wanted = (campaign.kind, campaign.year - 1, campaign.term)
    return next((other for other in among if (other.kind, other.year, other.term) == wanted), None)


def leading(campaigns: Iterable[Campaign], now: datetime) -> Campaign | None:
    """The campaign that one sees first, of those of `campaigns_shown`.

    One for plans before others; of these the newest that has something to show, because it is due or at least half
    of the expected schools have reported; without one the newest. One query where a campaign is not due yet.
    """
    campaigns = list(campaigns)
    coming = [campaign.pk for campaign in campaigns if now < campaign.due_at]
    counted: Iterable[Any] = with_counts(Campaign.objects.filter(pk__in=coming)) if coming else ()
    silent = {one.pk for one in counted if not 0 < one.expected_n <= 2 * one.reported_n}
    return min(campaigns, key=lambda one: (one.kind != DocumentKind.PLAN, one.pk in silent), default=None)


def standings(campaigns: Iterable[Campaign], *, group: PeerGroup | None = None) -> dict[int, list[Standing]]:
    """The schools (of one group) of several campaigns by campaign id, by pinyin; scores only where published.

    As on the board, a school that was closed by the deadline does not stand in a campaign; one query.
    """
    known = {campaign.pk: campaign for campaign in campaigns}
    found: dict[int, list[Standing]] = {key: [] for key in known}
    entries = Entry.objects.filter(campaign__in=known).order_by("school__pinyin", "school__code")
    if group:
        entries = entries.filter(in_band(group.band, "school__staff_count"), school__kind=group.kind)
    due = {key: due_day(campaign) for key, campaign in known.items()}
    public = {key for key, campaign in known.items() if campaign.results_published_at is not None}
    group_of = grouping()
    columns = ("campaign_id", "school__closed_on", "school__state", "score", *_COLUMNS)
    for key, closed_on, state, score, kind, staff, *row in entries.values_list(*columns):
        if closed_on is None or closed_on > due[key]:
            shown = score if key in public else None
            found[key].append(Standing(group_of(kind, staff), state == SchoolState.ACTIVE, shown, kind, staff, *row))
    return found


_COLUMNS = (  # in the order of Standing
    "school__kind", "school__staff_count", "uid", "school_id", "school__code", "school__short_name", "school__name",
    "school__area", "state", "is_exempt", "has_draft", "first_submitted_at", "first_on_time", "return_count",
    "school__freshness__measured_at",
)  # fmt: skip


@dataclass(frozen=True)
class Course:
    """How a campaign stood at a moment, and how many schools sent their first plan on each day of Shanghai."""

    counts: Counts
    sent: Mapping[date, int]


def course_of(campaign: Campaign, until: datetime, *, kind: str = "", area: str = "") -> Course:
    """The course of the schools of a kind and an area ("" all), counted by the database day by day; one query."""
    wanted = {name: value for name, value in (("school__kind", kind), ("school__area", area)) if value}
    was_accepted = Exists(EntryEvent.objects.filter(entry=OuterRef("pk"), kind=EventKind.ACCEPTED, at__lte=until))
    days = (
        entries_of(campaign).filter(is_exempt=False, **wanted)
        .values_list(TruncDate("first_submitted_at", tzinfo=SHANGHAI))
        .annotate(
            expected=Count("pk"),
            reported=Count("pk", filter=Q(first_submitted_at__lte=until)),
            on_time=Count("pk", filter=Q(first_submitted_at__lte=until, first_on_time=True)),
            accepted=Count("pk", filter=Q(state=EntryState.ACCEPTED) & Q(was_accepted)),
        )
    )  # fmt: skip
    found = {day: numbers for day, *numbers in days}
    counts = Counts(*map(sum, zip(*found.values(), strict=True))) if found else Counts(0, 0, 0, 0)
    return Course(counts, {day: numbers[0] for day, numbers in found.items() if day})


def counts_of(campaign: Campaign) -> Counts:
    """What `dashboards.standings.count` gives of all schools of a campaign, counted by the database."""
    rows = entries_of(campaign).filter(is_exempt=False)
    is_reported = Q(first_submitted_at__isnull=False)
    found = rows.aggregate(
        expected=Count("pk"),
        reported=Count("pk", filter=is_reported),
        on_time=Count("pk", filter=is_reported & Q(first_on_time=True)),
        accepted=Count("pk", filter=Q(state=EntryState.ACCEPTED)),
    )
    return Counts(**found)


def period_key(year: int, term: str) -> str:
    """The period of facts: `2026`, `2026-first`, `2026-half1`."""
    return str(year) if term == Term.YEAR else f"{year}-{term}"


def facts_of_period(period: str, *wanted: tuple[Iterable[int] | None, Iterable[str]]) -> dict[tuple[int, str], Parts]:
    """Facts of a period by (school id, indicator): `wanted` are schools, None all, with the indicators to be read."""
    among = reduce(or_, (_among(schools) & Q(indicator__in=list(codes)) for schools, codes in wanted))
    rows = Fact.objects.filter(among, period=period).values_list("school_id", "indicator", "numerator", "denominator")
    return {(school, code): (top, below) for school, code, top, below in rows}


_FEW = 100


def _among(schools: Iterable[int] | None) -> Q:
    """Facts of these schools: many as one text, since five hundred parameters take longer to write than to answer."""
    if schools is None:
        return Q()
    keys = list(schools)
    array = f"{{{','.join(map(str, keys))}}}"
    return Q(school__in=keys if len(keys) <= _FEW else RawSQL("SELECT unnest(%s::bigint[])", [array]))


def _of_known(schools: Collection[int], known: Iterable[int]) -> Q:
    """Facts of these schools, `known` being all that have any: named are those meant or the others, who are fewer."""
    others = set(known).difference(schools)
    return _among(schools) if len(schools) < len(others) else ~_among(others) if others else Q()


def none_in(indicators: Iterable[str]) -> Q:
    """Facts that are 0 in one of these indicators."""
    return Q(numerator=0, indicator__in=list(indicators))


def low_in(indicators: Iterable[str], *, below: int, least: int) -> Q:
    """Shares of `least` or more in one of these indicators that are under `below` percent, rounded as shown."""
    is_low = LessThan(F("numerator") * 200, F("denominator") * (2 * below - 1))
    return Q(is_low, denominator__gte=least, indicator__in=list(indicators))


def tally(period: str, schools: Collection[int], *such: Q, known: Iterable[int]) -> dict[str, int]:
    """How many of the schools have a fact that is `such`, by indicator, those of none left out.

    `known` are all schools that have facts of the period. Each of `such` is of other indicators.
    """
    facts = Fact.objects.filter(_of_known(schools, known), period=period).order_by()
    first, *others = (facts.filter(each).values_list("indicator").annotate(n=Count("pk")) for each in such)
    return dict(first.union(*others, all=True))


class Middle(NamedTuple):
    """The median of a number over some schools, and how many have it; of its share where there is one."""

    median: float | None
    schools: int


class _Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    allow_distinct = False


def medians(period: str, schools: Iterable[int], plain: Iterable[str], shares: Iterable[str]) -> dict[str, Middle]:
    """The medians of plain numbers and of shares by indicator; withheld numbers and shares of nothing are in none."""
    facts = Fact.objects.filter(_among(schools), period=period, numerator__isnull=False).order_by()
    is_share = Q(indicator__in=list(shares), denominator__gt=0)
    number = Case(
        When(is_share, then=Cast("numerator", FloatField()) / F("denominator")), default=Cast("numerator", FloatField())
    )
    counted = facts.filter(Q(indicator__in=list(plain)) | is_share).values_list("indicator")
    found = counted.annotate(median=_Median(number, output_field=FloatField()), schools=Count("pk"))
    return {code: Middle(median, count) for code, median, count in found}


def freshness_of(schools: Iterable[int]) -> dict[int, Freshness]:
    """When each school was measured, by school id."""
    return {row.school_id: row for row in Freshness.objects.filter(school__in=list(schools))}


def facts_of(school: int) -> list[Fact]:
    """All facts of a school."""
    return list(Fact.objects.filter(school=school))


class Compared(NamedTuple):
    """A share of a school, with what its peer group is made of."""

    school_id: int
    kind: str
    staff_count: int
    numerator: int | None
    denominator: int


def facts_compared(indicator: str, period: str) -> list[Compared]:
    """The shares of one indicator and period of all schools that have one; a withheld numerator is None."""
    shares = Fact.objects.filter(indicator=indicator, period=period, denominator__isnull=False)
    columns = ("school_id", "school__kind", "school__staff_count", "numerator", "denominator")
    return [Compared(*row) for row in shares.values_list(*columns)]


def facts_matching(*, indicator: str = "", period: str = "", school: str = "") -> QuerySet[Fact]:
    """Facts of an indicator, a period and a school's code, each where given, with the school and its freshness."""
    wanted = {"indicator": indicator, "period": period, "school__code": school}
    facts = Fact.objects.select_related("school__freshness")
    return facts.filter(**{name: value for name, value in wanted.items() if value})


def periods_of(facts: Iterable[Fact]) -> list[str]:
    """The periods of these facts, newest first."""
    return sorted({fact.period for fact in facts}, key=_period_order, reverse=True)


def _period_order(period: str) -> tuple[int, int]:
    """A whole year, then its terms and halves."""
    year, _dash, term = period.partition("-")
    return int(year), list(_TERMS).index(term)


_TERMS = {"": Term.YEAR, **{term.value: term for term in Term if term != Term.YEAR}}


def period_label(period: str) -> str:
    """A key of `period_key` for people; empty for none."""
    year, _dash, term = period.partition("-")
    return Period(int(year), _TERMS[term]).label if period else ""


def stale_schools(before: datetime, *, opened_until: date) -> list[str]:
    """Short names of open schools, opened by that day, that were last measured before the moment, or never."""
    late = Q(freshness__isnull=True) | Q(freshness__measured_at__isnull=True) | Q(freshness__measured_at__lt=before)
    schools = School.objects.filter(late, state=SchoolState.ACTIVE, opened_on__lte=opened_until)
    return list(schools.order_by("pinyin", "code").values_list("short_name", flat=True))
