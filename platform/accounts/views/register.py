"""The administrator's pages: who has an account here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors, services, tables
from accounts.forms import UserForm, school_name
from accounts.models import User
from audit.selectors import timeline_of
from core.access import only
from core.actors import Role
from core.errors import DomainError
from core.listing import show, wants_file
from core.requests import PlaceRequest

ADMINISTRATORS = (Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN)
_SIGN_INS_SHOWN = 10


@only(*ADMINISTRATORS)
@require_GET
def user_list(request: PlaceRequest) -> HttpResponse:
    """All accounts of the place."""
    actor = request.actor
    shown = show(tables.listing_for(actor), selectors.users_visible_to(actor), request)
    if wants_file(request):
        return shown.file()
    return render(request, "accounts/user_list.html", {"shown": shown, "filters": shown.filters})


@only(*ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def user_create(request: PlaceRequest) -> HttpResponse:
    """Create an account; the answer shows the first password once."""
    form = UserForm(request.POST or None, actor=request.actor, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = services.create_user(**form.values(), actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _slip(request, user, password, "账号已建立")
    return render(request, "accounts/user_form.html", {"form": form})


def _slip(request: PlaceRequest, user: User, password: str, heading: str) -> HttpResponse:
    """The first password, rendered in the answer itself: it is kept nowhere."""
    return render(request, "accounts/slip.html", {"user": user, "password": password, "heading": heading})


@only(*ADMINISTRATORS)
@require_GET
def user_detail(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """One account: its facts, its sign-ins, what was done to it."""
    user = _user(request, uid)
    context = {
        "user": user,
        "home_school": school_name(user.home_school),
        "is_self": user.uid == request.actor.uid,
        "sign_ins": selectors.sign_ins_of(user)[:_SIGN_INS_SHOWN],
        "entries": timeline_of(user.uid),
    }
    return render(request, "accounts/user_detail.html", context)


def _user(request: PlaceRequest, uid: UUID) -> User:
    return get_object_or_404(selectors.users_visible_to(request.actor), uid=uid)


@only(*ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def user_change(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Change name, roles, mobile, e-mail address and staff number."""
    user = _user(request, uid)
    facts = {name: getattr(user, name) for name in UserForm.facts}
    form = UserForm(request.POST or None, initial=facts, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_user(user, **form.values(), actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存，新的角色从下一次打开页面起生效。")
            return redirect("accounts:detail", uid=uid)
    return render(request, "accounts/user_form.html", {"form": form, "user": user})


@only(*ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def user_reset(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Ask, then give a new first password and show it once."""
    user = _user(request, uid)
    if request.method == "GET":
        return render(request, "accounts/user_reset.html", {"user": user})
    password = services.reset_password(user, actor=request.actor)
    return _slip(request, user, password, "密码已重置")


@only(*ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def user_stop(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Ask, then stop the account."""
    user = _user(request, uid)
    if request.method == "GET":
        return render(request, "accounts/user_stop.html", {"user": user})
    try:
        services.deactivate_user(user, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已停用{user.name}的账号，其登录已全部退出。")
    return redirect("accounts:detail", uid=uid)


@only(*ADMINISTRATORS)
@require_POST
def user_start(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Let a stopped account sign in again."""
    user = services.activate_user(_user(request, uid), actor=request.actor)
    messages.success(request, f"已启用{user.name}的账号。")
    return redirect("accounts:detail", uid=uid)
