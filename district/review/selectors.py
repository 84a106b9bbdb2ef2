"""Reading reviews: the queue, one review with what came before it, rubrics, results."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from core.actors import Actor, Role
from district.collection.conflicts import without_conflicts
from district.collection.models import (
    Campaign,
    CampaignState,
    Decision,
    Entry,
    EntryState,
    Outcome,
    ReviewAssignment,
    Submission,
)
from district.collection.selectors import Waiting, board_rows, entries_of, reviewers_of_each
from district.review import phases, policies
from district.review.models import CampaignRubric, Criterion, Remark, Review, Rubric
from district.review.scoring import ranks
from district.review.standing import with_proposals
from tenants.models import SchoolKind

_NOBODY = UUID(int=0)  # the system reviews nothing
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
    entries = Entry.objects.select_related("school", "campaign", "current").filter(current__isnull=False)
    if not policies.can_see_queue(actor):
        return entries.none()
    entries = entries.exclude(campaign__state=CampaignState.DRAFT)
    entries = without_conflicts(entries, actor)
    return entries if policies.can_see_all_reviews(actor) else entries.filter(Exists(_assigned_to(actor)))


def _uid(actor: Actor) -> UUID:
    return actor.uid or _NOBODY


def _assigned_to(actor: Actor) -> QuerySet[ReviewAssignment]:
    return ReviewAssignment.objects.filter(entry=OuterRef("pk"), reviewer_uid=_uid(actor), is_active=True)


def _own_reviews(actor: Actor) -> QuerySet[Review]:
    return Review.objects.filter(submission=OuterRef("current"), reviewer_uid=_uid(actor)).order_by()


def assignment_of(actor: Actor, entry: Entry) -> ReviewAssignment | None:
    """The person's active assignment to an entry."""
    return entry.assignments.filter(reviewer_uid=_uid(actor), is_active=True).first()


def for_reviewer(entries: QuerySet[Entry], actor: Actor) -> QuerySet[Any]:
    """Add how far the person is: `is_mine`, `is_in` (proposed), `is_skipped` 0 or 1, `marks_n`, `remarks_n`.

    And `came_at`, the same as `phases.came_at`.
    """
    own = _own_reviews(actor)
    marks = own.annotate(found=Count("marks", distinct=True)).values("found")
    remarks = own.annotate(found=Count("remarks", distinct=True)).values("found")
    skipped = Exists(_assigned_to(actor).filter(skipped_at__isnull=False))
    return entries.annotate(
        is_mine=Exists(_assigned_to(actor)),
        is_in=Exists(own.filter(proposed_at__isnull=False)),
        came_at=Greatest(
            "current__submitted_at",
            Subquery(_assigned_to(actor).values("assigned_at")[:1]),
            Subquery(own.values("sent_back_at")[:1]),
        ),
        is_skipped=Case(When(skipped, then=Value(1)), default=Value(0), output_field=IntegerField()),
        marks_n=Coalesce(Subquery(marks), Value(0)),
        remarks_n=Coalesce(Subquery(remarks), Value(0)),
    )


def with_progress(entries: QuerySet[Entry], *, reviewer_uid: UUID | None = None) -> QuerySet[Entry]:
    """Add since when a copy waits for its reviewers, or one of them: `waits_since`, None where their work is in."""
    own = Review.objects.filter(submission=OuterRef("entry__current"), reviewer_uid=OuterRef("reviewer_uid"))
    open_ones = ReviewAssignment.objects.filter(entry=OuterRef("pk"), is_active=True).exclude(
        Exists(own.filter(proposed_at__isnull=False))
    )
    if reviewer_uid is not None:
        open_ones = open_ones.filter(reviewer_uid=reviewer_uid)
    since = open_ones.annotate(
        since=Greatest(
            "assigned_at",
            "entry__current__submitted_at",
            "entry__campaign__review_opens_at",
            Subquery(own.values("sent_back_at")[:1]),
        )
    )
    return entries.defer("current__payload", "accepted__payload").annotate(
        waits_since=Subquery(since.order_by("since").values("since")[:1])
    )


def waiting_entries(actor: Actor) -> QuerySet[Entry]:
    """What waits for the person as a reviewer and may be marked now, in the order of the queue.

    Skipped ones last, longest waiting first.
    """
    entries = Entry.objects.filter(Exists(_assigned_to(actor)), state__in=UNDECIDED)
    entries = without_conflicts(entries.filter(campaign__state=CampaignState.ANNOUNCED), actor)
    waiting = for_reviewer(entries, actor).filter(phases.may_be_marked(timezone.now()), is_in=False)
    return waiting.select_related("current", "campaign", "school").order_by("is_skipped", "current__submitted_at", "pk")


def my_batch(actor: Actor, campaign: Campaign) -> list[UUID]:
    """Uids of the person's entries of a campaign in the order of the queue: who waits longest comes first."""
    batch = reviews_visible_to(actor).filter(campaign=campaign)
    if actor.has(Role.REVIEWER):
        batch = batch.filter(Exists(_assigned_to(actor)))
    return list(batch.order_by("current__submitted_at", "pk").values_list("uid", flat=True))


def next_waiting(actor: Actor, after: Entry) -> Entry | None:
    """The next entry that waits for the person as a reviewer: same campaign first, the order of the queue."""
    ordered = list(waiting_entries(actor).defer("current__payload"))
    places = {entry.pk: place for place, entry in enumerate(ordered)}
    others = [entry for entry in ordered if entry.pk != after.pk]
    same = [entry for entry in others if entry.campaign_id == after.campaign_id]
    if after.pk in places:
        later = [entry for entry in same if places[entry.pk] > places[after.pk]]
    else:
        later = [entry for entry in same if _place(entry) > _place(after)]
    return next(iter([*later, *same, *others]), None)


def _place(entry: Entry) -> tuple[object, int]:
    return (entry.current.submitted_at if entry.current else entry.updated_at, entry.pk)


def review_of(entry: Entry, actor: Actor) -> Review | None:
    """The person's own review of the current copy, with marks and remarks."""
    own = Review.objects.filter(submission=entry.current_id, reviewer_uid=_uid(actor))
    return own.prefetch_related("marks", "remarks").first()


@dataclass(frozen=True)
class Desk:
    """What a person sees of the review of the current copy: the own review, and the proposals that may be shown."""

    assignment: ReviewAssignment | None
    own: Review | None
    shown: list[Review]
    is_blind: bool

    @property
    def others(self) -> list[Review]:
        """The others' proposals that may be shown."""
        return [review for review in self.shown if self.own is None or review.pk != self.own.pk]

    @property
    def visible(self) -> list[Review]:
        """All that may be shown, the own one first."""
        return [*([self.own] if self.own else []), *self.others]


def desk_of(actor: Actor, entry: Entry) -> Desk:
    """The only way to the reviews of the current copy for pages, exports and the API."""
    own_or_in = Q(reviewer_uid=_uid(actor)) | Q(proposed_at__isnull=False)
    reviews = list(Review.objects.filter(own_or_in, submission=entry.current_id).order_by("proposed_at", "pk"))
    assignment = assignment_of(actor, entry)
    own = next((review for review in reviews if review.reviewer_uid == actor.uid), None)
    may_see = policies.can_see_others(
        actor, is_assigned=assignment is not None, is_in=own is not None and own.is_in,
        is_decided=entry.state not in UNDECIDED,
    )  # fmt: skip
    shown = [review for review in reviews if review.is_in] if may_see else []
    prefetch_related_objects([*shown, *([own] if own and own not in shown else [])], "marks", "remarks")
    return Desk(assignment, own, shown, not may_see)


def reviews_shown_to(actor: Actor, entries: Collection[Any]) -> list[Review]:
    """What `desk_of` shows of each of `entries` (of `for_reviewer`), and what was proposed on their earlier copies.

    One query for all, with marks and remarks; in the order of schools and versions.
    """
    current = {entry.current_id: entry for entry in entries}
    open_to = {
        pk for pk, entry in current.items()
        if policies.can_see_others(
            actor, is_assigned=entry.is_mine, is_in=entry.is_in, is_decided=entry.state not in UNDECIDED
        )
    }  # fmt: skip
    places = {(entry.campaign_id, entry.school_id) for entry in entries}
    reviews = Review.objects.filter(
        submission__campaign__in={campaign for campaign, _ in places},
        submission__school__in={school for _, school in places},
    ).select_related("submission__school", "submission__campaign")
    own_or_in = reviews.filter(Q(reviewer_uid=_uid(actor)) | Q(proposed_at__isnull=False)).defer("submission__payload")
    ordered = own_or_in.prefetch_related("marks__criterion", "remarks__criterion").order_by(
        "submission__school__pinyin", "submission__version", "proposed_at", "pk"
    )
    return [
        review for review in ordered
        if (review.submission.campaign_id, review.submission.school_id) in places
        and (review.submission_id not in current or review.submission_id in open_to or review.reviewer_uid == actor.uid)
    ]  # fmt: skip


def decision_on(entry: Entry) -> Decision | None:
    """What was decided about the current copy."""
    return Decision.objects.filter(submission=entry.current_id).first()


@dataclass(frozen=True)
class LastRound:
    """The decision by which the version before the current one was returned, with the remarks that went with it."""

    decision: Decision
    remarks: list[Remark]

    @property
    def submission(self) -> Submission:
        """The copy that was returned."""
        return self.decision.submission


def last_round(entry: Entry) -> LastRound | None:
    """How the last copy before the current one was returned; None where none was."""
    if entry.current is None or entry.current.version == 1:
        return None
    earlier = Decision.objects.filter(
        submission__campaign=entry.campaign_id, submission__school=entry.school_id, outcome=Outcome.RETURNED
    ).exclude(submission=entry.current_id)
    decision = earlier.select_related("submission").defer("submission__payload").order_by("-decided_at").first()
    if decision is None:
        return None
    remarks = Remark.objects.filter(review__submission=decision.submission_id, review__proposed_at__isnull=False)
    return LastRound(decision, list(remarks.order_by("line_number", "pk")))


def rounds_of(entry: Entry, actor: Actor) -> list[Review]:
    """What the review page shows, newest first: reviews of the current copy, and those by which one was returned."""
    last = last_round(entry)
    current = [review.pk for review in desk_of(actor, entry).visible]
    shown = Q(pk__in=current)
    if last is not None:
        shown |= Q(submission=last.submission.pk, proposed_at__isnull=False)
    reviews = Review.objects.filter(shown).select_related("submission").defer("submission__payload")
    return list(reviews.prefetch_related("marks__criterion", "remarks__criterion").order_by("-pk"))


def remarks_of(entry: Entry, actor: Actor) -> QuerySet[Remark]:
    """The person's own remarks on the current copy."""
    return Remark.objects.filter(review__submission=entry.current_id, review__reviewer_uid=_uid(actor))


def approvals_visible_to(actor: Actor) -> QuerySet[Entry]:
    """Entries whose proposals are ready for the person's decision, with those of `standing.with_proposals`."""
    entries = Entry.objects.select_related("school", "campaign", "current").defer("current__payload")
    if not policies.can_approve(actor):
        return entries.none()
    entries = without_conflicts(entries.filter(campaign__state=CampaignState.ANNOUNCED), actor)
    entries = entries.exclude(Exists(_assigned_to(actor)))
    return with_proposals(entries).filter(is_ready=True).annotate(**reviewers_of_each())


def waiting_approvals(actor: Actor) -> QuerySet[Entry]:
    """Those of `approvals_visible_to` that may be decided now."""
    return approvals_visible_to(actor).filter(phases.may_be_decided(timezone.now()))


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the person in reviews: `to_review` as a reviewer, `to_approve` as an approver, by campaign."""
    sources = (("to_review", Role.REVIEWER, waiting_entries), ("to_approve", Role.APPROVER, waiting_approvals))
    parts = [
        entries(actor).order_by().values_list("campaign", Value(kind))
        for kind, role, entries in sources if actor.has(role)
    ]  # fmt: skip
    if not parts:
        return []
    counts = Counter(parts[0].union(*parts[1:], all=True))
    campaigns = list(Campaign.objects.filter(pk__in={pk for pk, _ in counts}).order_by("due_at"))
    return [
        Waiting(kind, counts[campaign.pk, kind], campaign, None)
        for kind, _, _ in sources for campaign in campaigns if counts[campaign.pk, kind]
    ]  # fmt: skip


@dataclass(frozen=True)
class ResultRow:
    """A school in the table of results; `rank` is within its kind, None for who has no score."""

    entry: Entry
    group: str
    group_size: int
    rank: int | None


def results_of(campaign: Campaign) -> QuerySet[Any]:
    """The rows of the board by peer group (kind): `kind_place`, the group's place among the groups."""
    places = [When(school__kind=kind.value, then=Value(place)) for place, kind in enumerate(SchoolKind)]
    rows = board_rows(campaign).annotate(kind_place=Case(*places, output_field=IntegerField()))
    return rows.order_by(*BEST_FIRST)


BEST_FIRST = ("kind_place", "-score_sort", "is_exempt", "school__pinyin")


def scores_of(campaign: Campaign) -> dict[str, list[Decimal]]:
    """All scores of a campaign by kind of school; one query, however few rows are shown."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for kind, score in entries_of(campaign).values_list("school__kind", "score"):
        if score is not None:
            found[kind].append(score)
    return found


def with_ranks(entries: Iterable[Entry], scores: Mapping[str, Sequence[Decimal]]) -> list[ResultRow]:
    """Each entry with its rank among all `scores` of its kind, equal ones sharing a rank; None without a score."""
    places = {kind: ranks(values) for kind, values in scores.items()}
    rows = []
    for entry in entries:
        kind = SchoolKind(entry.school.kind)
        rank = None if entry.score is None else places.get(kind, {}).get(entry.score)
        rows.append(ResultRow(entry, kind.label, len(scores.get(kind, ())), rank))
    return rows


def result_rows(campaign: Campaign) -> list[ResultRow]:
    """All schools by peer group (kind), best first; those without a score unranked at the end of their group."""
    return with_ranks(results_of(campaign), scores_of(campaign))


def undecided_count(campaign: Campaign) -> int:
    """How many copies wait for a decision."""
    return campaign.entries.filter(Q(state__in=UNDECIDED)).count()


def criteria_counts(campaign_ids: set[int]) -> dict[int, int]:
    """How many criteria each campaign is scored by, by the campaign's row number."""
    choices = CampaignRubric.objects.filter(campaign__in=campaign_ids)
    return dict(choices.annotate(n=Count("rubric__criteria")).values_list("campaign_id", "n"))
