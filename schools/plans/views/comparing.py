"""Two documents of the school side by side: last year's plan, its copy, the versions sent, the present text."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from core.access import only
from core.side_by_side import chosen_sides, compare_context
from district.collection import facade as collection
from schools.plans import selectors
from schools.plans.models import Plan
from schools.plans.policies import READERS
from schools.plans.services import submission
from schools.plans.views.register import visible_plan
from schools.requests import SchoolRequest

NOW = "now"


@only(*READERS)
def plan_compare(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """`?old=…&new=…`: `now`, a version such as `v2`, or the uid of the plan it was copied from or of a copy of it."""
    plan = visible_plan(request, uid)
    near = [] if plan.is_summary else selectors.relatives(plan, request.actor)
    related = {str(one.uid): one for one in near if not one.is_summary}
    versions = collection.sent_versions(plan.campaign_uid, request.school) if plan.campaign_uid else []
    sides = [
        *((key, one.title) for key, one in related.items()),
        *((f"v{version}", f"第{version}版（已报送）") for version in versions),
        (NOW, f"现在的{plan.noun}"),
    ]
    context: dict[str, Any] = {"plan": plan}
    if len(sides) > 1:
        old, new = chosen_sides(request.GET, sides, old=_usual(plan, related), new=NOW)
        texts = [_payload(key, plan, related, request) for key in (old, new)]
        context |= compare_context(request.GET, collection.compare(*texts), sides, old, new)
    return render(request, "schools/plans/compare.html", context)


def _usual(plan: Plan, related: dict[str, Plan]) -> str:
    """What one compares with: the last version sent, else the plan that it came from, else a copy of it."""
    if plan.campaign_uid:
        return f"v{plan.submitted_version}"
    return next((key for key, one in related.items() if one.pk == plan.source_plan_id), next(iter(related), NOW))


def _payload(key: str, plan: Plan, related: dict[str, Plan], request: SchoolRequest) -> dict[str, Any]:
    if key in related:
        return submission.document_of(related[key]).as_payload()
    if key != NOW and plan.campaign_uid:
        return collection.sent_payload(plan.campaign_uid, request.school, int(key[1:]))
    return submission.document_of(plan).as_payload()
