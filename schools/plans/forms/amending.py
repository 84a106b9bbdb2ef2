"""Forms by which somebody asks for a change of an accepted plan, and the chair answers."""

from typing import Any
from uuid import UUID

from django import forms

from core.forms import SpokenForm
from schools.plans import facade
from schools.plans.forms.fields import MonthsField
from schools.plans.forms.writing import TaskForm
from schools.plans.models import ChangeKind, Plan, PlanTask
from schools.plans.services.amending import ChangeWish


def _reason() -> forms.CharField:
    return forms.CharField(
        label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="主席和区里据此决定。"
    )


class CancelForm(SpokenForm):
    """Only why."""

    reason = _reason()

    def __init__(self, *args: Any, task: PlanTask, **kwargs: Any) -> None:
        """Begin with what the task says now."""
        said = {"months": task.months, "dates": task.dates, "text": task.text}
        super().__init__(*args, initial=said, **kwargs)
        self.task = task

    def wish(self) -> ChangeWish:
        """What the service takes."""
        return ChangeWish(ChangeKind.CANCEL, self.cleaned_data["reason"])


class PostponeForm(CancelForm):
    """New months or dates."""

    months = MonthsField(label="新的月份")
    dates = forms.CharField(label="新的日期", max_length=60, required=False, help_text="如 12月10日。")
    field_order = ("months", "dates", "reason")

    def clean_months(self) -> list[int]:
        """Months of the plan's own stretch."""
        months: list[int] = self.cleaned_data["months"]
        order = facade.month_order(self.task.plan, [self.task])
        if set(months) - set(order):
            message = f"计划是{self.task.plan.period.label}的，请选{order[0]}月到{order[-1]}月之间的月份。"
            raise forms.ValidationError(message)
        return months

    def wish(self) -> ChangeWish:
        """What the service takes."""
        given = self.cleaned_data
        return ChangeWish(ChangeKind.POSTPONE, given["reason"], months=tuple(given["months"]), dates=given["dates"])


class RewordForm(CancelForm):
    """Other words."""

    text = forms.CharField(label="改为", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("text", "reason")

    def wish(self) -> ChangeWish:
        """What the service takes."""
        given = self.cleaned_data
        return ChangeWish(ChangeKind.REWORD, given["reason"], text=" ".join(given["text"].split()))


class NewTaskForm(TaskForm):
    """A task that the plan shall have, and why."""

    reason = _reason()

    def wish(self) -> ChangeWish:
        """What the service takes."""
        return ChangeWish(ChangeKind.ADD, self.cleaned_data["reason"], task=self.task_text())


ASK_FORMS = {ChangeKind.POSTPONE: PostponeForm, ChangeKind.CANCEL: CancelForm, ChangeKind.REWORD: RewordForm}


class AnswerForm(SpokenForm):
    """The chair's answer to ticked changes."""

    change = forms.TypedMultipleChoiceField(coerce=UUID, error_messages={"required": "请先勾选申请。"})
    reason = forms.CharField(
        label="说明", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="同意时报给区里，不同意时答复申请人。",
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        """Accept changes of `plan` only; whether they still wait is the service's business."""
        super().__init__(*args, **kwargs)
        uids = plan.asked_changes.values_list("uid", flat=True) if self.is_bound else []
        self.fields["change"].choices = [(str(uid), "") for uid in uids]  # type: ignore[attr-defined]
