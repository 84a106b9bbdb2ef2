"""The district's figures and working days."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import only
from core.actors import Role
from core.errors import DomainError
from core.figures import FIGURES
from core.periods import today
from tenants import calendar, figures
from tenants.calendar import DayDecision
from tenants.forms import FigureForm, WorkdayForm, WorkdayLinesForm


@only(Role.DISTRICT_ADMIN)
@require_GET
def figure_list(request: HttpRequest) -> HttpResponse:
    """Every figure with its value, source and first day."""
    return render(request, "tenants/figure_list.html", {"figures": figures.figures_in_force()})


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def figure_change(request: HttpRequest, key: str) -> HttpResponse:
    """Decide a figure anew, from a day on."""
    figure = FIGURES.get(key)
    if figure is None:
        raise Http404
    form = FigureForm(request.POST or None)
    if form.is_valid():
        try:
            figures.change_figure(key, **form.cleaned_data, actor=request.actor)  # type: ignore[attr-defined]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已保存“{figure.label}”。")
            return redirect("settings:figures")
    current = next(row for row in figures.figures_in_force() if row.figure.key == key)
    context = {"figure": figure, "current": current, "form": form, "decisions": figures.decisions_on(key)}
    return render(request, "tenants/figure_change.html", context)


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def workday_list(request: HttpRequest) -> HttpResponse:
    """Working days that differ from the national calendar; POST adds one day or a pasted list."""
    day_form, lines_form = WorkdayForm(), WorkdayLinesForm()
    if request.method == "POST" and "lines" in request.POST:
        lines_form = WorkdayLinesForm(request.POST)
        if lines_form.is_valid() and _take(request, lines_form, "lines"):
            return redirect("settings:workdays")
    elif request.method == "POST":
        day_form = WorkdayForm(request.POST)
        if day_form.is_valid() and _take(request, day_form, None):
            return redirect("settings:workdays")
    this_year = today().year
    context = {
        "years": calendar.year_states([this_year - 1, this_year, this_year + 1]), "day_form": day_form,
        "lines_form": lines_form,
        "rows": [(row, calendar.differs_from_nation(row)) for row in calendar.overrides_listed()],
    }  # fmt: skip
    return render(request, "tenants/workday_list.html", context)


def _take(request: HttpRequest, form: WorkdayForm | WorkdayLinesForm, field: str | None) -> bool:
    try:
        decisions = calendar.read_lines(form.cleaned_data["lines"]) if field else [DayDecision(**form.cleaned_data)]
        changed = calendar.set_workdays(decisions, actor=request.actor)  # type: ignore[attr-defined]
    except DomainError as error:
        form.add_error(field, str(error))
        return False
    messages.success(request, f"已保存{changed}天的调整。" if changed else "这些日子已是这样，没有变化。")
    return True


@only(Role.DISTRICT_ADMIN)
@require_POST
def workday_remove(request: HttpRequest, day: date) -> HttpResponse:
    """Let the national calendar decide the day again."""
    calendar.remove_workday(day, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, f"已取消{day.month}月{day.day}日的调整。")
    return redirect("settings:workdays")
