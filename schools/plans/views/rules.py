"""The rules that propose an area: read by officers, changed by the school's administrator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core.access import only
from core.actors import Role
from core.areas import Area
from core.errors import DomainError
from schools.plans.forms.rules import RuleForm, TrialForm
from schools.plans.models import AreaRule
from schools.plans.services import rules
from schools.requests import SchoolRequest


@only(Role.SCHOOL_ADMIN)
def rule_list(request: SchoolRequest) -> HttpResponse:
    """All rules in order, and a sentence to try them on."""
    rules.provide_rules()
    trial = TrialForm(request.GET if "sentence" in request.GET else None)
    scores = rules.try_sentence(trial.cleaned_data["sentence"]) if trial.is_bound and trial.is_valid() else None
    context = {
        "rules": list(AreaRule.objects.all()),
        "trial": trial,
        "scores": None if scores is None else [(Area(area).label, score) for area, score in scores],
    }
    return render(request, "schools/plans/rules.html", context)


@only(Role.SCHOOL_ADMIN)
def rule_add(request: SchoolRequest) -> HttpResponse:
    """A new rule."""
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rules.add_rule(**form.values(), actor=request.actor)
        messages.success(request, "已添加规则，下一次导入起生效。")
        return redirect("plans:rules")
    return render(request, "schools/plans/rule_form.html", {"form": form}, status=400 if form.errors else 200)


@only(Role.SCHOOL_ADMIN)
def rule_edit(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Change a rule."""
    rule = get_object_or_404(AreaRule, uid=uid)
    initial = {
        "area": rule.area,
        "keywords": "，".join(rule.keywords),
        "weight": f"{rule.weight:g}",
        "is_active": rule.is_active,
    }
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        is_active = form.cleaned_data["is_active"]
        rules.change_rule(rule, **form.values(), is_active=is_active, actor=request.actor)
        messages.success(request, "已修改规则，下一次导入起生效。")
        return redirect("plans:rules")
    context = {"form": form, "rule": rule}
    return render(request, "schools/plans/rule_form.html", context, status=400 if form.errors else 200)


@require_POST
@only(Role.SCHOOL_ADMIN)
def rule_act(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Move a rule up or down, or remove it."""
    rule = get_object_or_404(AreaRule, uid=uid)
    try:
        match request.POST.get("act"):
            case "up":
                rules.move_rule(rule, -1, actor=request.actor)
            case "down":
                rules.move_rule(rule, 1, actor=request.actor)
            case "remove":
                rules.remove_rule(rule, actor=request.actor)
                messages.success(request, "已删除规则。")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("plans:rules")


@require_POST
@only(Role.SCHOOL_ADMIN)
def rules_restore(request: SchoolRequest) -> HttpResponse:
    """Put the defaults back."""
    rules.restore_rules(actor=request.actor)
    messages.success(request, "已恢复默认规则。")
    return redirect("plans:rules")
