"""What the district decides about single schools of a campaign: reminders, reviewers, exemptions, extensions."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from audit.services import record
from core.actors import Actor, Role
from core.errors import InvalidInputError, WrongStateError, ensure
from district.collection import conflicts, policies
from district.collection.balance import share_out
from district.collection.models import (
    MOST_REVIEWERS,
    Campaign,
    CampaignState,
    Entry,
    EntryEvent,
    EntryState,
    EventKind,
    ReviewAssignment,
)
from district.collection.services.events import note
from district.collection.signals import school_reminded
from district.collection.timeliness import is_on_time
from district.review import facade as review

REFUSAL = "只有区工会管理员可以安排征集。"
NO_REVIEWER = "请选一位在用的审核员。"
_MOST_REASON = 200


@dataclass(frozen=True)
class Reminded:
    """How a round of reminders went, in schools: who was reminded, and who was not (nothing owed, or within 24 h)."""

    reminded: list[str]
    left_out: list[str]


def _locked_entries(campaign: Campaign, uids: Collection[UUID], actor: Actor) -> list[Entry]:
    ensure(policies.can_manage_campaigns(actor), REFUSAL)
    if campaign.state != CampaignState.ANNOUNCED:
        message = "这项征集没有在进行。"
        raise WrongStateError(message)
    entries = campaign.entries.select_for_update(of=("self",)).select_related("school", "campaign")
    chosen = list(entries.filter(uid__in=uids).order_by("pk"))
    if not chosen:
        message = "请先选择学校。"
        raise InvalidInputError(message)
    return chosen


@transaction.atomic
def remind(campaign: Campaign, uids: Collection[UUID], *, actor: Actor) -> Reminded:
    """Remind the chosen schools that still owe something, each at most once in 24 hours."""
    now = timezone.now()
    chosen = _locked_entries(campaign, uids, actor)
    due = [entry for entry in chosen if policies.can_be_reminded(entry, now)]
    for entry in due:
        entry.reminded_at = now
        entry.save(update_fields=["reminded_at", "updated_at"])
        note(entry, EventKind.REMINDED, by=actor.name, at=now)
        school_reminded.send(
            Entry, school=entry.school, title=campaign.title, due_at=entry.due_at, close_at=entry.close_at
        )
    names = [entry.school.short_name for entry in due]
    if names:
        record("campaign.remind", campaign, actor=actor, after={"schools": names})
    return Reminded(names, [entry.school.short_name for entry in chosen if entry not in due])


@transaction.atomic
def assign_reviewer(campaign: Campaign, uids: Collection[UUID], reviewer_uid: UUID, *, actor: Actor) -> int:
    """Give the chosen schools to a reviewer; all or none. Accepted and exempt ones are passed over.

    Where a school has its full number, the reviewer takes the place of the one assigned last whose work is not in.
    Raises InvalidInputError when the person is no active reviewer, must keep away from one of the schools or stepped
    back from it.
    """
    ensure(policies.can_manage_campaigns(actor), REFUSAL)
    reviewer = locked_reviewer(reviewer_uid)
    chosen = [entry for entry in _locked_entries(campaign, uids, actor) if _can_be_assigned(entry)]
    barred = conflicts.barred_from(reviewer)
    changed = [entry for entry in chosen if _take_up(entry, reviewer, barred, actor)]
    if changed:
        names = [entry.school.short_name for entry in changed]
        record("campaign.assign", campaign, actor=actor, after={"reviewer": reviewer.name, "schools": names})
    return len(changed)


def _locked_reviewers() -> QuerySet[User]:
    """Active reviewers, whose ties cannot change until the transaction ends; locked before entries, as ties do."""
    people = User.objects.select_for_update(no_key=True)
    return people.filter(is_active=True, roles__contains=[Role.REVIEWER.value])


def locked_reviewer(uid: UUID) -> User:
    """An active reviewer, locked. Raises InvalidInputError for anybody else."""
    reviewer = _locked_reviewers().filter(uid=uid).first()
    if reviewer is None:
        raise InvalidInputError(NO_REVIEWER)
    return reviewer


def _take_up(entry: Entry, reviewer: User, barred: frozenset[str], actor: Actor) -> bool:
    listed = list(entry.assignments.all())
    if any(each.reviewer_uid == reviewer.uid and each.is_active for each in listed):
        return False
    why_not = _why_not(entry, reviewer, listed, barred)
    if why_not:
        raise InvalidInputError(why_not)
    active = [each for each in listed if each.is_active]
    if len(active) >= entry.campaign.reviewers_per_copy:
        done = review.reviewers_in(entry)
        open_ones = [each for each in active if each.reviewer_uid not in done]
        if not open_ones:
            message = f"{entry.school.short_name}的初评已经交齐，不能再换审核员。"
            raise InvalidInputError(message)
        _take_away(open_ones[-1], actor)
    _give(entry, reviewer, actor)
    return True


def _why_not(entry: Entry, reviewer: User, listed: Collection[ReviewAssignment], barred: frozenset[str]) -> str:
    school = entry.school
    if school.code in barred:
        is_own = school.code == reviewer.home_school
        why = f"在{school.short_name}任职" if is_own else f"已申报回避{school.short_name}"
        return f"{reviewer.name}{why}，不能审核它的报送件；请另选审核员。"
    if any(each.reviewer_uid == reviewer.uid and not each.is_active for each in listed):
        return f"{reviewer.name}已回避{school.short_name}，不能再分派；请另选审核员。"
    return ""


def _give(entry: Entry, reviewer: User, actor: Actor) -> None:
    ReviewAssignment.objects.create(
        entry=entry, reviewer_uid=reviewer.uid, reviewer_name=reviewer.name, assigned_at=timezone.now()
    )
    note(entry, EventKind.ASSIGNED, by=actor.name, reason=reviewer.name)


def _take_away(assignment: ReviewAssignment, actor: Actor) -> None:
    note(assignment.entry, EventKind.RELEASED, by=actor.name, reason=assignment.reviewer_name)
    assignment.delete()


@transaction.atomic
def release_reviewer(entry: Entry, reviewer_uid: UUID, *, actor: Actor) -> None:
    """Take a reviewer's assignment back. Raises WrongStateError when the work on the current copy is in already."""
    entry = _locked_entry(entry, actor)
    assignment = entry.assignments.filter(reviewer_uid=reviewer_uid, is_active=True).first()
    if assignment is None or reviewer_uid in review.reviewers_in(entry) or not _can_be_assigned(entry):
        message = "这位审核员没有分派在这里，或初评已经提交，不能取消。"
        raise WrongStateError(message)
    record("campaign.release", entry, actor=actor, before={"reviewer": assignment.reviewer_name})
    _take_away(assignment, actor)


@transaction.atomic
def add_reviewer(entry: Entry, reviewer: User, *, actor: Actor) -> ReviewAssignment:
    """One more reviewer than the campaign asks for, where an approver finds the others too far apart.

    `reviewer` is a `locked_reviewer`. Raises InvalidInputError for who may not review it, WrongStateError when there
    are five already.
    """
    listed = list(entry.assignments.all())
    active = [each for each in listed if each.is_active]
    why_not = _why_not(entry, reviewer, listed, conflicts.barred_from(reviewer))
    if why_not or any(each.reviewer_uid == reviewer.uid for each in active):
        raise InvalidInputError(why_not or f"{reviewer.name}已经在审核这一份。")
    if len(active) >= MOST_REVIEWERS:
        message = f"一份报送件最多由{MOST_REVIEWERS}人审核。"
        raise WrongStateError(message)
    _give(entry, reviewer, actor)
    return entry.assignments.get(reviewer_uid=reviewer.uid)


@transaction.atomic
def assign_evenly(campaign: Campaign, uids: Collection[UUID], *, actor: Actor) -> int:
    """Share the chosen schools out among the active reviewers, as many different ones each as the campaign says.

    Nobody gets the own or a tied school or one they stepped back from; return how many schools changed. What a
    reviewer has in this campaign counts; who has begun stays. Raises InvalidInputError when a school cannot have its
    full number.
    """
    ensure(policies.can_manage_campaigns(actor), REFUSAL)
    reviewers = {user.uid: user for user in _locked_reviewers().order_by("pinyin", "pk")}
    chosen = [entry for entry in _locked_entries(campaign, uids, actor) if _can_be_assigned(entry)]
    entries = {entry.uid: entry for entry in sorted(chosen, key=lambda entry: (entry.school.pinyin, entry.pk))}
    listed, begun = _listed(chosen), review.begun_in(chosen)
    kept = {uid: begun[entry.pk] & _active_in(listed[entry.pk]) for uid, entry in entries.items()}
    wanted = {uid: max(0, campaign.reviewers_per_copy - len(kept[uid])) for uid in entries}
    barred = conflicts.barred_by_person(list(reviewers.values()))
    given = share_out(
        wanted, list(reviewers), _loads(campaign, entries, kept),
        lambda uid, person: person not in kept[uid]
        and not _why_not(entries[uid], reviewers[person], listed[entries[uid].pk].values(), barred[person]),
    )  # fmt: skip
    if left := [entries[uid].school.short_name for uid, number in wanted.items() if len(given[uid]) < number]:
        message = f"{'、'.join(left[:3])}没有足够的审核员：在用的审核员太少，或都须回避这所学校。"
        raise InvalidInputError(message)
    changed: dict[str, list[str]] = {}
    for uid, people in given.items():
        present = {person: each for person, each in listed[entries[uid].pk].items() if each.is_active}
        for person in present.keys() - kept[uid] - set(people):
            _take_away(present[person], actor)
        for person in (each for each in people if each not in present):
            _give(entries[uid], reviewers[person], actor)
            changed.setdefault(entries[uid].school.short_name, []).append(reviewers[person].name)
    if changed:
        record("campaign.assign", campaign, actor=actor, after={"evenly": changed})
    return len(changed)


def _active_in(listed: Mapping[UUID, ReviewAssignment]) -> set[UUID]:
    return {uid for uid, each in listed.items() if each.is_active}


def _listed(entries: Collection[Entry]) -> dict[int, dict[UUID, ReviewAssignment]]:
    found: dict[int, dict[UUID, ReviewAssignment]] = {entry.pk: {} for entry in entries}
    for each in ReviewAssignment.objects.filter(entry__in=entries).select_related("entry"):
        found[each.entry_id][each.reviewer_uid] = each
    return found


def _loads(campaign: Campaign, shared: Mapping[UUID, Entry], kept: Mapping[UUID, set[UUID]]) -> Counter[UUID]:
    held = ReviewAssignment.objects.filter(entry__campaign=campaign, is_active=True).exclude(entry__uid__in=shared)
    loads = Counter(held.values_list("reviewer_uid", flat=True))
    for people in kept.values():
        loads.update(people)
    return loads


def _can_be_assigned(entry: Entry) -> bool:
    return entry.state != EntryState.ACCEPTED and not entry.is_exempt


def _locked_entry(entry: Entry, actor: Actor) -> Entry:
    return _locked_entries(entry.campaign, [entry.uid], actor)[0]


def _reason(text: str) -> str:
    if not text.strip():
        message = "请写明原因。"
        raise InvalidInputError(message)
    if len(text.strip()) > _MOST_REASON:
        message = f"原因最多{_MOST_REASON}个字。"
        raise InvalidInputError(message)
    return text.strip()


@transaction.atomic
def exempt(entry: Entry, *, reason: str, actor: Actor) -> Entry:
    """Take a school out of the expected set, with a reason; only while it has handed in nothing."""
    entry = _locked_entry(entry, actor)
    reason = _reason(reason)
    if entry.is_exempt or entry.state != EntryState.MISSING:
        message = "只有还没报送的学校可以设为免报。"
        raise WrongStateError(message)
    entry.is_exempt, entry.exempt_reason = True, reason
    entry.save(update_fields=["is_exempt", "exempt_reason", "updated_at"])
    note(entry, EventKind.EXEMPTED, by=actor.name, reason=reason)
    record("entry.exempt", entry, actor=actor, after={"reason": reason})
    return entry


@transaction.atomic
def expect(entry: Entry, *, actor: Actor) -> Entry:
    """Undo an exemption."""
    entry = _locked_entry(entry, actor)
    if not entry.is_exempt:
        message = "这所学校没有免报。"
        raise WrongStateError(message)
    before = {"reason": entry.exempt_reason}
    entry.is_exempt, entry.exempt_reason = False, ""
    entry.save(update_fields=["is_exempt", "exempt_reason", "updated_at"])
    note(entry, EventKind.EXPECTED, by=actor.name)
    record("entry.expect", entry, actor=actor, before=before)
    return entry


@transaction.atomic
def extend(
    campaign: Campaign, uids: Collection[UUID], *, due_at: datetime, close_at: datetime, reason: str, actor: Actor
) -> int:
    """Give schools a later due and close of their own; who is on time is judged by the new due. Return how many.

    Raises InvalidInputError when the dates are earlier than the schools' present ones.
    """
    chosen = [entry for entry in _locked_entries(campaign, uids, actor) if _can_be_assigned(entry)]
    reason = _reason(reason)
    if close_at < due_at:
        message = "关闭日期不能早于截止日期。"
        raise InvalidInputError(message)
    for entry in chosen:
        if due_at < entry.due_at or close_at < entry.close_at:
            message = f"{entry.school.short_name}现在的截止或关闭日期更晚；延期只能往后。"
            raise InvalidInputError(message)
        entry.due_override, entry.close_override, entry.override_reason = due_at, close_at, reason
        entry.save(update_fields=["due_override", "close_override", "override_reason", "updated_at"])
        note(
            entry, EventKind.EXTENDED, by=actor.name, reason=reason,
            due_at=due_at.isoformat(), close_at=close_at.isoformat(),
        )  # fmt: skip
    if chosen:
        judge_timeliness_again(campaign.entries.filter(pk__in=[entry.pk for entry in chosen]))
        names = [entry.school.short_name for entry in chosen]
        after = {"due_at": str(due_at), "close_at": str(close_at), "reason": reason, "schools": names}
        record("campaign.extend", campaign, actor=actor, after=after)
    return len(chosen)


def judge_timeliness_again(entries: QuerySet[Entry]) -> None:
    """Judge first submissions by the deadlines in force now (due_eff of district.md §3); copies keep theirs."""
    for entry in entries.select_related("campaign"):
        if entry.first_submitted_at is None:
            continue
        on_time = is_on_time(entry.first_submitted_at, entry.due_at)
        if on_time != entry.first_on_time:
            entry.first_on_time = on_time
            entry.save(update_fields=["first_on_time", "updated_at"])


def last_event(entry: Entry, kind: EventKind) -> EntryEvent | None:
    """The newest event of a kind."""
    return entry.events.filter(kind=kind).order_by("-pk").first()
