"""Pages of the audit trail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.access import only
from audit import selectors, tables
from audit.words import changes_of
from core.listing import show, wants_file


@only(*selectors.READERS)
@require_GET
def entry_list(request: HttpRequest) -> HttpResponse:
    """Who did what when, filtered by person, act and day."""
    entries = selectors.entries_visible_to(request.actor)  # type: ignore[attr-defined]
    shown = show(tables.listing_of(entries), entries, request)
    if wants_file(request):
        return shown.file()
    rows = [(entry, changes_of(entry)) for entry in shown.page]
    return render(request, "audit/entry_list.html", {"shown": shown, "filters": shown.filters, "rows": rows})
