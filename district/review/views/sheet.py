"""The score sheet of one school, as the school gets it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import only
from core.actors import Role
from core.errors import ensure
from core.requests import PlaceRequest
from district.collection import score_sheets
from district.review import selectors
from district.review.facade import can_see_scores
from district.review.services.publishing import sheet_of


@only(Role.REVIEWER, Role.APPROVER, Role.DISTRICT_ADMIN)
def entry_sheet(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Every point with its rule, remarks and place; before publishing only for those who publish."""
    visible = selectors.reviews_visible_to(request.actor).select_related("accepted", "decision")
    entry = get_object_or_404(visible, uid=uid)
    if entry.accepted is None:
        raise Http404
    ensure(can_see_scores(request.actor, entry.campaign), "成绩公布后才能看评分表。")
    sheet = sheet_of(entry, published_at=entry.campaign.results_published_at or timezone.now())
    order = request.GET.get("order", "")
    order = order if order in score_sheets.ORDERS else "lost"
    context = {
        "entry": entry, "sheet": sheet, "total": score_sheets.plain(sheet["total"]),
        "points": score_sheets.points_of(sheet, order=order), "loose": score_sheets.loose_remarks(sheet),
        "orders": [
            {"label": label, "url": f"?order={name}", "is_active": name == order}
            for name, label in score_sheets.ORDERS.items()
        ],
        "is_open": bool(request.GET.get("all")),
        "document_url": reverse("collection:version", args=[entry.uid, entry.accepted.version]),
        "crumbs": [("成绩", reverse("review:results", args=[entry.campaign.uid])),
                   (entry.school.short_name, reverse("collection:entry", args=[entry.uid]))],
    }  # fmt: skip
    return render(request, "district/review/sheet.html", context)
