"""Pages that compare; they read facts and submissions and change nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import only
from core.actors import Role
from core.listing import wants_file
from dashboards import selectors
from dashboards.definitions import DEFINITIONS
from dashboards.filters import chosen_campaign
from dashboards.panels import excel
from dashboards.pictures import png_response
from dashboards.plans_page import WAITING_SHOWN, PlansPage, board_url, plans_page
from dashboards.policies import VIEWERS
from dashboards.school_page import school_page
from dashboards.tracker_table import show_tracker
from dashboards.tracking import line_of, tracked
from dashboards.whole import whole_table
from tenants import calendar
from tenants.models import School


@only(*VIEWERS)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The dashboard of a campaign; `?figure=…` shows all rows of a figure, with `export=xlsx` or `png` as a file."""
    campaigns = selectors.campaigns_shown()
    page = plans_page(request.GET, campaigns, now=timezone.now())
    if page is None:
        if campaigns:
            raise Http404
        return render(request, "dashboards/plans_none.html")
    if request.GET.get("export") in {"xlsx", "png"}:
        return _file(page, request.GET.get("figure", "all"), as_picture=request.GET["export"] == "png")
    if "figure" in request.GET:
        return _whole(request, page)
    context = {
        "page": page,
        "filters": {"picks": page.picks, "clear_url": _clear_url(page)},
        "heat": page.heat("areas"),
        "work_heat": page.heat("work"),
        "waiting": page.view.waiting[:WAITING_SHOWN],
        "waiting_more": max(0, len(page.view.waiting) - WAITING_SHOWN),
        "may_remind": request.actor.has(Role.DISTRICT_ADMIN),  # type: ignore[attr-defined]
        "missing_url": board_url(page.view.filters, "missing" if page.has_missing else "returned"),
        "export_url": page.view.export("all"),
        "tracker_url": reverse("dashboards:tracker") + page.view.filters.address(group=""),
    }
    return render(request, "dashboards/plans.html", context)


def _file(page: PlansPage, asked: str, *, as_picture: bool) -> HttpResponse:
    """The Excel file or the picture of one figure; 404 for one that is not there or has nothing to draw."""
    panel, title = page.panels.get(asked), page.view.campaign.title
    if panel is None or (as_picture and not panel.has_picture):
        raise Http404
    name = f"{title}_{panel.finding or '各校'}"
    return png_response(panel, title, name, page.heat(asked)) if as_picture else excel(panel, name)


def _whole(request: HttpRequest, page: PlansPage) -> HttpResponse:
    """The whole table of one figure, in pages; 404 for one that is not there."""
    asked = request.GET["figure"]
    if asked not in page.panels or asked == "all":
        raise Http404
    return render(request, "dashboards/whole.html", whole_table(page, page.panels[asked], request.GET))


def _clear_url(page: PlansPage) -> str:
    filters = page.view.filters
    return f"?campaign={filters.campaign.uid}" if filters.is_narrow else ""


@only(*VIEWERS)
@require_safe
def tracker(request: HttpRequest) -> HttpResponse:
    """The way of every school through a campaign, as page or Excel file."""
    campaigns = selectors.campaigns_shown()
    now, overrides = timezone.now(), calendar.overrides()
    campaign = chosen_campaign(request.GET.get("campaign", ""), campaigns, now)
    if campaign is None:
        if campaigns:
            raise Http404
        return render(request, "dashboards/plans_none.html")
    rows = tracked(campaign, request.actor, now)  # type: ignore[attr-defined]
    shown = show_tracker(campaign, campaigns, rows, request, now=now, overrides=overrides)
    if wants_file(request):
        return shown.file()
    context = {
        "campaign": campaign,
        "filters": shown.filters,
        "page": shown.page,
        "is_filtered": shown.is_filtered,
        "lines": [line_of(entry, now, overrides) for entry in shown.page],
        "now": now,
    }
    return render(request, "dashboards/tracker.html", context)


@only(*VIEWERS)
@require_safe
def school(request: HttpRequest, code: str) -> HttpResponse:
    """One school among its peers; `?period=…` chooses the numbers."""
    asked = request.GET.get("period", "")
    page = school_page(get_object_or_404(School, code=code), now=timezone.now(), asked=asked)
    if page.panel is not None and request.GET.get("export") in {"xlsx", "png"}:
        name = f"{page.school.short_name}_{page.panel.finding}"
        is_picture = request.GET["export"] == "png"
        return png_response(page.panel, page.school.short_name, name) if is_picture else excel(page.panel, name)
    return render(request, "dashboards/school.html", {"page": page})


@only(*VIEWERS)
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """How every number of the dashboards is made."""
    return render(request, "dashboards/definitions.html", {"definitions": DEFINITIONS.values()})
