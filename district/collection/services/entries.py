"""What the district decides about single schools of a campaign: reminders, reviewers, exemptions, extensions."""

from collections import Counter
from collections.abc import Collection
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
from district.collection.models import Campaign, CampaignState, Entry, EntryEvent, EntryState, EventKind
from district.collection.services.events import note
from district.collection.timeliness import is_on_time

REFUSAL = "只有区工会管理员可以安排征集。"
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
    names = [entry.school.short_name for entry in due]
    if names:
        record("campaign.remind", campaign, actor=actor, after={"schools": names})
    return Reminded(names, [entry.school.short_name for entry in chosen if entry not in due])


@transaction.atomic
def assign_reviewer(campaign: Campaign, uids: Collection[UUID], reviewer_uid: UUID, *, actor: Actor) -> int:
    """Give the chosen schools to a reviewer; all or none. Accepted and exempt ones are passed over.

    Raises InvalidInputError when the person is no active reviewer or must keep away from one of the schools.
    """
    ensure(policies.can_manage_campaigns(actor), REFUSAL)
    reviewer = _locked_reviewers().filter(uid=reviewer_uid).first()
    chosen = [entry for entry in _locked_entries(campaign, uids, actor) if _can_be_assigned(entry)]
    if reviewer is None:
        message = "请选一位在用的审核员。"
        raise InvalidInputError(message)
    barred = conflicts.barred_from(reviewer)
    for school in [entry.school for entry in chosen if entry.school.code in barred]:
        is_own = school.code == reviewer.home_school
        why = f"在{school.short_name}任职" if is_own else f"已申报回避{school.short_name}"
        message = f"{reviewer.name}{why}，不能审核它的报送件；请另选审核员。"
        raise InvalidInputError(message)
    return _give(campaign, chosen, reviewer, actor)


def _locked_reviewers() -> QuerySet[User]:
    """Active reviewers, whose ties cannot change until the transaction ends; locked before entries, as ties do."""
    people = User.objects.select_for_update(no_key=True)
    return people.filter(is_active=True, roles__contains=[Role.REVIEWER.value])


def _give(campaign: Campaign, chosen: Collection[Entry], reviewer: User, actor: Actor) -> int:
    changed = [entry for entry in chosen if entry.reviewer_uid != reviewer.uid]
    for entry in changed:
        entry.reviewer_uid, entry.reviewer_name = reviewer.uid, reviewer.name
        entry.save(update_fields=["reviewer_uid", "reviewer_name", "updated_at"])
        note(entry, EventKind.ASSIGNED, by=actor.name, reason=reviewer.name)
    if changed:
        names = [entry.school.short_name for entry in changed]
        record("campaign.assign", campaign, actor=actor, after={"reviewer": reviewer.name, "schools": names})
    return len(changed)


@transaction.atomic
def assign_evenly(campaign: Campaign, uids: Collection[UUID], *, actor: Actor) -> int:
    """Share the chosen schools out among the active reviewers, nobody's own or tied school to them.

    Returns how many changed. What a reviewer has in this campaign counts; a review that has begun stays with its
    reviewer. Raises InvalidInputError when a school is left that nobody may review.
    """
    ensure(policies.can_manage_campaigns(actor), REFUSAL)
    reviewers = {user.uid: user for user in _locked_reviewers().order_by("pinyin", "pk")}
    chosen = [entry for entry in _locked_entries(campaign, uids, actor) if _can_be_assigned(entry)]
    chosen = [entry for entry in chosen if entry.state != EntryState.REVIEWING or entry.reviewer_uid is None]
    others = campaign.entries.exclude(uid__in=[entry.uid for entry in chosen])
    held = others.filter(reviewer_uid__in=reviewers).values_list("reviewer_uid", flat=True)
    loads = Counter(uid for uid in held if uid is not None)
    entries = {entry.uid: entry for entry in sorted(chosen, key=lambda entry: (entry.school.pinyin, entry.pk))}
    barred = conflicts.barred_by_person(list(reviewers.values()))
    given = share_out(
        entries, list(reviewers), loads, lambda uid, reviewer: entries[uid].school.code not in barred[reviewer]
    )
    if left := [entry.school.short_name for uid, entry in entries.items() if uid not in given]:
        message = f"{'、'.join(left[:3])}没有可以审核的审核员：没有在用的审核员，或都须回避这所学校。"
        raise InvalidInputError(message)
    return sum(
        _give(campaign, [entries[uid] for uid, person in given.items() if person == reviewer.uid], reviewer, actor)
        for reviewer in reviewers.values()
    )


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
