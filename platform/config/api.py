"""The JSON API's own description: the OpenAPI schema of a place, and the page that shows it."""

from functools import cache
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from core.access import signed_in
from core.requests import PlaceRequest

_KINDS = {"string": "文字", "integer": "整数", "number": "数", "boolean": "是否", "array": "列表", "object": "对象"}


@cache
def _described(place: str) -> dict[str, Any]:
    """The schema of "school" or "district"; drawn once in a process."""
    from config.urls_api import endpoints_of  # noqa: PLC0415 -- the list of addresses names these views

    schema: dict[str, Any] = SchemaGenerator(patterns=endpoints_of(place)).get_schema(request=None, public=True)
    return schema


def _schema_for(request: PlaceRequest) -> dict[str, Any]:
    prefix = request.path.removesuffix(request.path_info)
    return {**_described("school" if request.school else "district"), "servers": [{"url": prefix or "/"}]}


@signed_in
@require_GET
def schema(request: PlaceRequest) -> JsonResponse:
    """OpenAPI 3."""
    return JsonResponse(_schema_for(request), json_dumps_params={"ensure_ascii": False})


schema.is_api = True  # type: ignore[attr-defined] # programs get a problem document, not the sign-in page


@signed_in
@require_GET
def docs(request: PlaceRequest) -> HttpResponse:
    """The same for people, drawn here: no script, no outside address."""
    found = _schema_for(request)
    operations = [
        _operation(path, method, operation)
        for path, methods in found["paths"].items()
        for method, operation in methods.items()
    ]
    prefix = found["servers"][0]["url"].rstrip("/")
    return render(request, "config/api_docs.html", {"operations": operations, "prefix": prefix})


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {"name": each["name"], "kind": _kind(each["schema"]), "text": each.get("description", ""),
         "values": "、".join(str(value) for value in each["schema"].get("enum", []))}
        for each in operation.get("parameters", [])
    ]  # fmt: skip
    body = operation.get("requestBody", {}).get("content", {})
    answers = [{"code": code, "text": each.get("description", "")} for code, each in operation["responses"].items()]
    return {
        "path": path, "method": method.upper(), "id": operation["operationId"], "summary": operation["summary"],
        "text": operation.get("description", ""), "parameters": parameters, "body": "、".join(body),
        "answers": sorted(answers, key=lambda answer: str(answer["code"])),
    }  # fmt: skip


def _kind(schema: dict[str, Any]) -> str:
    return _KINDS.get(schema.get("type", ""), "文字")
