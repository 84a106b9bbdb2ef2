"""Pages of the audit trail."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit import selectors, tables
from audit.words import changes_of
from core.access import only
from core.listing import show, wants_file
from core.requests import PlaceRequest


@only(*selectors.READERS)
@require_GET
def entry_list(request: PlaceRequest) -> HttpResponse:
    """Who did what when, filtered by person, act and day."""
    entries = selectors.entries_visible_to(request.actor)
    shown = show(tables.listing_of(entries), entries, request)
    if wants_file(request):
        return shown.file()
    rows = [(entry, changes_of(entry)) for entry in shown.page]
    return render(request, "audit/entry_list.html", {"shown": shown, "filters": shown.filters, "rows": rows})
