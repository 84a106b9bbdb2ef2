"""Forms of records."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.areas import Area
from core.errors import InvalidInputError
from core.forms import DateInput, DropzoneInput, SpokenForm
from core.periods import today
from files.services import EVIDENCE_LABELS, clean_name, read_upload
from schools.plans import facade as plans
from schools.plans.models import Plan, PlanTask
from schools.records import selectors
from schools.records.models import RecordFile, WorkRecord
from schools.records.services.writing import MOST_FILES, NOT_YET, TOO_MANY, RecordText

_FIELDS = ("day", "title", "area", "text", "place", "people", "hours", "cost")
_LONGEST_TASK = 46


class FilesInput(DropzoneInput):
    """Several files at once; phones offer the camera because photos are named first."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        """Say what is taken."""
        accept = ",".join(["image/*", *(f".{kind}" for kind in EVIDENCE_LABELS)])
        super().__init__(
            attrs={"multiple": True}, title="拍照或选择文件，可以一次选几个",
            hint=f"照片、PDF、Word、Excel，每个最大20 MB，最多{MOST_FILES}个", accept=accept,
        )  # fmt: skip


class FilesField(forms.FileField):
    """The uploads as a list; what is wrong with each is said here, beside what else is wrong with the record."""

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile]:  # type: ignore[override] # several at once
        """Clean one by one."""
        given = value if isinstance(value, list | tuple) else [value] if value else []
        faults = [TOO_MANY] if len(given) > MOST_FILES else [fault for one in given if (fault := _fault_of(one))]
        if faults:
            raise forms.ValidationError(faults)
        return [super(FilesField, self).clean(one, initial) for one in given]


def _fault_of(upload: UploadedFile) -> str:
    try:
        read_upload(upload, kinds=EVIDENCE_LABELS)
    except InvalidInputError as error:
        name = clean_name(upload.name or "")
        return str(error) if name in str(error) else f"“{name}”：{error}"
    finally:
        upload.seek(0)
    return ""


class RecordForm(SpokenForm):
    """What was done: title, day and area are asked for, the rest may come later."""

    title = forms.CharField(label="做了什么", max_length=120)
    day = forms.DateField(label="日期", widget=DateInput)
    area = forms.ChoiceField(label="工作领域", choices=[("", "请选择"), *Area.choices])
    uploads = FilesField(label="照片和文件", required=False, widget=FilesInput)
    people = forms.IntegerField(label="参加人数", min_value=0, max_value=100_000, required=False)
    place = forms.CharField(label="地点", max_length=80, required=False)
    text = forms.CharField(label="经过", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    hours = forms.DecimalField(label="时长（小时）", min_value=0, max_digits=5, decimal_places=1, required=False)
    cost = forms.DecimalField(label="费用（元）", min_value=0, max_digits=10, decimal_places=2, required=False)
    removed = forms.TypedMultipleChoiceField(
        label="删去附件", coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: WorkRecord | None = None, **kwargs: Any) -> None:
        """Fill in what `record` says, and offer its files for removal."""
        if record is not None:
            said = {name: getattr(record, name) for name in _FIELDS}
            kwargs["initial"] = {**said, "version": record.version, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        files: list[RecordFile] = list(selectors.files_of(record)) if record is not None else []
        if files:
            self.fields["removed"].choices = [(str(one.uid), one.file.name) for one in files]  # type: ignore[attr-defined]
        else:
            del self.fields["removed"]

    def clean_day(self) -> date:
        """Not to come: said here as well as by the service, so that all faults are seen at once."""
        day: date = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError(NOT_YET)
        return day

    def record_text(self) -> RecordText:
        """What the service takes."""
        return RecordText(**{name: self.cleaned_data[name] for name in _FIELDS})


class TaskPickForm(SpokenForm):
    """A task chosen by hand, from the plan that the record's day belongs to."""

    task = forms.TypedChoiceField(label="任务", coerce=UUID)

    def __init__(self, *args: Any, plan: Plan | None, area: str, taken: set[int], **kwargs: Any) -> None:
        """Offer the plan's tasks, those of `area` first, without those `taken` (pks)."""
        super().__init__(*args, **kwargs)
        tasks = [task for task in plans.tasks_of_plan(plan) if task.pk not in taken] if plan else []
        groups = [
            ("同一领域", [_choice(task) for task in tasks if task.area == area]),
            ("其他领域", [_choice(task) for task in tasks if task.area != area]),
        ]
        self.has_tasks = bool(tasks)
        offered = [("", "请选择任务"), *((label, choices) for label, choices in groups if choices)]
        self.fields["task"].choices = offered  # type: ignore[attr-defined]


def _choice(task: PlanTask) -> tuple[str, str]:
    text = task.text if len(task.text) <= _LONGEST_TASK else f"{task.text[:_LONGEST_TASK]}…"
    return str(task.uid), text
