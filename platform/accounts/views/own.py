"""One's own account."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors, services
from accounts.views.signing import local_next
from core.access import open_to_all, signed_in
from core.requests import PlaceRequest

_YEAR = 365 * 24 * 3600
_SIGN_INS_SHOWN = 20


@signed_in
@require_GET
def own(request: PlaceRequest) -> HttpResponse:
    """Who one is, which roles one has, and from where one signed in."""
    attempts = Paginator(selectors.sign_ins_of(request.user), _SIGN_INS_SHOWN)
    page = attempts.get_page(request.GET.get("page"))
    return render(request, "accounts/own.html", {"user": request.user, "page": page})


@signed_in
@require_POST
def end_sessions(request: PlaceRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user = services.end_sessions(request.user, actor=request.actor)
    update_session_auth_hash(request, user)
    messages.success(request, "已退出其他设备。")
    return redirect("accounts:own")


@open_to_all
@require_POST
def type_size(request: PlaceRequest) -> HttpResponse:
    """Switch the large type of the 关怀版 on or off for this browser."""
    back = request.POST.get("next") or reverse("accounts:own")
    answer = redirect(local_next(request, back))
    if request.COOKIES.get("type_size") == "large":
        answer.delete_cookie("type_size", path="/")
    else:
        answer.set_cookie("type_size", "large", max_age=_YEAR, path="/", samesite="Lax")
    return answer
