"""Summaries drafted from the records: choose the stretch, see what goes in, draft; write a part anew."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.access import only
from core.comparison import TextLine, compare
from core.errors import ConflictError, DomainError
from core.forms import SpokenForm
from core.side_by_side import side_by_side
from schools.plans import facade as plans
from schools.plans.models import Section
from schools.plans.words import BLANK
from schools.records.policies import OFFICERS
from schools.records.services import summaries
from schools.records.summary_text import sections_of
from schools.requests import SchoolRequest


class SummaryForm(SpokenForm):
    """What the summary is called."""

    title = forms.CharField(label="标题", max_length=120)


class VersionForm(forms.Form):
    """The version that the person had before them."""

    version = forms.IntegerField()


@only(*OFFICERS)
def summary_draft(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Choose the stretch (`?stretch=`), see the draft, take it."""
    plan = get_object_or_404(plans.plans_visible_to(request.actor), uid=uid)
    choices = summaries.choices_of(plan)
    asked = request.GET.get("stretch", "")
    chosen = next((one for one in choices if one.code == asked), choices[-1] if choices else None)
    if chosen is None:
        return render(request, "schools/records/summary_none.html", {"plan": plan})
    form = SummaryForm(request.POST or None, initial={"title": summaries.title_for(plan, chosen)})
    if request.method == "POST" and form.is_valid():
        try:
            title = form.cleaned_data["title"]
            summary = summaries.draft_summary(plan, chosen.code, title=title, actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "小结已起草，请逐段核对，把“（请补充…）”写完。")
            return redirect("plans:edit", uid=summary.uid)
    material = summaries.material_of(plan, chosen.label, chosen.stretch.first, chosen.stretch.last)
    sections = sections_of(material)
    context = {
        "plan": plan,
        "choices": choices,
        "chosen": chosen,
        "form": form,
        "record_count": len(material.records),
        "blank_count": sum(len(BLANK.findall(part.body)) for part in sections),
        "sections": sections,
        "existing": plans.summaries_of(plan, request.actor),
    }
    return render(request, "schools/records/summary.html", context, status=400 if form.errors else 200)


@only(*OFFICERS)
def section_redraft(request: SchoolRequest, uid: UUID, section: UUID) -> HttpResponse:
    """Show what a part would say by the newest records, and write it anew when asked to."""
    found = Section.objects.select_related("plan__source_plan").exclude(topic="")
    row = get_object_or_404(found, uid=section, plan__uid=uid)
    if not row.plan.is_editable:
        raise Http404
    back = f"{reverse('plans:edit', args=[uid])}#item-{section}"
    conflict = ""
    if request.method == "POST":
        form = VersionForm(request.POST)
        version = form.cleaned_data["version"] if form.is_valid() else 0
        try:
            summaries.redraft(row, version=version, actor=request.actor)
        except ConflictError as error:
            conflict = str(error)
            row.refresh_from_db()
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(back)
        else:
            messages.success(request, f"“{row.title}”已按最新记录重写。")
            return redirect(back)
    text = summaries.renewed_text(row, summaries.fresh_section(row))
    compared = compare(*([TextLine(line) for line in body.splitlines()] for body in (row.body, text)))
    sides = side_by_side(compared, ("现在", "按最新记录"), is_whole=True)
    context = {"section": row, "compare": sides, "conflict": conflict, "back": back}
    return render(request, "schools/records/redraft.html", context, status=409 if conflict else 200)
