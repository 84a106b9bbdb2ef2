"""Plans, tasks and imports as JSON."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import only, signed_in
from core.actors import Role
from core.areas import Area
from core.documents import DocumentKind
from core.listing import show
from core.periods import Term
from core.rest import described, endpoint, page_of, paged, parameters_of
from files.services import read_upload
from schools.plans import selectors
from schools.plans.forms.fields import owner_values
from schools.plans.forms.importing import KINDS
from schools.plans.models import Plan, PlanState, PlanTask, Recurrence
from schools.plans.policies import OFFICERS
from schools.plans.rest_shapes import (
    DraftSerializer,
    PlanSerializer,
    ReceiptSerializer,
    SourceSerializer,
    SubmitSerializer,
    TaskChangeSerializer,
    TaskSerializer,
    WholePlanSerializer,
)
from schools.plans.services import importing, submission
from schools.plans.services.tasks import TaskText, change_task
from schools.plans.tables import plan_listing, task_listing

_PLANS = parameters_of(
    ("title", "period", "state", "tasks", "sent", "updated"), search="标题、起草人",
    kind=("种类", DocumentKind.values), year=("年份", None),
    term=("时段", Term.values), state=("状态", PlanState.values),
)  # fmt: skip
_TASKS = parameters_of(
    ("plan", "area", "owner", "updated"), search="内容", month=("月份", [str(number) for number in range(1, 13)]),
    area=("工作领域，none 为未定", [*Area.values, "none"]), recurrence=("周期", Recurrence.values),
    owner=("负责人姓名", None), plan=("计划编号", None),
)  # fmt: skip


def _plan(request: Any, uid: UUID) -> Plan:
    return get_object_or_404(selectors.with_counts(selectors.plans_visible_to(request.actor)), uid=uid)


@signed_in
@described(
    "GET", "工作计划", paged(PlanSerializer), parameters=_PLANS, text="看得到的计划；不参与编写的人只看得到已报送的。"
)
@endpoint("GET")
def plans(request: Request) -> Response:
    """Plans that one may open."""
    asked: Any = request._request
    rows = selectors.with_counts(selectors.plans_visible_to(asked.actor)).select_related("source_plan")
    return page_of(show(plan_listing(), rows, asked), PlanSerializer)


@signed_in
@described(
    "GET", "一份计划", WholePlanSerializer, also=[404], text="一份计划，含部分、任务（取消了的有 cancelled_at）和修订。"
)
@endpoint("GET")
def plan(request: Request, uid: UUID) -> Response:
    """One plan with sections and tasks."""
    found = _plan(request._request, uid)
    rows = {
        "sections": list(selectors.sections_of(found)),
        "tasks": list(selectors.tasks_of(found, with_cancelled=True).select_related("plan")),
        "amendments": selectors.amendments_of(found, request._request.actor),
    }
    return Response(WholePlanSerializer(found, context=rows).data)


@signed_in
@described("GET", "任务", paged(TaskSerializer), parameters=_TASKS, text="看得到的计划里的任务。")
@endpoint("GET")
def tasks(request: Request) -> Response:
    """Tasks of all plans that one may open."""
    asked: Any = request._request
    rows = selectors.tasks_visible_to(asked.actor)
    if owner := asked.GET.get("owner", "").replace("\x00", ""):
        rows = rows.filter(owner_name=owner)
    if uid := asked.GET.get("plan", ""):
        rows = rows.filter(plan__uid=uid) if _is_uid(uid) else rows.none()
    return page_of(show(task_listing(), rows, asked), TaskSerializer)


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@signed_in
@described("GET", "一项任务", TaskSerializer, also=[404], name="task_read")
@described(
    "PATCH",
    "修改任务",
    TaskSerializer,
    also=[400, 404, 409, 415],
    name="task_change",
    request=TaskChangeSerializer,
    text="一项任务。修改时带上读到的 version，没写的字段不变；别人已改过则返回409。",
)
@endpoint("GET", "PATCH")
def task(request: Request, uid: UUID) -> Response:
    """One task; PATCH changes what it names, 409 when somebody saved in between."""
    asked: Any = request._request
    found = get_object_or_404(selectors.tasks_visible_to(asked.actor), uid=uid)
    if request.method == "PATCH":
        given = TaskChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wish = dict(given.validated_data)
        version = wish.pop("version")
        change_task(found, _text(found, wish), version=version, is_settled=False, actor=asked.actor)
        found = selectors.tasks_visible_to(asked.actor).get(pk=found.pk)
    return Response(TaskSerializer(found).data)


def _text(row: PlanTask, wish: dict[str, Any]) -> TaskText:
    """The whole task as wished: what is not named stays."""
    section = row.section
    if "section" in wish:
        uid = wish.pop("section")
        section = get_object_or_404(selectors.sections_of(row.plan), uid=uid) if uid else None
    if "owner_name" in wish:
        wish.update(owner_values(wish["owner_name"]))
    if "text" in wish:
        wish["text"] = " ".join(wish["text"].split())
    names = ("text", "area", "months", "dates", "recurrence", "owner_uid", "owner_name", "weight", "times", "weekdays")
    return TaskText(**{name: getattr(row, name) for name in names} | wish, section=section)


@only(*OFFICERS)
@described(
    "POST",
    "导入计划",
    DraftSerializer,
    status=201,
    also=[400, 415],
    request=SourceSerializer,
    text="上传文件（docx、xlsx、txt、md）或给文字，返回识别结果；这时还没有存成计划，确认后才有。",
)
@endpoint("POST")
def imports(request: Request) -> Response:
    """Read a file or text; nothing is a plan yet."""
    asked: Any = request._request
    given = SourceSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    if upload := given.validated_data.get("file"):
        draft = importing.read_upload_as_draft(*read_upload(upload, kinds=KINDS), actor=asked.actor)
    else:
        draft = importing.read_text_as_draft(given.validated_data["text"], actor=asked.actor)
    return Response(DraftSerializer(draft).data, status=201)


@only(*OFFICERS)
@described(
    "GET", "一份待确认的导入", DraftSerializer, also=[404], text="识别结果，含网页上的改正；确认或放弃后没有了。"
)
@endpoint("GET")
def import_draft(request: Request, uid: UUID) -> Response:
    """What was read, with the corrections made since."""
    asked: Any = request._request
    return Response(DraftSerializer(get_object_or_404(selectors.import_drafts_visible_to(asked.actor), uid=uid)).data)


@only(*OFFICERS)
@described(
    "POST",
    "确认导入",
    PlanSerializer(many=True),
    status=201,
    also=[400, 404, 415],
    request=None,
    text="把选中的计划存成草稿，全部成功或全部不存。",
)
@endpoint("POST")
def import_confirm(request: Request, uid: UUID) -> Response:
    """Make plans of what was read."""
    asked: Any = request._request
    draft = get_object_or_404(selectors.import_drafts_visible_to(asked.actor), uid=uid)
    made = importing.confirm_import(draft, actor=asked.actor)
    rows = selectors.with_counts(selectors.plans_visible_to(asked.actor)).filter(pk__in=[row.pk for row in made])
    return Response(PlanSerializer(rows, many=True).data, status=201)


@only(Role.CHAIR)
@described(
    "POST",
    "报送计划",
    ReceiptSerializer,
    status=201,
    also=[400, 404, 415],
    request=SubmitSerializer,
    text="报送到一次征集，返回回执；有提醒时须 accepts_warnings。",
)
@endpoint("POST")
def submit(request: Request, uid: UUID) -> Response:
    """Send a plan to a campaign."""
    asked: Any = request._request
    found = get_object_or_404(selectors.plans_visible_to(asked.actor), uid=uid)
    given = SubmitSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    wish = given.validated_data
    receipt = submission.submit_plan(
        found, wish["campaign"], accepts_warnings=wish["accepts_warnings"], actor=asked.actor
    )
    return Response(ReceiptSerializer(receipt).data, status=201)
