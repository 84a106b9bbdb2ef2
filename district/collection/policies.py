"""Who may do what in campaigns, and when a school may hand in."""

from datetime import datetime, timedelta

from django.utils import timezone

from core.actors import Actor, Role
from district.collection import conflicts
from district.collection.models import CampaignState, Entry, EntryState, Tie

REMIND_EVERY = timedelta(hours=24)
JUDGES = (Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER)
READERS = (Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER, Role.OFFICIAL)


def can_see_campaigns(actor: Actor) -> bool:
    """The district's staff."""
    return actor.school is None and actor.has(*READERS)


def can_manage_campaigns(actor: Actor) -> bool:
    """Campaigns, the expected set, extensions, reminders, assignments."""
    return actor.school is None and actor.has(Role.DISTRICT_ADMIN)


def can_see_reviewers(actor: Actor) -> bool:
    """Who reviews what; reviewers know only of themselves, so that nobody asks a colleague before judging."""
    return actor.school is None and actor.has(Role.DISTRICT_ADMIN, Role.APPROVER, Role.OFFICIAL)


def can_unlock(actor: Actor) -> bool:
    """Give an accepted copy back to its school; whose own school it is does not matter, the district sees the log."""
    return actor.school is None and actor.has(Role.DISTRICT_ADMIN, Role.APPROVER)


def can_declare_ties(actor: Actor) -> bool:
    """Whoever may be asked to judge says where not."""
    return actor.school is None and actor.has(*JUDGES)


def can_manage_ties(actor: Actor) -> bool:
    """Declare for others, see all with their reasons, change and withdraw any."""
    return can_manage_campaigns(actor)


def can_withdraw_tie(actor: Actor, tie: Tie) -> bool:
    """An administrator any; others what they declared about themselves."""
    is_own = actor.uid is not None and tie.person_uid == actor.uid == tie.declared_by_uid
    return can_manage_ties(actor) or (can_declare_ties(actor) and is_own)


def can_decide_amendments(actor: Actor, entry: Entry) -> bool:
    """Those who decide about plans: approvers, administrators; nobody who keeps away from the school.

    The entry's reviewers too, where the campaign asks for no approval. At most two queries.
    """
    may = actor.school is None and actor.has(Role.DISTRICT_ADMIN, Role.APPROVER)
    if actor.school is None and not may and actor.has(Role.REVIEWER) and not entry.campaign.needs_approval:
        may = entry.assignments.filter(reviewer_uid__in=[actor.uid], is_active=True).exists()
    return may and conflicts.may_judge(actor, entry.school.code)


_NO_SUBMISSION = {
    EntryState.SUBMITTED: "已经报送，正在等待审核；要修改请先撤回。",
    EntryState.REVIEWING: "区里已经开始审核，不能再报送或撤回。",
    EntryState.ACCEPTED: "本校报送的已经通过，不用再报送。",
}


def why_no_submission(entry: Entry, now: datetime) -> str:
    """Why the school cannot hand in at `now`, as a sentence; empty when it can."""
    if entry.campaign.state != CampaignState.ANNOUNCED:
        return "这项征集没有在进行。"
    if entry.is_exempt:
        return f"本校免报：{entry.exempt_reason}"
    if now < entry.campaign.open_at:
        return f"征集从{moment_label(entry.campaign.open_at)}开始，还不能报送。"
    if entry.state in _NO_SUBMISSION:
        return _NO_SUBMISSION[EntryState(entry.state)]
    if now >= entry.close_at:
        return f"征集已于{moment_label(entry.close_at)}关闭，请联系区教育工会延期。"
    return ""


def why_no_amendment(entry: Entry) -> str:
    """Why the school cannot amend its plan, as a sentence; empty when it can. The campaign's clocks do not matter."""
    if entry.campaign.state != CampaignState.ANNOUNCED:
        return "这项征集已经归档，计划不能再修订。"
    if entry.state != EntryState.ACCEPTED:
        return "只有区里通过了的计划可以修订。"
    if entry.pending_id is not None:
        return "上一次修订还在等区工会决定，请等有了结果、或撤回以后再报。"
    return ""


def why_not_unlocked(entry: Entry) -> str:
    """Why an entry cannot be unlocked now, as a sentence; empty when it can."""
    if entry.campaign.state != CampaignState.ANNOUNCED:
        return "这项征集没有在进行，不能解锁。"
    if entry.state != EntryState.ACCEPTED:
        return "只有已通过的报送件可以解锁。"
    if entry.campaign.results_published_at is not None:
        return "成绩已经公布，不能再解锁；学校要改可以申请修订。"
    if entry.pending_id is not None:
        return "学校有一次修订在等决定，请先同意或不同意，再解锁。"
    return ""


def can_be_reminded(entry: Entry, now: datetime) -> bool:
    """Whether the school still owes something and was not reminded within the last 24 hours."""
    owes = entry.state in {EntryState.MISSING, EntryState.RETURNED} and not entry.is_exempt
    return owes and now < entry.close_at and (entry.reminded_at is None or now - entry.reminded_at >= REMIND_EVERY)


def moment_label(moment: datetime) -> str:
    """A clock for people: midnight is the evening before, 「3月5日24:00」."""
    local = timezone.localtime(moment)
    if (local.hour, local.minute) == (0, 0):
        eve = local - timedelta(days=1)
        return f"{_year(eve)}{eve.month}月{eve.day}日24:00"
    return f"{_year(local)}{local.month}月{local.day}日{local:%H:%M}"


def _year(local: datetime) -> str:
    return "" if local.year == timezone.localdate().year else f"{local.year}年"
