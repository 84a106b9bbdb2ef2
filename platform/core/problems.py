"""Answers of the JSON API to what went wrong: problem documents (RFC 9457) with a Chinese sentence."""

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

API_PATH = "/api/"
PROBLEM_TYPE = "application/problem+json"


def problem_of(status: int, detail: str, *, code: str, errors: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """The document: `code` is for programs, `detail` for people, `errors` names the fields that were refused."""
    return {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail,
        "errors": errors or {},
    }  # fmt: skip


def problem(status: int, detail: str, *, code: str) -> JsonResponse:
    """The document as an answer of Django's own."""
    return JsonResponse(
        problem_of(status, detail, code=code), status=status, content_type=PROBLEM_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip
