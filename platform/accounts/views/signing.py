"""Signing in and out, and the change of the password."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import unquote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.authentication import SignInRefusedError, backend_path, check_credentials, describe_device
from accounts.forms import PasswordForm, SignInForm
from core.access import open_to_all, signed_in
from core.errors import InvalidInputError
from core.requests import PlaceRequest

View = TypeVar("View", bound=Callable[..., Any])

WHY = {
    "idle": "太久没有操作，已自动退出，请重新登录。",
    "ended": "登录已失效：密码已修改、账号已停用，或在别处退出了所有设备。请重新登录。",
    "out": "已退出登录。",
}


def open_before_first_password(view: View) -> View:
    """Let people in who must still change their first password."""
    view.before_first_password = True  # type: ignore[attr-defined]
    return view


def landing_address(request: PlaceRequest) -> str:
    """Where people begin in this place: the district's desk or the school's."""
    return reverse("home:index" if request.school else "home:desk")


def local_next(request: PlaceRequest, asked: str) -> str:
    """The address asked for when it lies in this place, else where people begin."""
    steps = unquote(asked.partition("?")[0]).replace("\\", "/").split("/")
    is_here = (
        asked.startswith(get_script_prefix())
        and ".." not in steps  # browsers walk up before they ask: /s/a/../b/ is another school
        and url_has_allowed_host_and_scheme(
            asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )
    return asked if is_here else landing_address(request)


@open_to_all
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: PlaceRequest) -> HttpResponse:
    """Ask for name and password; whoever is signed in already goes on."""
    if request.method == "GET" and request.user is not None:
        return redirect(local_next(request, request.GET.get("next", "")))
    form = SignInForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            user = check_credentials(asked["name"], asked["password"], device=describe_device(request))
        except SignInRefusedError as error:
            form.add_error(None, str(error))
        else:
            login(request, user, backend=backend_path())
            return redirect("accounts:password" if user.must_change_password else local_next(request, asked["next"]))
    context = {"form": form, "why": WHY.get(request.GET.get("why", ""), ""), "district_url": _district_url(request)}
    return render(request, "accounts/sign_in.html", context)


def _district_url(request: PlaceRequest) -> str:
    """The district's front page, where schools are found; "" in the district itself."""
    school = request.school
    if school is None:
        return ""
    return "/" if request.path.startswith(school.prefix) else settings.PUBLIC_URL


@open_to_all
@open_before_first_password
@require_POST
def sign_out(request: PlaceRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    request.user = None
    return redirect(reverse("accounts:sign_in") + "?why=out")


@signed_in
@open_before_first_password
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: PlaceRequest) -> HttpResponse:
    """Change one's password; the first one must be changed before anything else."""
    is_first = request.user.must_change_password
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            user = services.change_own_password(request.user, old=old, new=new, actor=request.actor)
        except InvalidInputError as error:
            form.add_error("old" if "原密码不对" in str(error) else "new", str(error))
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "密码已修改，其他设备上的登录已退出。")
            return redirect(landing_address(request) if is_first else "accounts:own")
    return render(request, "accounts/first_password.html" if is_first else "accounts/password.html", {"form": form})
