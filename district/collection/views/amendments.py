"""An amendment of an accepted plan that waits: what it changes and why, and the district's word on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import only
from core.errors import DomainError
from core.requests import PlaceRequest
from core.side_by_side import side_by_side
from district.collection import lines, policies, selectors
from district.collection.forms import AmendmentForm
from district.collection.models import Entry
from district.collection.services import amendments as services
from district.collection.views.entries import crumbs_of


@only(*policies.READERS)
def amendment_decide(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """The changes with their reasons, both versions line against line, and for those who decide the form."""
    entry = get_object_or_404(selectors.entries_visible_to(request.actor).select_related("pending", "amended"), uid=uid)
    form = AmendmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_agreed = request.POST.get("act") == "agree"
        try:
            entry = services.decide(entry, is_agreed=is_agreed, actor=request.actor, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            done = f"已同意，第{entry.amendments_count}次修订生效" if is_agreed else "已答复不同意，计划不变"
            messages.success(request, f"{entry.school.short_name}：{done}。")
            return redirect("collection:entry", uid=uid)
    if entry.pending is None:
        for said in form.non_field_errors():
            messages.error(request, str(said))
        return redirect("collection:entry", uid=uid)
    return render(request, "district/collection/amendment.html", _context(request, entry, form))


def _context(request: PlaceRequest, entry: Entry, form: AmendmentForm) -> dict[str, object]:
    old, new = entry.amended or entry.accepted, entry.pending
    assert old is not None  # noqa: S101 -- entry_amended_only_accepted and entry_accepted_has_copy in the database
    assert new is not None  # noqa: S101 -- asked before
    found = lines.compare(old.payload, new.payload)
    return {
        "entry": entry, "copy": new, "form": form, "asked": services.changes_of(new.payload),
        "amendment": new.payload["amendment"], "summary": services.summary_of(new.payload),
        "compare": side_by_side(found, (f"第{old.version}版（现在）", f"第{new.version}版（修订后）")),
        "may_decide": policies.can_decide_amendments(request.actor, entry),
        "crumbs": crumbs_of(entry),
    }  # fmt: skip
