"""Matches between records and tasks: the waiting ones, one click to confirm, a choice by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.access import only
from core.errors import DomainError
from schools.calendar import facade as calendar
from schools.records import kinds, selectors
from schools.records.forms import TaskPickForm
from schools.records.models import Deed
from schools.records.policies import OFFICERS
from schools.records.services import deeds as services
from schools.records.views.register import visible_record
from schools.requests import SchoolRequest

_ACTS = {
    "confirm": (services.confirm_deed, "已计入这项任务。"),
    "reject": (services.reject_deed, "已记下，不再提示这项任务。"),
    "take_back": (services.take_back_deed, "已取消，不再计入这项任务。"),
}
_MOST_SHOWN = 100


def address_of(deed: Deed) -> str:
    """Where the record of a deed is opened."""
    return reverse(kinds.kind_of(deed.kind).address_name, args=[deed.record_uid])


@only(*OFFICERS)
def proposal_list(request: SchoolRequest) -> HttpResponse:
    """Everything that waits for a yes or no."""
    found = selectors.proposals_visible_to(request.actor)
    rows = [(deed, address_of(deed)) for deed in found[:_MOST_SHOWN]]
    return render(request, "schools/records/proposals.html", {"rows": rows, "count": found.count()})


@only(*OFFICERS)
@require_POST
def deed_act(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Confirm, reject or take back, and return to where one was."""
    deed = get_object_or_404(Deed, uid=uid)
    act, sentence = _ACTS.get(request.POST.get("act", ""), _ACTS["confirm"])
    try:
        act(deed, actor=request.actor)
        messages.success(request, sentence)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("records:proposals" if request.POST.get("from") == "proposals" else address_of(deed))


@only(*OFFICERS)
@require_POST
def task_choose(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Choose by hand the task that a record carries out."""
    row = visible_record(request, uid)
    plan = calendar.working_plan(row.day, request.actor)
    form = TaskPickForm(request.POST, plan=plan, area=row.area, taken=set())
    if not form.is_valid():
        messages.error(request, "请选择一项任务。")
        return redirect("records:detail", uid=uid)
    try:
        task = services.task_for(form.cleaned_data["task"], actor=request.actor)
        services.carry_out(kinds.WORK.code, row.uid, task, day=row.day, title=row.title, actor=request.actor)
        messages.success(request, "已计入这项任务。")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("records:detail", uid=uid)
