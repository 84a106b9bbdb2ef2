"""Opening one school: the form, the proposed code, and the slip with the first password."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from core.access import only
from core.actors import Role
from core.errors import DomainError
from tenants import selectors
from tenants.codes import suggest_code
from tenants.forms import OpenSchoolForm, ResetForm
from tenants.opening import open_school, reset_administrator


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def school_open(request: HttpRequest) -> HttpResponse:
    """Open a school; the answer to the POST itself shows the first password, which is kept nowhere."""
    form = OpenSchoolForm(request.POST or None)
    if form.is_valid():
        try:
            opened = open_school(form.as_new_school(), actor=request.actor)  # type: ignore[attr-defined]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            context = {
                "opened": opened, "school": opened.school, "holder": form.cleaned_data["admin_name"],
                "address": request.build_absolute_uri(opened.school.prefix),
            }  # fmt: skip
            return render(request, "tenants/school_opened.html", context)
    return render(request, "tenants/school_form.html", {"form": form, "areas": selectors.areas()})


@only(Role.DISTRICT_ADMIN)
@require_GET
def code_proposal(request: HttpRequest) -> HttpResponse:
    """The code field with a proposal for `?short_name=`; what was typed already stays."""
    typed = request.GET.get("code", "").strip()
    code = typed or suggest_code(request.GET.get("short_name", "")[:12], selectors.codes())
    form = OpenSchoolForm(initial={"code": code})
    return render(request, "tenants/_code_field.html", {"field": form["code"]})


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def school_reset(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new first password for a school's administrator; the answer to the POST itself shows it."""
    school = get_object_or_404(selectors.schools_visible_to(request.actor), uid=uid)  # type: ignore[attr-defined]
    form = ResetForm(request.POST or None)
    if form.is_valid():
        try:
            opened = reset_administrator(school, **form.cleaned_data, actor=request.actor)  # type: ignore[attr-defined]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            context = {
                "opened": opened, "school": school, "holder": "学校管理员", "is_reset": True,
                "address": request.build_absolute_uri(school.prefix),
            }  # fmt: skip
            return render(request, "tenants/school_opened.html", context)
    effect = "原密码立即失效，学校和区里都会留下记录"
    return render(
        request, "tenants/school_turn.html",
        {"form": form, "school": school, "verb": "重置管理员密码：", "act": "重置密码", "effect": effect},
    )  # fmt: skip
