"""Mounting: which school, if any, a request is for."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix, set_script_prefix

from tenants.directory import school_by_code, school_by_host
from tenants.models import School
from tenants.schemas import mount
from tenants.services import note_first_use

Answer = Callable[[HttpRequest], HttpResponse]
LAST_SCHOOL_COOKIE = "last_school"
_PREFIX = "/s/"
_YEAR_SECONDS = 365 * 24 * 3600


def mount_school(get_response: Answer) -> Answer:
    """Mount a school by its host name or by `/s/<code>/…`, else the district; unknown, paused or closed is 404.

    One URLconf serves all schools: the prefix is taken off `path_info` and put into the script prefix, so
    `reverse()` gives addresses of the mounted school.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.school = None  # type: ignore[attr-defined]
        school, prefix = _find(request)
        if prefix is None:
            mount(None)
            return get_response(request)
        if school is None or not school.is_open:
            mount(None)
            return render(request, "core/school_absent.html", {"school": school}, status=404)
        if not request.path_info.startswith(prefix):
            return HttpResponseRedirect(f"{request.path}/")
        prefix_before = get_script_prefix()
        mount(school)
        structlog.contextvars.bind_contextvars(school=school.code)
        try:
            _enter(request, school, prefix)
            response = get_response(request)
        finally:
            mount(None)
            set_script_prefix(prefix_before)
            structlog.contextvars.unbind_contextvars("school")
        _remember(request, response, school, prefix)
        return response

    return answer


def _remember(request: HttpRequest, response: HttpResponse, school: School, prefix: str) -> None:
    """Let the district's front page offer this school next time, and let the district know that it is in use."""
    if prefix != "/" and request.COOKIES.get(LAST_SCHOOL_COOKIE) != school.code:
        response.set_cookie(
            LAST_SCHOOL_COOKIE, school.code, max_age=_YEAR_SECONDS, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    user = getattr(request, "user", None)
    if school.first_used_on is None and user is not None and not user.must_change_password:
        note_first_use(school)


def _find(request: HttpRequest) -> tuple[School | None, str | None]:
    host = request.get_host().split(":")[0].lower().rstrip(".")
    if (school := school_by_host(host)) is not None:
        return school, "/"
    if not request.path_info.startswith(_PREFIX):
        return None, None
    code = request.path_info.removeprefix(_PREFIX).split("/", 1)[0]
    return school_by_code(code), f"{_PREFIX}{code}/"


def _enter(request: HttpRequest, school: School, prefix: str) -> None:
    request.school = school  # type: ignore[attr-defined]
    request.urlconf = settings.SCHOOL_URLCONF  # type: ignore[attr-defined]
    request.path_info = f"/{request.path_info.removeprefix(prefix)}"
    set_script_prefix(prefix)
