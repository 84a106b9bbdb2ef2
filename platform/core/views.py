"""Pages that belong to no app: errors, health, the style guide."""

import shutil
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from core.access import open_to_all
from core.errors import ConflictError, DomainError
from core.problems import API_PATH, problem
from core.styleguide import samples

_LEAST_FREE_BYTES = 200 * 1024 * 1024


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 409 for a conflict, with the sentence of the rule; what Django says in English is not shown."""
    status = 409 if isinstance(exception, ConflictError) else 400
    message = str(exception) if isinstance(exception, DomainError) else ""
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1_048_576
        message = f"文字太多，一次最多提交{limit} MB。请分几次提交，或改为上传文件。"
    return render(request, "core/400.html", {"message": message}, status=status)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the sentence of the rule."""
    return render(request, "core/403.html", {"message": str(exception or "")}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """404, the same for what is absent and for what belongs to somebody else."""
    if request.path_info.startswith(API_PATH):
        return problem(404, "没有找到。", code="not_found")
    return render(request, "core/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; the page asks the database nothing."""
    if request.path_info.startswith(API_PATH):
        return problem(500, "系统出错，已记录，请稍后再试。", code="error")
    return render(request, "core/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """403 for a form that was open for too long."""
    return render(request, "core/403.html", {"message": "页面停留太久或已在别处退出，请返回刷新后再提交。"}, status=403)


@open_to_all
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- a view
    """The process answers."""
    return JsonResponse({"status": "ok"})


@open_to_all
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- a view
    """Everything that a request needs is there: 200, else 503 with what is missing."""
    checks = {"database": _database(), "cache": _cache(), "disk": _disk()}
    ready = all(value == "ok" for value in checks.values())
    return JsonResponse({"status": "ok" if ready else "not ready", **checks}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT '实' ~ '[[:alpha:]]', EXISTS (SELECT 1 FROM tenants_templatedump)")
            letters, template = cursor.fetchone()
    except DatabaseError as error:
        return str(error).splitlines()[0]
    if not letters:
        return "LC_CTYPE of the database does not know Chinese"
    return "ok" if template else "run manage.py migrate_all"


def _cache() -> str:
    try:
        cache.set("readyz", 1, 5)
        return "ok" if cache.get("readyz") == 1 else "lost a value"
    except Exception as error:  # noqa: BLE001 -- whatever the client library raises is the answer
        return str(error)


def _disk() -> str:
    place: Any = settings.MEDIA_ROOT
    while not place.exists():
        place = place.parent
    return "ok" if shutil.disk_usage(place).free > _LEAST_FREE_BYTES else "less than 200 MB free"


@open_to_all
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of the pages once, with its states; mounted in development only."""
    return render(request, "core/styleguide.html", samples())
