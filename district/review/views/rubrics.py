"""Rubrics: list, show, make, change, copy as a new version."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import only
from core.actors import Role
from core.errors import DomainError
from core.exports import xlsx_response
from core.listing import wants_file
from core.requests import PlaceRequest
from district.review import exports, forms, policies, selectors
from district.review.models import Rubric
from district.review.rubric_templates import TEMPLATES
from district.review.services import rubrics as services

_START = [
    {"title": "", "weight": None, "levels": "优  \n良  \n中  \n差  ", "may_not_apply": False, "is_apart": False},
]


@only(Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER, Role.OFFICIAL)
def rubric_list(request: PlaceRequest) -> HttpResponse:
    """All rubrics in all versions."""
    rubrics = selectors.rubrics_visible_to(request.actor)
    context = {
        "rubrics": rubrics, "may_manage": policies.can_manage_rubrics(request.actor), "crumbs": _crumbs(),
        "templates": TEMPLATES.values(),
    }  # fmt: skip
    return render(request, "district/review/rubrics.html", context)


@only(Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER, Role.OFFICIAL)
def rubric_detail(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """One rubric with all levels, as page or Excel file."""
    rubric = _rubric(request, uid)
    criteria = list(rubric.criteria.all())
    if wants_file(request):
        return xlsx_response(str(rubric), exports.rubric_workbook(criteria))
    context = {
        "rubric": rubric, "criteria": criteria,
        "total": sum(criterion.weight for criterion in criteria if criterion.is_counted),
        "may_manage": policies.can_manage_rubrics(request.actor),
        "crumbs": [*_crumbs(), ("评分标准", reverse("review:rubrics"))],
    }  # fmt: skip
    return render(request, "district/review/rubric.html", context)


@only(Role.DISTRICT_ADMIN)
def rubric_create(request: PlaceRequest) -> HttpResponse:
    """A new rubric."""
    return _edit(request, None)


@only(Role.DISTRICT_ADMIN)
def rubric_edit(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Change a rubric that no announced campaign uses."""
    rubric = _rubric(request, uid)
    if rubric.is_frozen:
        messages.error(request, "这份评分标准已冻结，请复制为新版再改。")
        return redirect("review:rubric", uid=uid)
    return _edit(request, rubric)


def _edit(request: PlaceRequest, rubric: Rubric | None) -> HttpResponse:
    rows: list[dict[str, Any]] = forms.initial_of(services.wishes_of(rubric)) if rubric else _START
    form = forms.RubricForm(request.POST or None, initial={"title": rubric.title if rubric else ""})
    formset = forms.CriterionFormSet(request.POST or None, initial=rows, prefix="criteria")
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        title, wishes = form.cleaned_data["title"], forms.wishes_from(formset)
        try:
            if rubric is None:
                saved = services.create_rubric(title, wishes, actor=request.actor)
            else:
                saved = services.change_rubric(rubric, title, wishes, actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "评分标准已保存。")
            return redirect("review:rubric", uid=saved.uid)
    context = {
        "form": form, "formset": formset, "rubric": rubric,
        "crumbs": [*_crumbs(), ("评分标准", reverse("review:rubrics"))],
    }  # fmt: skip
    return render(request, "district/review/rubric_form.html", context)


@require_POST
@only(Role.DISTRICT_ADMIN)
def rubric_copy(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """The next version, free to be changed."""
    copy = services.copy_rubric(_rubric(request, uid), actor=request.actor)
    messages.success(request, f"已复制为第{copy.version}版，可以修改。")
    return redirect("review:rubric_edit", uid=copy.uid)


@require_POST
@only(Role.DISTRICT_ADMIN)
def rubric_take(request: PlaceRequest) -> HttpResponse:
    """A rubric of one's own from a template that comes with the platform."""
    template = TEMPLATES.get(request.POST.get("template", ""))
    if template is None:
        raise Http404
    rubric = services.create_rubric(template.title, template.criteria, source=template.source, actor=request.actor)
    messages.success(request, f"已采用“{rubric}”，可以直接使用，也可以先修改。")
    return redirect("review:rubric", uid=rubric.uid)


def _rubric(request: PlaceRequest, uid: UUID) -> Rubric:
    return get_object_or_404(selectors.rubrics_visible_to(request.actor), uid=uid)


def _crumbs() -> list[tuple[str, str]]:
    return [("征集", reverse("collection:list"))]
