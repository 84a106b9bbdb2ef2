"""Telling the district whether a plan is being written for a running campaign (it shows as 填写中), and its numbers."""

from core.periods import Period
from district.collection import facade as collection
from schools.plans.models import Plan, PlanState
from schools.plans.pushing import facts_changed
from tenants.schemas import current_school


def tell_district_of_draft(period: Period) -> None:
    """Report for every open campaign of `period` whether this school has a draft of its kind; the numbers follow."""
    school = current_school()
    if school is None:
        return
    facts_changed()
    drafts = Plan.objects.filter(year=period.year, term=period.term, state=PlanState.DRAFT)
    kinds = set(drafts.order_by().values_list("kind", flat=True))
    for campaign in collection.open_campaigns(school):
        if campaign.is_open and Period(campaign.year, campaign.term) == period:
            collection.note_draft(campaign_uid=campaign.uid, school=school, has_draft=campaign.kind in kinds)
