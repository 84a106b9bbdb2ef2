"""What the district made of a plan: the score sheet, and the copy that was sent with the remarks at its lines."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.access import only
from district.collection import facade as collection
from schools.plans import selectors
from schools.plans.models import Plan, PlanState
from schools.plans.policies import READERS
from schools.plans.views.register import visible_plan
from schools.requests import SchoolRequest

_JUDGED = {PlanState.RETURNED, PlanState.ACCEPTED}


@only(*READERS)
def plan_sheet(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """The school's own score sheet, once published; `?order=sheet` keeps its order, `?all=1` opens every point."""
    plan = visible_plan(request, uid)
    if not plan.sheet:
        raise Http404
    order = request.GET.get("order", "")
    order = order if order in collection.ORDERS else "lost"
    version = plan.sheet.get("version")
    points = collection.points_of(plan.sheet, order=order)
    context = {
        "plan": plan, "sheet": plan.sheet, "total": collection.plain(plan.sheet.get("total")), "points": points,
        "loose": collection.loose_remarks(plan.sheet),
        "orders": [
            {"label": label, "url": f"?order={name}", "is_active": name == order}
            for name, label in collection.ORDERS.items()
        ],
        "is_open": bool(request.GET.get("all")), "order": order,
        "document_url": reverse("plans:sent", args=[uid, version]) if version else "",
    }  # fmt: skip
    return render(request, "schools/plans/sheet.html", context)


@only(*READERS)
def plan_sent(request: SchoolRequest, uid: UUID, version: int) -> HttpResponse:
    """A copy as it was sent, by numbered lines, with what the reviewers remarked on it."""
    plan = visible_plan(request, uid)
    sent = collection.sent_lines(plan.campaign_uid, request.school, version) if plan.campaign_uid else None
    if sent is None:
        raise Http404
    remarks = _remarks_by_line(plan, version)
    context = {
        "plan": plan, "version": version, "remarked": bool(remarks),
        "lines": [
            {
                "number": line.number, "text": line.text, "mark": line.mark, "remarks": remarks.get(line.number, []),
                "kind": line.kind if line.kind in {"title", "heading"} else "text",
            }
            for line in sent
        ],
    }  # fmt: skip
    return render(request, "schools/plans/sent.html", context)


def _remarks_by_line(plan: Plan, version: int) -> dict[int, list[dict[str, Any]]]:
    """The remarks on this version, from the sheet once there is one, else from the last decision."""
    found: dict[int, list[dict[str, Any]]] = {}
    if plan.sheet.get("version") == version:
        said = [
            (each.line, each.kind_label, each.is_required, each.text) for each in collection.all_remarks(plan.sheet)
        ]
    elif plan.state in _JUDGED and version == selectors.judged_version(plan):
        said = [
            (each["line"], "须改" if each["is_required"] else "参考", each["is_required"], each["text"])
            for each in plan.remarks
        ]
    else:
        said = []
    for line, kind_label, is_must, text in said:
        found.setdefault(line, []).append({"kind_label": kind_label, "is_must": is_must, "text": text})
    return found
