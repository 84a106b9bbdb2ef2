"""One's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors, services
from accounts.forms import OwnMailForm
from accounts.views.signing import local_next
from core.access import open_to_all, signed_in
from core.errors import DomainError
from core.requests import PlaceRequest

_YEAR = 365 * 24 * 3600
_SIGN_INS_SHOWN = 20


@signed_in
@require_GET
def own(request: PlaceRequest) -> HttpResponse:
    """Who one is, which roles one has, and from where one signed in."""
    user = request.user
    known = {"email": user.email, "has_mail_reminders": user.has_mail_reminders}
    return _page(request, OwnMailForm(initial=known, is_reminded=bool(request.school)))


def _page(request: PlaceRequest, mail_form: OwnMailForm) -> HttpResponse:
    attempts = Paginator(selectors.sign_ins_of(request.user), _SIGN_INS_SHOWN)
    context = {
        "user": request.user,
        "page": attempts.get_page(request.GET.get("page")),
        "mail_form": mail_form,
        "sends_mail": settings.SENDS_MAIL,
    }
    return render(request, "accounts/own.html", context)


@signed_in
@require_POST
def own_mail(request: PlaceRequest) -> HttpResponse:
    """Change one's own e-mail address, and whether reminders are mailed."""
    form = OwnMailForm(request.POST, is_reminded=bool(request.school))
    if form.is_valid():
        wish = {"has_mail_reminders": request.user.has_mail_reminders, **form.cleaned_data}
        try:
            services.change_own_mail(request.user, **wish, actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("accounts:own")
    return _page(request, form)


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
