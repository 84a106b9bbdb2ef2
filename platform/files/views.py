"""Fetching a stored file."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.access import signed_in
from core.exports import XLSX_TYPE, download
from core.requests import PlaceRequest
from files.selectors import files_visible_to
from files.services import content_of

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX_TYPE,
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
}


@signed_in
@require_GET
def file_download(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Answer with the file as it was received, to save, never to show in the page's origin."""
    stored = get_object_or_404(files_visible_to(request.actor), uid=uid)
    try:
        content = content_of(stored)
    except FileNotFoundError as error:
        message = "文件内容已不在存储中，请联系管理员。"
        raise Http404(message) from error
    return download(stored.name, content, TYPES.get(stored.kind, "application/octet-stream"))
