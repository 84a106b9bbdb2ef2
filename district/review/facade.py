"""What the collection app may ask of the review app: which rubric a campaign is scored by."""

from collections.abc import Collection
from uuid import UUID

from core.actors import Actor
from core.errors import InvalidInputError
from district.collection import conflicts
from district.collection.models import Campaign, Entry
from district.review import policies
from district.review.models import CampaignRubric, Review, Rubric
from district.review.standing import progress_words, with_proposals


def rubric_choices() -> list[tuple[str, str]]:
    """(uid, label) of all rubrics, newest version first."""
    return [(str(rubric.uid), str(rubric)) for rubric in Rubric.objects.order_by("title", "-version")]


def rubric_uid_of(campaign: Campaign) -> UUID | None:
    """The rubric that a campaign is scored by, None without one."""
    choice = CampaignRubric.objects.select_related("rubric").filter(campaign=campaign).first()
    return choice.rubric.uid if choice else None


def choose_rubric(campaign: Campaign, rubric_uid: UUID | None) -> None:
    """Score `campaign` by this rubric (None: accept and return without scores). Only before it is announced."""
    CampaignRubric.objects.filter(campaign=campaign).delete()
    if rubric_uid is None:
        return
    rubric = Rubric.objects.filter(uid=rubric_uid).first()
    if rubric is None or not rubric.criteria.exists():
        message = "请选一份有评分项目的评分标准。"
        raise InvalidInputError(message)
    CampaignRubric.objects.create(campaign=campaign, rubric=rubric)


def freeze_rubric(campaign: Campaign) -> None:
    """Let nobody change the rubric of an announced campaign; a change makes a new version."""
    Rubric.objects.filter(pk__in=CampaignRubric.objects.filter(campaign=campaign).values("rubric_id")).update(
        is_frozen=True
    )


def can_open_review(actor: Actor, entry: Entry) -> bool:
    """Whether the reviewer's page of this entry is for the person: reading or reviewing."""
    if policies.can_see_all_reviews(actor):
        return conflicts.may_judge(actor, entry.school.code)
    return policies.can_review(actor, entry, is_assigned=is_assigned(actor, entry))


def is_assigned(actor: Actor, entry: Entry) -> bool:
    """Whether the person is an active reviewer of the entry."""
    return actor.uid is not None and entry.assignments.filter(reviewer_uid=actor.uid, is_active=True).exists()


def can_see_results(actor: Actor) -> bool:
    """Whether the person sees the table of results before it is published."""
    return policies.can_publish(actor)


def can_see_scores(actor: Actor, campaign: Campaign) -> bool:
    """Whether lists may show scores to the person: everyone once they are published, before that who publishes."""
    return campaign.results_published_at is not None or policies.can_publish(actor)


def reviewers_in(entry: Entry) -> set[UUID]:
    """Who has handed in a proposal on the current copy."""
    reviews = Review.objects.filter(submission=entry.current_id, proposed_at__isnull=False)
    return set(reviews.values_list("reviewer_uid", flat=True))


def begun_in(entries: Collection[Entry]) -> dict[int, set[UUID]]:
    """Who has begun to review the current copy, by the entry's row number; one query."""
    begun: dict[int, set[UUID]] = {entry.pk: set() for entry in entries}
    by_copy = {entry.current_id: entry.pk for entry in entries if entry.current_id is not None}
    for copy, uid in Review.objects.filter(submission__in=by_copy).values_list("submission", "reviewer_uid"):
        begun[by_copy[copy]].add(uid)
    return begun


def progress_of(entry: Entry) -> str:
    """How far the reviewers of an entry are, in numbers only: 「2位审核员，已交1份初评」."""
    return progress_words(with_proposals(Entry.objects.filter(pk=entry.pk)).get())


def void_proposal(entry: Entry, reviewer_uid: UUID) -> None:
    """Let a proposal on the current copy count no more, because its reviewer must keep away from the school."""
    Review.objects.filter(submission=entry.current_id, reviewer_uid=reviewer_uid).update(
        proposal="", proposed_at=None, total=None, resubmit_by=None
    )
