"""Declared ties (回避): one's own, and all of them for administrators."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import only
from core.actors import Role
from core.errors import DomainError
from core.listing import show, wants_file
from core.requests import PlaceRequest
from district.collection import policies
from district.collection.models import Tie
from district.collection.services import ties as services
from district.review.forms import TieForm
from district.review.ties import STATE_WORDS, tie_listing, ties_visible_to, with_rank


@only(*policies.JUDGES)
def tie_list(request: PlaceRequest) -> HttpResponse:
    """Those in force first."""
    ties = ties_visible_to(request.actor)
    shown = show(tie_listing(ties), with_rank(ties), request)
    if wants_file(request):
        return shown.file()
    context = {
        "rows": [
            {"tie": tie, "word": STATE_WORDS[tie.state], "may_withdraw": _may_withdraw(request, tie)}
            for tie in shown.page
        ],
        "page": shown.page,
        "filters": shown.filters,
        "is_filtered": shown.is_filtered,
        "may_manage": policies.can_manage_ties(request.actor),
        "crumbs": _crumbs()[:-1],
    }
    return render(request, "district/review/ties.html", context)


def _may_withdraw(request: PlaceRequest, tie: Tie) -> bool:
    return tie.withdrawn_at is None and policies.can_withdraw_tie(request.actor, tie)


@only(*policies.JUDGES)
def tie_add(request: PlaceRequest) -> HttpResponse:
    """Declare one: about oneself, an administrator about anybody who judges."""
    manages = policies.can_manage_ties(request.actor)
    form = TieForm(request.POST or None, for_whom=request.actor, is_new=True, manages=manages)
    if request.method == "POST" and form.is_valid():
        try:
            tie = services.declare_tie(form.person_uid, form.cleaned_data["place"], form.wish(), actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已申报：{tie.person_name}回避{tie.school.short_name}。未审完的已交回重新分派。")
            return redirect("review:ties")
    return render(request, "district/review/tie_form.html", {"form": form, "tie": None, "crumbs": _crumbs()})


@only(Role.DISTRICT_ADMIN)
def tie_edit(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Correct one."""
    tie = _tie(request, uid)
    kept = {"kind": tie.kind, "reason": tie.reason, "since_on": tie.since_on, "until_on": tie.until_on}
    form = TieForm(request.POST or None, initial=kept, for_whom=request.actor, is_new=False, manages=True)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_tie(tie, form.wish(), actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "回避已修改。")
            return redirect("review:ties")
    return render(request, "district/review/tie_form.html", {"form": form, "tie": tie, "crumbs": _crumbs()})


@require_POST
@only(*policies.JUDGES)
def tie_withdraw(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """End one."""
    tie = _tie(request, uid)
    try:
        services.withdraw_tie(tie, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已撤回：{tie.person_name}不再回避{tie.school.short_name}。")
    return redirect("review:ties")


def _tie(request: PlaceRequest, uid: UUID) -> Tie:
    return get_object_or_404(ties_visible_to(request.actor), uid=uid)


def _crumbs() -> list[tuple[str, str]]:
    return [("审核", reverse("review:queue")), ("回避", reverse("review:ties"))]
