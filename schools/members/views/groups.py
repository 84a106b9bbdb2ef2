"""Union groups."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.access import only
from core.errors import DomainError
from core.requests import PlaceRequest
from schools.members import policies, selectors
from schools.members.forms import GroupForm
from schools.members.models import Group
from schools.members.services import groups


@only(*policies.OFFICERS)
@require_http_methods(["GET", "POST"])
def group_list(request: PlaceRequest) -> HttpResponse:
    """All groups in their order, and a field for a new one."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = groups.add_group(form.cleaned_data["name"], actor=request.actor)
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"已建立{group.name}。")
            return redirect("members:groups")
    rows = list(selectors.groups_with_counts())
    return render(request, "schools/members/groups.html", {"form": form, "groups": rows})


@only(*policies.OFFICERS)
@require_http_methods(["GET", "POST"])
def group_change(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Rename a group."""
    group = get_object_or_404(Group, uid=uid)
    form = GroupForm(request.POST or None, initial={"name": group.name})
    if request.method == "POST" and form.is_valid():
        try:
            groups.rename_group(group, form.cleaned_data["name"], actor=request.actor)
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("members:groups")
    return render(request, "schools/members/group_form.html", {"form": form, "group": group})


@only(*policies.OFFICERS)
@require_POST
def group_move(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Move a group up or down by one place."""
    group = get_object_or_404(Group, uid=uid)
    groups.move_group(group, -1 if request.POST.get("way") == "up" else 1, actor=request.actor)
    return redirect("members:groups")


@only(*policies.OFFICERS)
@require_POST
def group_stop(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Take a group out of use."""
    return _act(request, uid, groups.stop_group, "已停用{}，选小组时不再出现。")


@only(*policies.OFFICERS)
@require_POST
def group_start(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Take a group into use again."""
    return _act(request, uid, groups.start_group, "已启用{}。")


def _act(request: PlaceRequest, uid: UUID, act: Callable[..., Group], done: str) -> HttpResponse:
    group = get_object_or_404(Group, uid=uid)
    try:
        act(group, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done.format(group.name))
    return redirect("members:groups")
