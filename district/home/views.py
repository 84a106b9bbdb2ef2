"""The district's front page, the desk behind the sign-in, and the search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.access import open_to_all, signed_in
from core.periods import today
from district.collection.models import CampaignState
from district.collection.selectors import campaigns_visible_to, with_counts
from district.home import desk
from tenants import directory, policies, selectors
from tenants.middleware import LAST_SCHOOL_COOKIE
from tenants.models import School

CAMPAIGNS_SHOWN = 5
FOUND_SHOWN = 8
SEARCH_SHOWN = 30


@open_to_all
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The way in: find one's school by name or initials, or sign in to the district."""
    words = request.GET.get("q", "")
    found, more = selectors.open_schools_named(words, limit=FOUND_SHOWN)
    context = {"words": words.strip(), "found": found, "more": more}
    if request.headers.get("HX-Request"):
        return render(request, "district/home/_found.html", context)
    return render(request, "district/home/index.html", {**context, "last": _last_school(request)})


def _last_school(request: HttpRequest) -> School | None:
    code = request.COOKIES.get(LAST_SCHOOL_COOKIE, "")[:32]
    school = directory.school_by_code(code) if code else None
    return school if school and school.is_open else None


@signed_in
@require_GET
def desk_page(request: HttpRequest) -> HttpResponse:
    """What waits for the person, and how the district stands."""
    actor = request.actor  # type: ignore[attr-defined]
    schools = selectors.schools_visible_to(actor)
    items = desk.items_for(actor)
    running = with_counts(campaigns_visible_to(actor).filter(state=CampaignState.ANNOUNCED))
    context = {
        "today": today(), "items": items, "overdue": sum(item.rank == 0 for item in items),
        "counts": selectors.state_counts(schools) if policies.can_see_schools(actor) else None,
        "campaigns": list(running[:CAMPAIGNS_SHOWN]),
        "may_change": policies.can_change_schools(actor),
    }  # fmt: skip
    return render(request, "district/home/desk.html", context)


@signed_in
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Schools by name, code or initials, in any state."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    schools = selectors.schools_visible_to(request.actor)  # type: ignore[attr-defined]
    found = list(schools.filter(selectors.names_holding(words))[: SEARCH_SHOWN + 1]) if words else []
    context = {"words": words, "found": found[:SEARCH_SHOWN], "has_more": len(found) > SEARCH_SHOWN}
    return render(request, "district/home/search.html", context)
