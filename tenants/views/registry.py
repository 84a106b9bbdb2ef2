"""The register: the list of schools, one school, and what may be done to it."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.words import changes_of
from core.access import only
from core.actors import Role
from core.errors import DomainError
from core.listing import show, wants_file
from tenants import policies, selectors, services, tables
from tenants.forms import CloseForm, HostForm, ReasonForm, SchoolForm
from tenants.models import School


@only(*policies.READERS)
@require_GET
def school_list(request: HttpRequest) -> HttpResponse:
    """All schools, with filters, orders, search and Excel."""
    schools = selectors.schools_visible_to(request.actor)  # type: ignore[attr-defined]
    shown = show(tables.school_listing(selectors.areas()), schools, request)
    if wants_file(request):
        return shown.file()
    context = {
        "shown": shown, "filters": shown.filters, "counts": selectors.state_counts(schools),
        "may_change": policies.can_change_schools(request.actor),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "tenants/school_list.html", context)


def _found(request: HttpRequest, uid: UUID) -> School:
    return get_object_or_404(selectors.schools_visible_to(request.actor), uid=uid)  # type: ignore[attr-defined]


@only(*policies.READERS)
@require_GET
def school_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One school: facts, addresses, and what the district did to it."""
    return _detail(request, _found(request, uid), HostForm())


def _detail(request: HttpRequest, school: School, host_form: HostForm) -> HttpResponse:
    history = [
        {"title": entry.verb_label, "entry": entry, "changes": changes_of(entry)}
        for entry in selectors.history_of(school)
    ]
    context = {
        "school": school, "history": history, "hosts": selectors.hosts_of(school), "host_form": host_form,
        "address": request.build_absolute_uri(school.prefix),
        "may_change": policies.can_change_schools(request.actor),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "tenants/school_detail.html", context)


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def school_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change name, kind, area and size."""
    school = _found(request, uid)
    form = SchoolForm(request.POST or None, instance=school)
    if form.is_valid():
        changed = services.change_school(school, fields=form.cleaned_data, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, f"已保存{changed.short_name}的资料。")
        return redirect("schools:detail", uid=uid)
    return render(request, "tenants/school_form.html", {"form": form, "school": school, "areas": selectors.areas()})


def _turn_page(
    request: HttpRequest, school: School, form: forms.Form, act: Callable[[], School], *, verb: str, effect: str,
) -> HttpResponse:  # fmt: skip
    """Ask for what the turn needs, do it, and say what happened."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已{verb}{school.short_name}。")
            return redirect("schools:detail", uid=school.uid)
    return render(request, "tenants/school_turn.html", {"form": form, "school": school, "verb": verb, "effect": effect})


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def school_suspend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Suspend with a reason."""
    school, form = _found(request, uid), ReasonForm(request.POST or None)
    return _turn_page(
        request, school, form,
        lambda: services.suspend_school(school, reason=form.cleaned_data["reason"], actor=request.actor),  # type: ignore[attr-defined]
        verb="停用", effect="停用后本校人员30秒内都不能登录，资料完整保存，随时可以恢复。",
    )  # fmt: skip


@only(Role.DISTRICT_ADMIN)
@require_POST
def school_resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a suspended school go on."""
    school = _found(request, uid)
    try:
        services.resume_school(school, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, f"已恢复{school.short_name}，现在可以登录。")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("schools:detail", uid=uid)


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def school_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Close for good, with a reason and the school's name typed."""
    school = _found(request, uid)
    form = CloseForm(request.POST or None, school=school)
    return _turn_page(
        request, school, form,
        lambda: services.close_school(
            school, reason=form.cleaned_data["reason"], typed_name=form.cleaned_data["typed_name"],
            actor=request.actor,  # type: ignore[attr-defined]
        ),
        verb="关闭", effect="用于撤并的学校。关闭后不能登录，也不再列入新的征集；资料永久保存，不会删除。",
    )  # fmt: skip


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def school_reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open a closed school again."""
    school, form = _found(request, uid), ReasonForm(request.POST or None)
    return _turn_page(
        request, school, form,
        lambda: services.reopen_school(school, reason=form.cleaned_data["reason"], actor=request.actor),  # type: ignore[attr-defined]
        verb="重新开通", effect="原有的账号和资料都还在，重新开通后即可登录。",
    )  # fmt: skip


@only(Role.DISTRICT_ADMIN)
@require_POST
def host_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the school a host name of its own."""
    school, form = _found(request, uid), HostForm(request.POST)
    if form.is_valid():
        try:
            host = services.add_host(school, host=form.cleaned_data["host"], actor=request.actor)  # type: ignore[attr-defined]
        except DomainError as error:
            form.add_error("host", str(error))
        else:
            messages.success(request, f"已添加域名{host.domain}。解析到本系统后即可使用。")
            return redirect("schools:detail", uid=uid)
    return _detail(request, school, form)


@only(Role.DISTRICT_ADMIN)
@require_POST
def host_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a host name away."""
    school, host = _found(request, uid), request.POST.get("host", "")
    services.remove_host(school, host=host, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, f"已移除域名{host}。")
    return redirect("schools:detail", uid=uid)
