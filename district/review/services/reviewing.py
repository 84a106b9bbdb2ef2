"""A reviewer at work: begin, mark, remark, propose. Every act begins the review when it was not begun."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import ConflictError, InvalidInputError, WrongStateError, ensure
from district.collection.lines import Line, lines_of
from district.collection.models import Entry, EntryState, Outcome
from district.collection.services import decisions
from district.review import phases, policies, selectors
from district.review.models import Criterion, Mark, Remark, Review
from district.review.scoring import Scored, score
from district.review.services.deciding import settle

NAMELESS = "审核员"  # the school is not told who reviews
REFUSAL = "这份报送件没有分派给您，不能审核。"
MOST_LETTERS, MOST_REASON = 500, 1000
_LONGEST_QUOTE = 200


@dataclass(frozen=True)
class MarkWish:
    """What a criterion shall get: a level (0 is the best), 不适用, or nothing yet; and why."""

    level: int | None = None
    applies: bool = True
    reason: str = ""


@transaction.atomic
def begin_review(entry: Entry, *, actor: Actor) -> Review:
    """Open one's own review of the current copy; from then on the school cannot take it back.

    Raises WrongStateError when there is nothing to review, the own proposal is in, or it is not the time for it.
    """
    entry = decisions.locked_entry(entry.uid)
    assignment = selectors.assignment_of(actor, entry)
    ensure(policies.can_review(actor, entry, is_assigned=assignment is not None), REFUSAL)
    came = phases.came_at(entry, assignment, selectors.review_of(entry, actor))
    if why_not := phases.why_no_marking(entry.campaign, came, timezone.now()):
        raise WrongStateError(why_not)
    if entry.state == EntryState.SUBMITTED:
        entry = decisions.begin(entry, by=NAMELESS)
        record("review.begin", entry, actor=actor, after={"version": entry.current.version if entry.current else None})
    elif entry.state != EntryState.REVIEWING:
        message = "这份报送件已经退回或通过，不能再改。"
        raise WrongStateError(message)
    return _open_review(entry, actor)


def _open_review(entry: Entry, actor: Actor) -> Review:
    if entry.current is None or actor.uid is None:
        message = "没有可以审核的报送件。"
        raise WrongStateError(message)
    review, _ = Review.objects.select_for_update().get_or_create(
        submission=entry.current, reviewer_uid=actor.uid, defaults={"reviewer_name": actor.name}
    )
    if review.is_in:
        message = "您的初评已经提交，等审定；要改请审定人退还。"
        raise WrongStateError(message)
    return review


@transaction.atomic
def save_marks(entry: Entry, wishes: Mapping[UUID, MarkWish], *, version: int, actor: Actor) -> Review:
    """Save marks by criterion uid; `version` is that of the review which the person saw (1 when there was none).

    Raises ConflictError when somebody saved in the meantime, InvalidInputError for a level that is not there.
    """
    review = begin_review(entry, actor=actor)
    if review.version != version:
        at = timezone.localtime(review.updated_at)
        message = f"这份评分在{at:%H:%M}已在别处保存过。请先记下自己的修改，再刷新本页。"
        raise ConflictError(message)
    for criterion in selectors.criteria_of(entry.campaign):
        if criterion.uid in wishes:
            _write(review, criterion, wishes[criterion.uid])
    review.version += 1
    review.save(update_fields=["version", "updated_at"])
    return review


def _write(review: Review, criterion: Criterion, wish: MarkWish) -> None:
    if wish.applies and wish.level is None:
        Mark.objects.filter(review=review, criterion=criterion).delete()
        return
    if not wish.applies and not criterion.may_not_apply:
        message = f"“{criterion.title}”对所有学校都适用，不能选不适用。"
        raise InvalidInputError(message)
    points = None
    if wish.applies and wish.level is not None:
        if not 0 <= wish.level < len(criterion.levels):
            message = f"“{criterion.title}”没有这个等级。"
            raise InvalidInputError(message)
        points = Decimal(str(criterion.levels[wish.level]["points"]))
    reason = _at_most(wish.reason.strip(), MOST_LETTERS, "理由")
    Mark.objects.update_or_create(
        review=review,
        criterion=criterion,
        defaults={"level": wish.level if wish.applies else None, "points": points, "reason": reason},
    )


@transaction.atomic
def add_remark(
    entry: Entry, *, line_number: int, text: str, is_required: bool, actor: Actor, criterion_uid: UUID | None = None
) -> Remark:
    """Hang a remark on a line of the current copy, about one criterion or about none in particular."""
    review = begin_review(entry, actor=actor)
    line = _line(review, line_number)
    remark = Remark.objects.create(
        review=review, anchor=UUID(line.anchor), line_number=line.number, quote=line.text[:_LONGEST_QUOTE],
        is_required=is_required, text=_remark_text(text), criterion=_criterion(entry, criterion_uid),
    )  # fmt: skip
    record("review.remark", entry, actor=actor, after={"line": line.number, "text": remark.text})
    return remark


def _line(review: Review, number: int) -> Line:
    lines = lines_of(review.submission.payload)
    if not 1 <= number <= len(lines):
        message = f"没有第{number}行，这份报送件共{len(lines)}行。"
        raise InvalidInputError(message)
    return lines[number - 1]


def _criterion(entry: Entry, uid: UUID | None) -> Criterion | None:
    if uid is None:
        return None
    found = next((each for each in selectors.criteria_of(entry.campaign) if each.uid == uid), None)
    if found is None:
        message = "这次征集的评分标准里没有这一项。"
        raise InvalidInputError(message)
    return found


def _remark_text(text: str) -> str:
    if not text.strip():
        message = "请写批注内容。"
        raise InvalidInputError(message)
    return _at_most(text.strip(), MOST_LETTERS, "批注")


def _at_most(text: str, most: int, what: str) -> str:
    if len(text) > most:
        message = f"{what}最多{most}个字，现在是{len(text)}个。"
        raise InvalidInputError(message)
    return text


def _own_remark(remark: Remark, entry: Entry, actor: Actor) -> Remark:
    review = begin_review(entry, actor=actor)
    found = Remark.objects.select_for_update().filter(pk=remark.pk, review=review).first()
    if found is None:
        message = "这条批注属于以前或别人的审核，不能改。"
        raise WrongStateError(message)
    return found


@transaction.atomic
def change_remark(
    remark: Remark, entry: Entry, *, text: str, is_required: bool, actor: Actor, criterion_uid: UUID | None = None
) -> Remark:
    """Change a remark of the review that is going on."""
    remark = _own_remark(remark, entry, actor)
    before = {"text": remark.text, "is_required": remark.is_required}
    remark.text, remark.is_required = _remark_text(text), is_required
    remark.criterion = _criterion(entry, criterion_uid)
    remark.save(update_fields=["text", "is_required", "criterion", "updated_at"])
    after = {"text": remark.text, "is_required": is_required}
    record("review.remark_change", entry, actor=actor, before=before, after=after)
    return remark


@transaction.atomic
def delete_remark(remark: Remark, entry: Entry, *, actor: Actor) -> None:
    """Take a remark of the review that is going on away."""
    remark = _own_remark(remark, entry, actor)
    record("review.remark_delete", entry, actor=actor, before={"line": remark.line_number, "text": remark.text})
    remark.delete()


@transaction.atomic
def return_entry(entry: Entry, *, reason: str, actor: Actor, resubmit_by: datetime | None = None) -> Entry:
    """Propose to send the copy back, with a reason and the remarks; marks need not be complete.

    Where the campaign asks for no approval it goes back at once: the school corrects and hands in again.
    """
    review = begin_review(entry, actor=actor)
    reason = _at_most(reason.strip(), MOST_REASON, "退回原因")
    decisions.check_return(decisions.locked_entry(entry.uid), reason=reason, resubmit_by=resubmit_by)
    criteria = selectors.criteria_of(entry.campaign)
    total = None if _faults(review, criteria) else _total(review, criteria)
    return _propose(review, entry, Outcome.RETURNED, reason=reason, total=total, resubmit_by=resubmit_by, actor=actor)


@transaction.atomic
def accept_entry(entry: Entry, *, actor: Actor, reason: str = "") -> Entry:
    """Propose to accept the copy; every criterion must be marked, a level of the lower half with its reason.

    Where the campaign asks for no approval, the copy is accepted as soon as its reviewers are of one mind. The school
    sees 通过 then, the score when the results are published (at once when they are already).
    """
    review = begin_review(entry, actor=actor)
    criteria = selectors.criteria_of(entry.campaign)
    if faults := _faults(review, criteria):
        raise InvalidInputError(" ".join(faults))
    total = _total(review, criteria)
    return _propose(review, entry, Outcome.ACCEPTED, reason=reason.strip(), total=total, actor=actor)


def _propose(  # noqa: PLR0913 -- the parts of a proposal
    review: Review, entry: Entry, outcome: Outcome, *, reason: str, total: Decimal | None, actor: Actor,
    resubmit_by: datetime | None = None,
) -> Entry:  # fmt: skip
    review.proposal, review.reason, review.total, review.resubmit_by = outcome, reason, total, resubmit_by
    review.proposed_at = timezone.now()
    review.version += 1
    review.save(
        update_fields=["proposal", "reason", "total", "resubmit_by", "proposed_at", "version", "updated_at"]
    )  # fmt: skip
    after = {"proposal": str(outcome.label), "reason": reason, "total": str(total) if total is not None else None}
    record("review.propose", entry, actor=actor, after=after)
    return settle(entry, actor=actor)


def _faults(review: Review, criteria: list[Criterion]) -> list[str]:
    marks = {mark.criterion_id: mark for mark in review.marks.all()}
    faults = []
    unmarked = [criterion.title for criterion in criteria if criterion.pk not in marks]
    if unmarked:
        faults.append(f"还差{len(unmarked)}项未评：{'、'.join(unmarked)}。")
    silent = [each.title for each in criteria if each.pk in marks and needs_reason(each, marks[each.pk])]
    if silent:
        faults.append(f"评在后一半等级的要写理由：{'、'.join(silent)}。")
    return faults


def _total(review: Review, criteria: list[Criterion]) -> Decimal | None:
    marks = {mark.criterion_id: mark for mark in review.marks.all()}
    return score(scored(criterion, marks[criterion.pk]) for criterion in criteria if criterion.is_counted)


def needs_reason(criterion: Criterion, mark: Mark) -> bool:
    """Whether a level of the lower half stands there without a reason."""
    return mark.level is not None and mark.level * 2 >= len(criterion.levels) and not mark.reason


def scored(criterion: Criterion, mark: Mark) -> Scored:
    """A mark as the formula wants it."""
    return Scored(Decimal(criterion.weight), Decimal(str(criterion.levels[0]["points"])), mark.points)
