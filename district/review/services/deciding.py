"""What follows reviewers' proposals: taking effect at once, an approver's decision, sending back, one more reviewer."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from district.collection.models import Entry, EntryState, Outcome
from district.collection.services import decisions
from district.collection.services.decisions import Verdict
from district.collection.services.entries import add_reviewer, locked_reviewer
from district.review import phases, policies, selectors
from district.review.models import Review
from district.review.score_sheets import remarks_of
from district.review.services.publishing import publish_entry
from district.review.standing import is_ready, outcome_of, proposals_on, result_of

REFUSAL = "只有没有参加这份审核的审定人可以审定，须回避的学校除外。"
MOST_REASON, MOST_WORDS = 1000, 500
_TEAM = "审核组"


@transaction.atomic
def settle(entry: Entry, *, actor: Actor) -> Entry:
    """After a proposal: where the campaign asks for no approval and all are of one mind, it takes effect at once."""
    entry = decisions.locked_entry(entry.uid)
    proposals = proposals_on(entry.current_id)
    outcome = outcome_of(proposals)
    if entry.campaign.needs_approval or not outcome or not is_ready(entry) or _waits_for_others(entry, outcome):
        return entry
    by = proposals[0].reviewer_name if len(proposals) == 1 else _TEAM
    return _carry_out(entry, proposals, outcome, by=by, by_uid=None, actor=actor)


def _waits_for_others(entry: Entry, outcome: str) -> bool:
    """A return by one of several is the approver's; the others may see it differently."""
    open_ones = entry.assignments.filter(is_active=True).count() - len(proposals_on(entry.current_id))
    return outcome == Outcome.RETURNED and open_ones > 0


@transaction.atomic
def decide(entry: Entry, *, outcome: str, actor: Actor, reason: str = "", resubmit_by: datetime | None = None) -> Entry:
    """An approver accepts or returns a copy on the proposals that are in; otherwise than proposed, with a reason.

    Without words of the approver the school gets the reviewers' reasons. Raises WrongStateError before the proposals
    are ready and before the review ends, InvalidInputError without the reason or, to accept by a rubric, without a
    complete set of marks.
    """
    entry = _for_decision(entry, actor)
    proposals = proposals_on(entry.current_id)
    reason = _at_most(reason.strip(), MOST_REASON)
    if outcome not in Outcome.values:
        message = "请选通过或退回修改。"
        raise InvalidInputError(message)
    if outcome != outcome_of(proposals) and not reason:
        message = "与初评不同，或初评之间不同，请写原因。"
        raise InvalidInputError(message)
    return _carry_out(
        entry, proposals, outcome, by=actor.name, by_uid=actor.uid, actor=actor, reason=reason, resubmit_by=resubmit_by
    )


def _for_decision(entry: Entry, actor: Actor) -> Entry:
    entry = decisions.locked_entry(entry.uid)
    is_assigned = selectors.assignment_of(actor, entry) is not None
    ensure(policies.can_decide(actor, entry, is_assigned=is_assigned), REFUSAL)
    if entry.state != EntryState.REVIEWING or not is_ready(entry):
        message = "初评还没有交齐，或已经审定；请刷新后再看。"
        raise WrongStateError(message)
    if why_not := phases.why_no_decision(entry.campaign, timezone.now()):
        raise WrongStateError(why_not)
    return entry


@transaction.atomic
def agree(uids: Collection[UUID], *, actor: Actor) -> int:
    """Agree to what the reviewers propose for several entries, all or none; return how many.

    Raises InvalidInputError naming a school whose reviewers are not of one mind, or where nothing is chosen.
    """
    entries = list(selectors.approvals_visible_to(actor).filter(uid__in=uids).order_by("pk"))
    if not entries or len(entries) < len(set(uids)):
        message = "请勾选待审定的报送件；有的可能已经审定，请刷新后再看。"
        raise InvalidInputError(message)
    for entry in entries:
        outcome = outcome_of(proposals_on(entry.current_id))
        try:
            decide(entry, outcome=outcome, actor=actor)
        except (InvalidInputError, WrongStateError) as error:
            message = f"{entry.school.short_name}：{error if outcome else '初评之间不同，请打开后单独审定。'}"
            raise InvalidInputError(message) from error
    return len(entries)


@transaction.atomic
def send_back_proposal(review: Review, entry: Entry, *, reason: str, actor: Actor) -> Review:
    """Give a proposal back to its reviewer, with a reason; the marks stay, the review is open again."""
    _for_decision(entry, actor)
    review = Review.objects.select_for_update().get(pk=review.pk)
    if not review.is_in or review.submission_id != entry.current_id:
        message = "这份初评已经退还，或属于以前的版本。"
        raise WrongStateError(message)
    if not reason.strip():
        message = "请写退还原因，审核员据此修改。"
        raise InvalidInputError(message)
    before = {"proposal": review.get_proposal_display(), "reason": review.reason}
    review.sent_back_because, review.sent_back_at = _at_most(reason.strip(), MOST_WORDS), timezone.now()
    review.proposal, review.proposed_at, review.total, review.resubmit_by = "", None, None, None
    review.version += 1
    review.save()
    after = {"reviewer": review.reviewer_name, "reason": review.sent_back_because}
    record("review.send_back", entry, actor=actor, before=before, after=after)
    return review


@transaction.atomic
def ask_one_more(entry: Entry, reviewer_uid: UUID, *, actor: Actor) -> Entry:
    """Have one more reviewer judge a copy, blind like the others; the decision waits for it."""
    reviewer = locked_reviewer(reviewer_uid)
    entry = _for_decision(entry, actor)
    added = add_reviewer(entry, reviewer, actor=actor)
    record("review.more", entry, actor=actor, after={"reviewer": added.reviewer_name})
    return entry


def _carry_out(  # noqa: PLR0913 -- the parts of a decision
    entry: Entry, proposals: list[Review], outcome: str, *, by: str, by_uid: UUID | None, actor: Actor,
    reason: str = "", resubmit_by: datetime | None = None,
) -> Entry:  # fmt: skip
    said = "\n".join(dict.fromkeys(each.reason for each in proposals if each.reason and each.proposal == outcome))
    verdict = Verdict(
        proposers=tuple(each.reviewer_uid for each in proposals), by=by, by_uid=by_uid,
        reason=(reason or said)[:MOST_REASON], remarks=remarks_for_school(proposals, by=by),
    )  # fmt: skip
    if outcome == Outcome.RETURNED:
        wanted = max((each.resubmit_by for each in proposals if each.resubmit_by), default=None)
        entry = decisions.send_back(entry, verdict, resubmit_by=resubmit_by or wanted)
        record("review.return", entry, actor=actor, after={"reason": verdict.reason, "round": entry.return_count})
        return entry
    result = result_of(selectors.criteria_of(entry.campaign), proposals, entry.campaign.score_rule)
    if result.criteria and not result.reviews:
        message = "初评里没有完整的评分，不能通过；请退还审核员补评。"
        raise InvalidInputError(message)
    entry = decisions.accept(entry, verdict, score=result.total)
    after = {"score": str(result.total) if result.total is not None else None, "reason": verdict.reason}
    record("review.accept", entry, actor=actor, after=after)
    if entry.campaign.results_published_at is not None:
        publish_entry(entry, by=actor.name, at=timezone.now())
    return entry


def remarks_for_school(proposals: list[Review], *, by: str) -> list[dict[str, Any]]:
    """The reviewers' remarks as they cross to the school, in the order of the lines, in the name of who decides."""
    return [
        {
            "anchor": str(remark.anchor), "line": remark.line_number, "quote": remark.quote, "text": remark.text,
            "is_required": remark.is_required, "by": by, "at": remark.updated_at.isoformat(),
        }
        for remark in remarks_of(proposals)
    ]  # fmt: skip


def _at_most(text: str, most: int) -> str:
    if len(text) > most:
        message = f"最多{most}个字，现在是{len(text)}个。"
        raise InvalidInputError(message)
    return text
