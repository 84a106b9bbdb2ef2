"""The register: list, one member, changes, figures."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.selectors import users_by_uid
from audit.selectors import timeline_of
from core.access import only, signed_in
from core.actors import Role
from core.errors import DomainError
from core.listing import show, wants_file
from core.requests import PlaceRequest
from core.shares import percent
from schools.members import policies, selectors, tables
from schools.members.forms import AccountForm, MemberForm, ReasonForm
from schools.members.models import Member
from schools.members.services import register
from schools.members.services.accounts import roles_of_posts


@only(*policies.OFFICERS, Role.GROUP_LEADER)
@require_GET
def member_list(request: PlaceRequest) -> HttpResponse:
    """The members that this person may see."""
    shown = show(tables.listing(), selectors.members_visible_to(request.actor), request)
    if wants_file(request):
        return shown.file()
    rows = [(member, tables.posts_of(member)) for member in shown.page]
    return render(request, "schools/members/list.html", {"shown": shown, "rows": rows, **_rights(request)})


def _rights(request: PlaceRequest) -> dict[str, Any]:
    acts = [{"label": "开通账号", "is_primary": True}]
    return {
        "can_keep": policies.can_keep_register(request.actor),
        "can_open": policies.can_open_accounts(request.actor),
        "bulk": {"unit": "人", "acts": acts},
    }


@only(*policies.OFFICERS)
@require_http_methods(["GET", "POST"])
def member_create(request: PlaceRequest) -> HttpResponse:
    """Put a person on the register."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = register.add_member(form.facts(), actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已登记{member.name}。")
            return redirect("members:detail", uid=member.uid)
    return render(request, "schools/members/form.html", {"form": form})


@signed_in
@require_GET
def member_own(request: PlaceRequest) -> HttpResponse:
    """One's own entry."""
    member = selectors.entry_of(request.actor)
    if member is None:
        return render(request, "schools/members/own_absent.html")
    return redirect("members:detail", uid=member.uid)


@signed_in
@require_GET
def member_detail(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """One member; a person sees their own mobile number in full, others a masked one."""
    member = _member(request, uid)
    return _page(request, member, mobile=member.mobile if member.user_uid == request.actor.uid else "")


def _member(request: PlaceRequest, uid: UUID) -> Member:
    return get_object_or_404(selectors.members_visible_to(request.actor), uid=uid)


def _page(request: PlaceRequest, member: Member, *, mobile: str = "", reveal: ReasonForm | None = None) -> HttpResponse:
    rights = _rights(request)
    can_reveal = policies.can_reveal_mobile(request.actor) and bool(member.mobile) and not mobile
    context = {
        "member": member,
        "posts": tables.posts_of(member),
        "mobile": mobile,
        "reveal": (reveal or ReasonForm()) if can_reveal else None,
        "user": users_by_uid([member.user_uid]).get(member.user_uid)
        if rights["can_open"] and member.user_uid
        else None,
        "account_form": AccountForm(initial=_first_roles(member))
        if rights["can_open"] and not member.user_uid
        else None,
        "entries": timeline_of(member.uid) if rights["can_keep"] else [],
        **rights,
    }
    return render(request, "schools/members/detail.html", context)


def _first_roles(member: Member) -> dict[str, list[str]]:
    return {"roles": [Role.MEMBER.value, *roles_of_posts(member.posts)]}


@signed_in
@never_cache
@require_POST
def member_reveal(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Show a mobile number in full, once, noting the reason."""
    member = _member(request, uid)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            mobile = register.reveal_mobile(member, reason=form.cleaned_data["reason"], actor=request.actor)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("members:detail", uid=uid)
        return _page(request, member, mobile=mobile)
    return _page(request, member, reveal=form)


@only(*policies.OFFICERS)
@require_http_methods(["GET", "POST"])
def member_change(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Change the facts of a member."""
    member = _member(request, uid)
    form = MemberForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            register.change_member(member, form.facts(), seen=seen, actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("members:detail", uid=uid)
    return render(request, "schools/members/form.html", {"form": form, "member": member})


@only(*policies.OFFICERS)
@require_http_methods(["GET", "POST"])
def member_leave(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Take a member off the register, with a reason."""
    member = _member(request, uid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            register.take_off_register(member, reason=form.cleaned_data["reason"], actor=request.actor)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{member.name}已离册，资料保留，可随时恢复。")
        return redirect("members:detail", uid=uid)
    return render(request, "schools/members/leave.html", {"form": form, "member": member})


@only(*policies.OFFICERS)
@require_POST
def member_return(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Put a member who left back on the register."""
    member = _member(request, uid)
    try:
        register.put_back_on_register(member, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{member.name}已恢复在册。")
    return redirect("members:detail", uid=uid)


@only(*policies.OFFICERS)
@require_GET
def statistics(request: PlaceRequest) -> HttpResponse:
    """Members on the register by group, kind and sex."""
    groups = selectors.count_by_group()
    names = ("total", "in_service", "retired", "male", "female", "unknown")
    total = {name: sum(getattr(group, name) for group in groups) for name in names}
    tiles = [
        {"label": "在册会员", "value": total["total"], "unit": "人"},
        {"label": "在职", "value": total["in_service"], "unit": "人", "url": "../?kind=in_service"},
        {"label": "退休", "value": total["retired"], "unit": "人", "url": "../?kind=retired"},
        {"label": "女会员", "value": total["female"], "unit": "人", "url": "../?sex=female", "note": _share(total)},
    ]
    return render(request, "schools/members/statistics.html", {"groups": groups, "total": total, "tiles": tiles})


def _share(total: dict[str, int]) -> str:
    known = total["male"] + total["female"]
    return f"占已填性别的{known}人的{percent(total['female'] / known)}" if known else "不适用：还没有人填性别"
