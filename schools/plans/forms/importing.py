"""Forms of the import wizard."""

from typing import Any

from django import forms

from core.errors import InvalidInputError
from core.forms import DropzoneInput, OfferingInput
from files.services import read_upload
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
from schools.plans.services.drafting import DraftPart

KINDS = ("docx", "xlsx", "txt", "md")


class SourceForm(forms.Form):
    """A file or pasted text, one of the two; `checked` holds (name, content, kind) of a good file."""

    file = forms.FileField(
        label="计划文件",
        required=False,
        allow_empty_file=True,
        widget=DropzoneInput(
            title="选择文件，或拖到这里",
            hint="Word（.docx）、Excel（.xlsx）、文本（.txt、.md），最大20 MB；一个文件里可以有几份计划。",
            accept=".docx,.xlsx,.txt,.md",
        ),
    )
    text = forms.CharField(
        label="或粘贴文字",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="从微信、网页或旧版 .doc 文件里复制过来即可。",
    )
    checked: tuple[str, bytes, str] | None = None

    def clean(self) -> dict[str, Any]:
        """Ask for one source and check the file's content."""
        values: dict[str, Any] = super().clean() or {}
        upload, text = values.get("file"), values.get("text") or ""
        if upload and text.strip():
            self.add_error("text", "已选了文件，请删去粘贴的文字，或不选文件。")
        elif upload:
            try:
                self.checked = read_upload(upload, kinds=KINDS)
            except InvalidInputError as error:
                self.add_error("file", str(error))
        elif not text.strip() and not self.errors:
            self.add_error("file", "请选择文件，或在下面粘贴文字。")
        return values


class DraftPlanForm(PeriodFormMixin):
    """Title and period of a recognised plan."""

    title = forms.CharField(label="标题", max_length=120)
    field_order = ("title", "year", "term")


class DraftSectionForm(forms.Form):
    """Heading and level of a recognised section."""

    title = forms.CharField(label="标题", max_length=300)
    level = forms.TypedChoiceField(label="层级", coerce=int, choices=[(n, f"第{n}级") for n in range(1, 7)])


class DraftTaskForm(forms.Form):
    """A recognised task."""

    text = forms.CharField(
        label="内容",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="要拆成几项时，每项写一行，再按“按行拆分”。",
    )
    section = forms.ChoiceField(label="所属部分", required=False)
    area = forms.ChoiceField(label="工作领域", choices=AREA_CHOICES, required=False)
    months = MonthsField(label="月份")
    dates = forms.CharField(label="日期", max_length=60, required=False, help_text="如 5月14日—30日、重阳节。")
    recurrence = RhythmField()
    owner_name = forms.CharField(label="负责人", max_length=60, required=False, widget=OfferingInput(names_in_service))

    def __init__(self, *args: Any, plan: DraftPart, **kwargs: Any) -> None:
        """Offer the sections of `plan`."""
        super().__init__(*args, **kwargs)
        options = [(part["uid"], part["title"][:40]) for part in plan["sections"]]
        self.fields["section"].choices = [("", "不属于任何部分"), *options]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What `correct_task` takes; wrapped lines of the text become one."""
        given = self.cleaned_data
        return {
            "text": "".join(line.strip() for line in given["text"].splitlines()),
            "section": given["section"] or None,
            "area": given["area"],
            "months": in_old_order(given["months"], self.initial.get("months") or []),
            **rhythm_values(given["recurrence"], given["dates"]),
            **owner_values(given["owner_name"]),
        }
