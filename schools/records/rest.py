"""Work records and completion as JSON: the same rules and services as on the pages."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import only, signed_in
from core.areas import Area
from core.exports import download
from core.listing import show
from core.periods import today
from core.rest import described, endpoint, page_of, paged, parameters_of
from files.services import content_of
from schools.plans import facade as plans
from schools.records import selectors
from schools.records.models import WorkRecord
from schools.records.policies import OFFICERS, READERS
from schools.records.rest_shapes import (
    NewRecordSerializer,
    ProgressSerializer,
    RecordChangeSerializer,
    RecordSerializer,
    UploadSerializer,
    WholeRecordSerializer,
)
from schools.records.services import writing
from schools.records.services.writing import RecordText
from schools.records.standing import by_area, whole
from schools.records.tables import record_listing

_RECORDS = parameters_of(
    ("day", "title", "area", "people"), search="标题、经过、地点", area=("工作领域", Area.values),
    month=("月份，如 2026-10，最近十八个月", None), author=("登记人姓名", None),
)  # fmt: skip
_TEXT = ("day", "title", "area", "text", "place", "people", "hours", "cost")


def _record(request: Any, uid: UUID) -> WorkRecord:
    return get_object_or_404(selectors.with_counts(selectors.records_visible_to(request.actor)), uid=uid)


def _whole(request: Any, uid: UUID, *, status: int = 200) -> Response:
    row = _record(request, uid)
    context = {"deeds": selectors.tasks_with_deeds([row.uid]), "files": list(selectors.files_of(row))}
    return Response(WholeRecordSerializer(row, context=context).data, status=status)


@only(*READERS)
@described("GET", "工作记录", paged(RecordSerializer), parameters=_RECORDS, name="record_list", text="全部工作记录。")
@described(
    "POST",
    "登记工作",
    WholeRecordSerializer,
    status=201,
    also=[400, 415],
    name="record_add",
    request=NewRecordSerializer,
    text="新建一条工作记录；写了 task 就计入那项任务，否则系统提议任务，等人确认。附件另用 files/ 上传。",
)
@endpoint("GET", "POST")
def records(request: Request) -> Response:
    """Records that one may open; POST writes one down."""
    asked: Any = request._request
    if request.method == "POST":
        given = NewRecordSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wish = dict(given.validated_data)
        task = wish.pop("task", None)
        row = writing.add_record(RecordText(**wish), task=task, actor=asked.actor)
        return _whole(asked, row.uid, status=201)
    rows = selectors.with_counts(selectors.records_visible_to(asked.actor))
    shown = show(record_listing(), rows, asked)
    return page_of(shown, RecordSerializer, deeds=selectors.tasks_with_deeds(row.uid for row in shown.page))


@only(*READERS)
@described("GET", "一条工作记录", WholeRecordSerializer, also=[404], name="record_read", text="含附件和任务。")
@described(
    "PATCH",
    "修改工作记录",
    WholeRecordSerializer,
    also=[400, 404, 409, 415],
    name="record_change",
    request=RecordChangeSerializer,
    text="带上读到的 version，没写的字段不变；别人已改过则返回409。",
)
@endpoint("GET", "PATCH")
def record(request: Request, uid: UUID) -> Response:
    """One record; PATCH changes what it names, 409 when somebody saved in between."""
    asked: Any = request._request
    row = _record(asked, uid)
    if request.method == "PATCH":
        given = RecordChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wish = dict(given.validated_data)
        version = wish.pop("version")
        writing.change_record(row, _text(row, wish), version=version, actor=asked.actor)
    return _whole(asked, uid)


def _text(row: WorkRecord, wish: dict[str, Any]) -> RecordText:
    """The whole record as wished: what is not named stays."""
    return RecordText(**{name: getattr(row, name) for name in _TEXT} | wish)


@only(*OFFICERS)
@described(
    "POST",
    "上传附件",
    WholeRecordSerializer,
    status=201,
    also=[400, 404, 409, 415],
    request=UploadSerializer,
    text="给一条记录加一个附件（multipart）。",
)
@endpoint("POST")
def record_files(request: Request, uid: UUID) -> Response:
    """Add a file to a record."""
    asked: Any = request._request
    row = _record(asked, uid)
    given = UploadSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    wish = given.validated_data
    writing.change_record(row, _text(row, {}), [wish["file"]], version=wish["version"], actor=asked.actor)
    return _whole(asked, uid, status=201)


@only(*READERS)
@described(
    "GET",
    "一个附件",
    OpenApiTypes.BINARY,
    also=[404],
    media="application/octet-stream",
    text="附件的内容，与收到时相同。",
)
@endpoint("GET")
def record_file(request: Request, uid: UUID, file: UUID) -> HttpResponse:
    """The bytes of a file."""
    asked: Any = request._request
    attached = get_object_or_404(selectors.files_of(_record(asked, uid)), uid=file)
    try:
        content = content_of(attached.file)
    except FileNotFoundError as error:
        raise Http404 from error
    return download(attached.file.name, content, "application/octet-stream")


@signed_in
@described("GET", "完成情况", ProgressSerializer, also=[404], text="一份看得到的计划到今天的完成情况，整份和各领域。")
@endpoint("GET")
def progress(request: Request, uid: UUID) -> Response:
    """Completion of a plan, as a whole and by area."""
    asked: Any = request._request
    plan = get_object_or_404(plans.plans_visible_to(asked.actor), uid=uid)
    total = whole(plan, today=today())
    return Response(ProgressSerializer({"plan": plan.uid, "total": total, "areas": by_area(total.rows)}).data)
