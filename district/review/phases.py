"""When a campaign is reviewed: marked from `review_opens_at` until `review_closes_at`, then decided by an approver.

Either clock may be missing: no limit on that side, and without an end an approver decides as soon as proposals are
ready. The end is for what a reviewer had by then. A copy that comes later (handed in after a return or an extension,
assigned, or its proposal sent back by the approver) may be marked and decided at once: a return late in the year
could never be reviewed otherwise. Reading and stepping back (回避) have no phase. Where a campaign asks for no
approval, what its reviewers differ about may be decided at any time.
"""

from datetime import datetime

from django.db.models import F, Q

from district.collection.models import Campaign, Entry, ReviewAssignment
from district.collection.words import deadline_label, opening_label
from district.review.models import Review


def came_at(entry: Entry, assignment: ReviewAssignment | None, own: Review | None) -> datetime | None:
    """When the current copy came to the reviewer: handed in, assigned or sent back, whichever was last."""
    moments = (
        entry.current.submitted_at if entry.current else None,
        assignment.assigned_at if assignment else None,
        own.sent_back_at if own else None,
    )
    return max((moment for moment in moments if moment is not None), default=None)


def why_no_marking(campaign: Campaign, came: datetime | None, now: datetime) -> str:
    """Why reviewers may not mark, remark or propose at `now`, as a sentence; empty when they may.

    `came` is when the copy came to the reviewer (`came_at`).
    """
    opens, closes = campaign.review_opens_at, campaign.review_closes_at
    if opens is not None and now < opens:
        return f"评审将于{opening_label(opens)}开始，现在只能阅读。"
    if closes is None or now < closes or (came is not None and came >= closes):
        return ""
    what_follows = "等待审定" if campaign.needs_approval else "现在只能阅读"
    return f"评审已于{deadline_label(closes)}结束，{what_follows}。"


def why_no_decision(campaign: Campaign, now: datetime) -> str:
    """Why an approver may not decide at `now`, as a sentence; empty when the clocks let it."""
    closes = campaign.review_closes_at
    if not campaign.needs_approval or closes is None or closes <= now:
        return ""
    return f"评审将于{deadline_label(closes)}结束，之后才能审定。"


def may_be_marked(now: datetime) -> Q:
    """The entries for which `why_no_marking` says nothing; they have `came_at` of `selectors.for_reviewer`."""
    opens, closes = "campaign__review_opens_at", "campaign__review_closes_at"
    is_open = Q(**{f"{opens}__isnull": True}) | Q(**{f"{opens}__lte": now})
    goes_on = Q(**{f"{closes}__isnull": True}) | Q(**{f"{closes}__gt": now}) | Q(came_at__gte=F(closes))
    return is_open & goes_on


def may_be_decided(now: datetime) -> Q:
    """The entries for which `why_no_decision` says nothing."""
    closes = "campaign__review_closes_at"
    return Q(campaign__needs_approval=False) | Q(**{f"{closes}__isnull": True}) | Q(**{f"{closes}__lte": now})
