"""Publishing: all results of a campaign at one moment; each school gets its own sheet and no other's."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import WrongStateError, ensure
from district.collection.models import Campaign, CampaignState, Entry, EntryState, EventKind
from district.collection.services.events import note
from district.collection.signals import results_published
from district.review import policies, selectors
from district.review.score_sheets import loose, remarks_of, rule_and_remarks
from district.review.standing import Row, proposals_on, result_of

_NAMES_SHOWN = 3


@transaction.atomic
def publish_results(campaign: Campaign, *, actor: Actor) -> int:
    """Publish all results; return how many schools have one.

    Raises WrongStateError while something waits for a decision. What is accepted later is published with it.
    """
    ensure(policies.can_publish(actor), "只有审定人或区工会管理员可以公布成绩。")
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state != CampaignState.ANNOUNCED or campaign.results_published_at is not None:
        message = "成绩已经公布，或征集没有在进行。"
        raise WrongStateError(message)
    entries = list(
        campaign.entries.select_for_update(of=("self",)).select_related(
            "school", "campaign", "current", "accepted", "decision"
        )
    )
    undecided = [entry.school.short_name for entry in entries if entry.state in selectors.UNDECIDED]
    if undecided:
        names = "、".join(undecided[:_NAMES_SHOWN]) + ("等" if len(undecided) > _NAMES_SHOWN else "")
        message = f"还有{len(undecided)}所没有审完（{names}），不能公布。"
        raise WrongStateError(message)
    accepted = [entry for entry in entries if entry.state == EntryState.ACCEPTED]
    if not accepted:
        message = "还没有通过的学校，没有成绩可以公布。"
        raise WrongStateError(message)
    now = timezone.now()
    campaign.results_published_at = now
    campaign.save(update_fields=["results_published_at", "updated_at"])
    for entry in accepted:
        entry.campaign = campaign
        publish_entry(entry, by=actor.name, at=now)
    record("campaign.publish", campaign, actor=actor, after={"schools": len(accepted)})
    return len(accepted)


def publish_entry(entry: Entry, *, by: str, at: datetime) -> None:
    """Give one school its sheet."""
    copy = entry.accepted
    if copy is None:
        return
    note(entry, EventKind.PUBLISHED, by=by, submission=copy, at=at)
    results_published.send(
        Entry, school=entry.school, campaign_uid=entry.campaign.uid, plan_uid=copy.payload["plan_uid"],
        sheet=sheet_of(entry, published_at=at),
    )  # fmt: skip


def sheet_of(entry: Entry, *, published_at: datetime) -> dict[str, Any]:
    """The score sheet of an accepted entry as a JSON value (district.collection.signals)."""
    proposals = proposals_on(entry.decision.submission_id) if entry.decision else []
    result = result_of(selectors.criteria_of(entry.campaign), proposals, entry.campaign.score_rule)
    remarks = remarks_of(proposals)
    rubric = selectors.rubric_of(entry.campaign)
    return {
        "total": float(entry.score) if entry.score is not None else None, "rubric": str(rubric or ""),
        "published_at": published_at.isoformat(),
        "rows": [_sheet_row(row) | rule_and_remarks(row.criterion, remarks) for row in result.rows],
        "version": entry.accepted.version if entry.accepted else None, "remarks": loose(remarks),
    }  # fmt: skip


def _sheet_row(row: Row) -> dict[str, Any]:
    """All reviewers as one, nobody's name: a level only where they gave the same one."""
    criterion = row.criterion
    levels = {mark.level for mark in row.marks if mark is not None}
    level = criterion.levels[levels.pop()] if len(levels) == 1 and None not in levels else {}
    reasons = dict.fromkeys(mark.reason for mark in row.marks if mark is not None and mark.reason)
    return {
        "title": criterion.title, "points": float(row.points) if row.points is not None else None,
        "weight": criterion.weight, "level": level.get("label", ""), "text": level.get("text", ""),
        "reason": "；".join(reasons), "applies": row.points is not None, "is_counted": criterion.is_counted,
    }  # fmt: skip
