"""Forms of the editor."""

from typing import Any
from uuid import UUID

from django import forms

from core.forms import OfferingInput, SpokenForm
from core.periods import Period
from schools.plans import selectors
from schools.plans.forms.fields import (
    AREA_CHOICES,
    MonthsField,
    PeriodFormMixin,
    RhythmField,
    in_old_order,
    names_in_service,
    owner_values,
    rhythm_values,
)
from schools.plans.models import Plan, PlanTask
from schools.plans.services.tasks import TaskText
from schools.plans.services.writing import SectionText


class PlanForm(PeriodFormMixin):
    """Title and period."""

    title = forms.CharField(label="标题", max_length=120)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("title", "year", "term")

    def period(self) -> Period:
        """The chosen period."""
        return Period(self.cleaned_data["year"], self.cleaned_data["term"])


class SectionForm(SpokenForm):
    """A heading and the prose below it."""

    title = forms.CharField(label="标题", max_length=300)
    level = forms.TypedChoiceField(label="层级", coerce=int, choices=[(n, f"第{n}级") for n in range(1, 7)], initial=1)
    body = forms.CharField(label="正文", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def text(self) -> SectionText:
        """What the service takes."""
        given = self.cleaned_data
        return SectionText(given["title"], given["level"], given["body"].replace("\r\n", "\n"))


class TaskForm(SpokenForm):
    """A task of a plan."""

    text = forms.CharField(label="内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    section = forms.TypedChoiceField(label="所属部分", coerce=UUID, empty_value=None, required=False)
    area = forms.ChoiceField(label="工作领域", choices=AREA_CHOICES, required=False)
    months = MonthsField(label="月份")
    dates = forms.CharField(label="日期", max_length=60, required=False, help_text="如 5月14日—30日、重阳节。")
    recurrence = RhythmField()
    owner_name = forms.CharField(label="负责人", max_length=60, required=False, widget=OfferingInput(names_in_service))
    weight = forms.IntegerField(
        label="权重", min_value=1, max_value=10, initial=1, help_text="1—10，计算完成率时越大越重。"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        """Offer the sections of `plan`."""
        super().__init__(*args, **kwargs)
        self.sections = {section.uid: section for section in selectors.sections_of(plan)}
        options = [(str(uid), section.title[:40]) for uid, section in self.sections.items()]
        self.fields["section"].choices = [("", "不属于任何部分"), *options]  # type: ignore[attr-defined]

    def task_text(self) -> TaskText:
        """What the services take."""
        given = self.cleaned_data
        return TaskText(
            text=" ".join(given["text"].split()),
            section=self.sections[given["section"]] if given["section"] else None,
            area=given["area"],
            months=in_old_order(given["months"], self.initial.get("months") or []),
            **rhythm_values(given["recurrence"], given["dates"]),
            weight=given["weight"],
            **owner_values(given["owner_name"]),
        )


def initial_of(task: PlanTask) -> dict[str, Any]:
    """The form's values of a stored task."""
    names = ("text", "area", "months", "dates", "owner_name", "weight", "version")
    values = {name: getattr(task, name) for name in names}
    return {**values, "recurrence": task.rhythm, "section": task.section.uid if task.section else ""}


class AssignForm(SpokenForm):
    """An owner or an area for several tasks at once."""

    owner_name = forms.CharField(label="负责人", max_length=60, required=False, widget=OfferingInput(names_in_service))
    area = forms.ChoiceField(label="工作领域", choices=[("", "不改"), *AREA_CHOICES[1:]], required=False)
    task = forms.TypedMultipleChoiceField(coerce=UUID, required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        """Accept tasks of `plan` only."""
        super().__init__(*args, **kwargs)
        uids = plan.tasks.values_list("uid", flat=True) if self.is_bound else []
        self.fields["task"].choices = [(str(uid), "") for uid in uids]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The fields to set; empty ones stay as they are."""
        owner, area = self.cleaned_data["owner_name"], self.cleaned_data["area"]
        return {**(owner_values(owner) if owner else {}), **({"area": area} if area else {})}
