"""Reading reviews: the queue, one review with what came before it, rubrics, results."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from core.actors import Actor, Role
from district.collection.conflicts import without_conflicts
from district.collection.models import Campaign, CampaignState, Entry, EntryEvent, EntryState, EventKind
from district.collection.selectors import board_rows
from district.review import policies
from district.review.models import CampaignRubric, Criterion, Remark, Review, Rubric
from district.review.scoring import ranks
from tenants.models import SchoolKind

UNDECIDED = (EntryState.SUBMITTED, EntryState.REVIEWING)


def rubrics_visible_to(actor: Actor) -> QuerySet[Rubric]:
    """All rubrics for the district's staff, with `criteria_n` and whether they are in use."""
    if actor.school is not None or not actor.has(Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER, Role.OFFICIAL):
        return Rubric.objects.none()
    used = CampaignRubric.objects.filter(rubric=OuterRef("pk"))
    return Rubric.objects.annotate(criteria_n=Count("criteria"), is_used=Exists(used)).order_by("title", "-version")


def rubric_of(campaign: Campaign) -> Rubric | None:
    """The rubric that the campaign is scored by."""
    choice = CampaignRubric.objects.select_related("rubric").filter(campaign=campaign).first()
    return choice.rubric if choice else None


def criteria_of(campaign: Campaign) -> list[Criterion]:
    """The criteria of the campaign's rubric in order; empty without a rubric."""
    choice = CampaignRubric.objects.filter(campaign=campaign)
    return list(Criterion.objects.filter(rubric__in=choice.values("rubric")).select_related("rubric"))


def reviews_visible_to(actor: Actor) -> QuerySet[Entry]:
    """Entries with a copy whose review the person may open: the assigned ones, all for approvers and administrators.

    Never one of a school to keep away from (district.md §5, check 6).
    """
    entries = Entry.objects.select_related("school", "campaign", "current", "accepted").filter(current__isnull=False)
    if not policies.can_see_queue(actor):
        return entries.none()
    entries = entries.exclude(campaign__state=CampaignState.DRAFT)
    entries = without_conflicts(entries, actor)
    return entries if policies.can_see_all_reviews(actor) else entries.filter(reviewer_uid=actor.uid)


def with_progress(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Add `marks_n` and `remarks_n` of the review of the current copy, and `assigned_at` of its reviewer."""
    assigned = EntryEvent.objects.filter(entry=OuterRef("pk"), kind=EventKind.ASSIGNED).order_by("-pk")
    return entries.defer("current__payload", "accepted__payload").annotate(
        marks_n=Count("current__reviews__marks", distinct=True),
        remarks_n=Count("current__reviews__remarks", distinct=True),
        assigned_at=Subquery(assigned.values("at")[:1]),
    )


def my_batch(actor: Actor, campaign: Campaign) -> list[UUID]:
    """Uids of the person's entries of a campaign in the order of the queue: who waits longest comes first."""
    batch = reviews_visible_to(actor).filter(campaign=campaign)
    if actor.has(Role.REVIEWER):
        batch = batch.filter(reviewer_uid=actor.uid)
    return list(batch.order_by("current__submitted_at", "pk").values_list("uid", flat=True))


def next_waiting(actor: Actor, after: Entry) -> Entry | None:
    """The next entry assigned to the person that waits for a decision: same campaign first, longest waiting first."""
    waiting = Entry.objects.filter(reviewer_uid=actor.uid, state__in=UNDECIDED).exclude(pk=after.pk)
    waiting = without_conflicts(waiting.filter(campaign__state=CampaignState.ANNOUNCED), actor)
    ordered = list(waiting.select_related("current").order_by("current__submitted_at", "pk"))
    same = [entry for entry in ordered if entry.campaign_id == after.campaign_id]
    later = [entry for entry in same if _place(entry) > _place(after)]
    return next(iter([*later, *same, *ordered]), None)


def _place(entry: Entry) -> tuple[object, int]:
    return (entry.current.submitted_at if entry.current else entry.updated_at, entry.pk)


def review_of(entry: Entry) -> Review | None:
    """The newest review of the current copy, with marks and remarks."""
    reviews = Review.objects.filter(submission=entry.current_id).prefetch_related("marks", "remarks")
    return reviews.order_by("-pk").first()


def last_round(entry: Entry) -> Review | None:
    """The review by which the version before the current one was returned, with its remarks."""
    earlier = Review.objects.filter(
        submission__campaign=entry.campaign_id, submission__school=entry.school_id, decision="returned"
    ).exclude(submission=entry.current_id)
    return earlier.select_related("submission").prefetch_related("remarks").order_by("-decided_at").first()


def rounds_of(entry: Entry) -> list[Review]:
    """What the review page shows, newest first: the review of the current copy and the last one that returned one."""
    shown = [review.pk for review in (review_of(entry), last_round(entry)) if review is not None]
    reviews = Review.objects.filter(pk__in=shown).select_related("submission").defer("submission__payload")
    return list(reviews.prefetch_related("marks__criterion", "remarks__criterion").order_by("-pk"))


def remarks_of(entry: Entry) -> QuerySet[Remark]:
    """The remarks on the current copy."""
    return Remark.objects.filter(review__submission=entry.current_id)


@dataclass(frozen=True)
class ResultRow:
    """A school in the table of results; `rank` is within its kind, None for who has no score."""

    entry: Entry
    group: str
    group_size: int
    rank: int | None


def result_rows(campaign: Campaign) -> list[ResultRow]:
    """All schools by peer group (kind), best first, equal scores sharing a rank; those without a score unranked."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in board_rows(campaign):
        groups[entry.school.kind].append(entry)
    rows: list[ResultRow] = []
    for kind in SchoolKind:
        rows.extend(_ranked(groups.get(kind.value, []), kind.label))
    return rows


def _ranked(entries: Iterable[Entry], group: str) -> list[ResultRow]:
    entries = list(entries)
    places = ranks(entry.score for entry in entries if entry.score is not None)
    size = sum(1 for entry in entries if entry.score is not None)
    ordered = sorted(entries, key=lambda entry: (-(entry.score or Decimal(-1)), entry.is_exempt, entry.school.pinyin))
    return [
        ResultRow(entry, group, size, places[entry.score] if entry.score is not None else None) for entry in ordered
    ]


def undecided_count(campaign: Campaign) -> int:
    """How many copies wait for a decision."""
    return campaign.entries.filter(Q(state__in=UNDECIDED)).count()


def decided_reviews(campaign: Campaign) -> list[Review]:
    """The finished reviews of a campaign with marks and remarks, for the Excel file."""
    reviews = Review.objects.filter(submission__campaign=campaign, is_done=True).select_related("submission__school")
    return list(reviews.prefetch_related("marks__criterion", "remarks").order_by("submission__school__pinyin", "pk"))


def criteria_counts(campaign_ids: set[int]) -> dict[int, int]:
    """How many criteria each campaign is scored by, by the campaign's row number."""
    choices = CampaignRubric.objects.filter(campaign__in=campaign_ids)
    return dict(choices.annotate(n=Count("rubric__criteria")).values_list("campaign_id", "n"))
