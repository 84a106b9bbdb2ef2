"""The states of a copy that is being reviewed, in one place: who is at work, what is proposed, what may follow.

A copy is with its reviewers until it is *ready*: as many proposals are in as the campaign asks for and no active
reviewer is left, or one proposes to return it, since a return keeps the school waiting least. Then
- a campaign that needs approval: an approver decides (agrees, or otherwise with a reason), sends a proposal back to its
  reviewer, or asks for one more reviewer;
- one that does not: complete proposals of one mind take effect at once; all others are an approver's.
The school sees 审核中 all the while (`EntryState` does not change before the decision).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Aggregate, Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models import Value as Fixed
from django.db.models.functions import Coalesce

from core import figures
from district.collection.models import Entry, EntryState, Outcome, ReviewAssignment
from district.review.models import Criterion, Mark, Review
from district.review.scoring import Spread, combine, spread

_YES, _NO = Fixed(True), Fixed(False)  # noqa: FBT003 -- values in SQL
_READY = Q(state=EntryState.REVIEWING) & (
    Q(returned_n__gt=0) | Q(left_n=0, in_n__gte=F("campaign__reviewers_per_copy"))
)


def with_proposals(entries: QuerySet[Entry]) -> QuerySet[Any]:
    """Add what reviewers have handed in on the current copies.

    `in_n` proposals, `returned_n` of them to return; `left_n` active reviewers without one; `ready_at` the last
    proposal; `is_ready` where the copy may be decided.
    """
    own = Review.objects.filter(
        submission=OuterRef("entry__current"), reviewer_uid=OuterRef("reviewer_uid"), proposed_at__isnull=False
    )
    left = ReviewAssignment.objects.filter(~Exists(own), entry=OuterRef("pk"), is_active=True).order_by()
    returned = Count("pk", filter=Q(proposal=Outcome.RETURNED))
    return entries.annotate(
        in_n=Coalesce(_of_copy(Count("pk")), Fixed(0)),
        returned_n=Coalesce(_of_copy(returned), Fixed(0)),
        left_n=Coalesce(Subquery(left.values("entry").annotate(found=Count("pk")).values("found")), Fixed(0)),
        ready_at=_of_copy(Max("proposed_at")),
        is_ready=Case(When(_READY, then=_YES), default=_NO),
    )


def with_disputes(entries: QuerySet[Any]) -> QuerySet[Any]:
    """Add to those of `with_proposals` how far reviewers are apart: `lowest` and `highest` of the totals.

    And `is_disputed`, where these are further apart than the district says, or proposals are not of one mind.
    """
    far_apart = Q(highest__gt=F("lowest") + figures.value("review.disagreement"))
    two_minds = Q(returned_n__gt=0, in_n__gt=F("returned_n"))
    return entries.annotate(
        lowest=_of_copy(Min("total")),
        highest=_of_copy(Max("total")),
        is_disputed=Case(When(far_apart | two_minds, then=_YES), default=_NO),
    )


def _of_copy(found: Aggregate) -> Subquery:
    """An aggregate over the proposals on an entry's current copy."""
    handed_in = Review.objects.filter(submission=OuterRef("current"), proposed_at__isnull=False).order_by()
    return Subquery(handed_in.values("submission").annotate(found=found).values("found"))


def is_ready(entry: Entry) -> bool:
    """Whether the current copy may be decided."""
    return with_proposals(Entry.objects.filter(pk=entry.pk)).filter(is_ready=True).exists()


def progress_words(entry: Any) -> str:
    """How far the reviewers are, in numbers only: 「2位审核员，已交1份初评」; `entry` is one of `with_proposals`."""
    if entry.is_ready:
        return "初评已交，等审定"
    return f"{entry.in_n + entry.left_n}位审核员，已交{entry.in_n}份初评"


def proposals_on(submission_id: int | None) -> list[Review]:
    """The proposals on a copy, with marks and remarks, in the order in which they came."""
    reviews = Review.objects.filter(submission=submission_id, proposed_at__isnull=False)
    return list(reviews.prefetch_related("marks", "remarks").order_by("proposed_at", "pk"))


def outcome_of(proposals: Collection[Review]) -> str:
    """What all proposals say, empty where they differ or there is none."""
    said = {review.proposal for review in proposals}
    return said.pop() if len(said) == 1 else ""


@dataclass(frozen=True)
class Row:
    """A criterion over all reviewers: each one's mark in their order (None: not marked), and all of them as one."""

    criterion: Criterion
    marks: Sequence[Mark | None]
    points: Decimal | None
    spread: Spread | None


@dataclass(frozen=True)
class Result:
    """Several reviewers' marks as one, by the rule of the campaign.

    `reviews` are the proposals in which every criterion is marked; the total is the rule over their totals, a row's
    points the rule over those for whom the criterion applies. Both need not add up: a median of sums is no sum of
    medians.
    """

    criteria: Sequence[Criterion]
    reviews: Sequence[Review]
    rule: str

    @cached_property
    def totals(self) -> list[Decimal]:
        """The reviewers' own totals."""
        return [review.total for review in self.reviews if review.total is not None]

    @property
    def total(self) -> Decimal | None:
        """The score out of 100, None when nobody has one."""
        return combine(self.totals, self.rule)

    @property
    def spread(self) -> Spread | None:
        """How far the totals are apart."""
        return spread(self.totals)

    @cached_property
    def rows(self) -> list[Row]:
        """The criteria in order."""
        given = [{mark.criterion_id: mark for mark in review.marks.all()} for review in self.reviews]
        return [self._row(each, [marks.get(each.pk) for marks in given]) for each in self.criteria]

    def _row(self, criterion: Criterion, marks: list[Mark | None]) -> Row:
        points = [mark.points for mark in marks if mark is not None and mark.points is not None]
        return Row(criterion, marks, combine(points, self.rule), spread(points))


def result_of(criteria: Sequence[Criterion], proposals: Sequence[Review], rule: str) -> Result:
    """The result of those proposals that mark every criterion."""
    wanted = {criterion.pk for criterion in criteria}
    whole = [each for each in proposals if wanted <= {mark.criterion_id for mark in each.marks.all()}]
    return Result(criteria, whole, rule)
