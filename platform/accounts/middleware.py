"""Sessions per school, the actor of a request, and the guard in front of every view."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user, logout
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from accounts.tokens import token_for
from audit.context import client_ip
from core import figures
from core.actors import NOBODY
from core.problems import API_PATH, problem

Answer = Callable[[HttpRequest], HttpResponse]

_NOTE_EVERY = 60
_LAST_SEEN = "last_seen"


class MountedSessionMiddleware(SessionMiddleware):
    """One cookie name for the district and one for schools, the latter limited to the school's prefix.

    The session itself lies in the mounted schema, so another school's cookie finds nothing.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Read this place's cookie; what cannot be a session's key is no cookie (PostgreSQL refuses NUL)."""
        value = request.COOKIES.get(_cookie_name(request))
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        if value is not None and value.isascii() and value.isalnum():
            request.COOKIES[settings.SESSION_COOKIE_NAME] = value
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write this place's cookie, under its name and prefix."""
        response = super().process_response(request, response)
        morsel = response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        if morsel is not None:
            name = _cookie_name(request)
            response.cookies[name] = morsel.value
            for key, value in morsel.items():
                response.cookies[name][key] = value
            response.cookies[name]["path"] = _cookie_path(request)
        return response


def _cookie_name(request: HttpRequest) -> str:
    return "union_school" if request.school else "union_district"  # type: ignore[attr-defined]


def _cookie_path(request: HttpRequest) -> str:
    school = request.school  # type: ignore[attr-defined]
    return school.prefix if school and request.path.startswith(school.prefix) else "/"


def identify_actor(get_response: Answer) -> Answer:
    """Set `request.user` (User or None) and `request.actor`; end sessions that idled for too long."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = client_ip.set(client_address(request))
        try:
            _identify(request)
            return get_response(request)
        finally:
            client_ip.reset(token)

    return answer


def client_address(request: HttpRequest) -> str | None:
    """Where the request comes from; behind `TRUSTED_PROXIES` proxies of ours, what the outermost of them saw.

    Proxies append to X-Forwarded-For, so entries further left are the sender's own words and are not believed.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    address = hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR")
    try:
        return str(ip_address(address)) if address else None
    except ValueError:
        return request.META.get("REMOTE_ADDR")


def _identify(request: HttpRequest) -> None:
    request.user, request.actor = None, NOBODY  # type: ignore[assignment, attr-defined]
    request.api_token = None  # type: ignore[attr-defined]
    if request.path_info.startswith(API_PATH) and "Authorization" in request.headers:
        _identify_by_token(request)
        return
    if SESSION_KEY not in request.session:
        return
    now = int(timezone.now().timestamp())
    idle = now - request.session.get(_LAST_SEEN, now)
    user = get_user(request)
    is_idle = idle > _NOTE_EVERY and idle > figures.value("sign_in.idle_minutes") * 60  # rarely asks for the figure
    if is_idle or not isinstance(user, User):
        logout(request)
        request.user = None  # type: ignore[assignment]
        request.session_ended = "idle" if is_idle else "ended"  # type: ignore[attr-defined]
        return
    if _LAST_SEEN not in request.session or idle > _NOTE_EVERY:
        request.session[_LAST_SEEN] = now
    request.user = user
    school = request.school  # type: ignore[attr-defined]
    request.actor = user.as_actor(school.code if school else None)  # type: ignore[attr-defined]


def _identify_by_token(request: HttpRequest) -> None:
    """A token stands for its person in the place that it names; a wrong one is nobody, whatever the cookies say."""
    request.session.accessed = True  # else django_structlog wraps "nobody" into an object that is not None
    kind, _, secret = request.headers["Authorization"].partition(" ")
    code = request.school.code if request.school else None  # type: ignore[attr-defined]
    token = token_for(secret.strip(), school=code) if kind.lower() == "bearer" else None
    if token is not None:
        request.user, request.api_token = token.user, token  # type: ignore[attr-defined]
        request.actor = token.user.as_actor(code)  # type: ignore[attr-defined]


class guard_views:  # noqa: N801 -- used like the function middlewares beside it
    """Refuse every view that does not say whom it is for, and everyone whom it is not for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Answer with the sign-in page, the change of the first password, or 403; None lets the view run."""
        access = getattr(view, "access", None)
        if access is None:
            message = f"{view.__module__}.{view.__name__} does not say who may open it (accounts.access)."
            raise ImproperlyConfigured(message)
        if access == "all":
            return None
        if getattr(view, "is_api", False):
            return _api_refusal(request, access)
        if request.user is None:
            return _to_sign_in(request)
        if request.user.must_change_password and not getattr(view, "before_first_password", False):  # type: ignore[union-attr]
            return redirect("accounts:password")
        if access != "signed_in" and not access & request.actor.roles:  # type: ignore[attr-defined]
            message = "您的角色没有这个页面的权限。"
            raise PermissionDenied(message)
        return None


def _api_refusal(request: HttpRequest, access: Any) -> HttpResponse | None:
    """The same rules for programs, told as problems."""
    if request.user is None:
        answer = problem(401, "请先登录，或在请求头 Authorization 里带上本单位的有效令牌。", code="not_signed_in")
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if request.user.must_change_password:  # type: ignore[union-attr]
        return problem(403, "请先在网页上修改首次密码。", code="first_password")
    if access != "signed_in" and not access & request.actor.roles:  # type: ignore[attr-defined]
        return problem(403, "您的角色没有这个接口的权限。", code="not_allowed")
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    asked = {}
    if request.method == "GET" and request.path != get_script_prefix() and "HX-Request" not in request.headers:
        asked["next"] = request.get_full_path()
    if why := getattr(request, "session_ended", ""):
        asked["why"] = why
    address = reverse("accounts:sign_in") + (f"?{urlencode(asked)}" if asked else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
