"""Forms of the district's register of schools and of its settings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from core.forms import DateInput, DropzoneInput, OfferingInput, SpokenForm
from core.periods import today
from tenants import selectors
from tenants.codes import suggest_code
from tenants.models import MOST_STAFF, USERNAME_PATTERN, School, SchoolKind
from tenants.opening import NewSchool


class SchoolForm(forms.ModelForm):
    """What may be changed of a school at any time."""

    staff_count = forms.IntegerField(
        label="教职工人数", min_value=1, max_value=MOST_STAFF, help_text="在编在岗人数，用于分组比较。",
        error_messages={"min_value": "至少1人。", "max_value": f"最多{MOST_STAFF}人。"},
    )  # fmt: skip

    kind = forms.ChoiceField(label="学段", choices=[("", "请选择"), *SchoolKind.choices])

    class Meta:
        model = School
        fields = ["name", "short_name", "kind", "area", "staff_count"]
        help_texts = {
            "name": "学校公章上的名称。",
            "short_name": "12个字以内，显示在列表和图上。",
            "area": "例如东片、西片；没有划片可不填。",
        }
        error_messages = {"name": {"unique": "已有同名的学校。"}}
        widgets = {"area": forms.TextInput(attrs={"list": "areas", "autocomplete": "off"})}


class OpenSchoolForm(SchoolForm):
    """A new school with its address and its first account."""

    code = forms.CharField(
        label="代码",
        required=False,
        max_length=32,
        error_messages={"unique": "已有学校用这个代码。"},
        help_text="学校网址的最后一段，如 /s/wangxi/，开通后不能改。留空则按简称的拼音自动取。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    admin_name = forms.CharField(label="第一位管理员姓名", max_length=40, help_text="他登录后再为本校其他人开通账号。")
    admin_username = forms.CharField(
        label="管理员用户名", max_length=32, initial="admin", validators=[USERNAME_PATTERN],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip

    class Meta(SchoolForm.Meta):
        fields = ["name", "short_name", "code", "kind", "area", "staff_count"]

    def clean_code(self) -> str:
        """Take the proposal when nothing was typed."""
        typed = self.cleaned_data["code"].strip().lower()
        return typed or suggest_code(str(self.cleaned_data.get("short_name", "")), selectors.codes())

    def as_new_school(self) -> NewSchool:
        """What the service wants."""
        return NewSchool(**{name: self.cleaned_data[name] for name in NewSchool.__dataclass_fields__})


class ReasonForm(SpokenForm):
    """Why a school is stopped or opened again."""

    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text="会留在记录里，200字以内。"
    )


class ResetForm(ReasonForm):
    """Resetting a school's administrator asks for the user name that the school told."""

    username = forms.CharField(label="管理员用户名", max_length=32, help_text="由学校提供；区里看不到学校的账号名单。")
    field_order = ("username", "reason")


class CloseForm(ReasonForm):
    """Closing asks for the school's short name, letter by letter."""

    typed_name = forms.CharField(label="学校简称", max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["typed_name"].help_text = f"为防误操作，请填写“{school.short_name}”。"


class HostForm(SpokenForm):
    """A host name of a school's own."""

    host = forms.CharField(
        label="域名", max_length=253,
        widget=forms.TextInput(attrs={"placeholder": "gonghui.example.edu.cn", "autocapitalize": "none"}),
    )  # fmt: skip


class SchoolFileForm(SpokenForm):
    """The Excel file with schools to open."""

    file = forms.FileField(
        label="学校名单",
        widget=DropzoneInput(
            title="选择学校名单，或拖到这里", hint="按模板填写的 .xlsx，一次最多500所", accept=".xlsx"
        ),
    )


class FigureForm(SpokenForm):
    """A new value of a figure."""

    value = forms.IntegerField(label="数值")
    source = forms.CharField(label="依据", max_length=200, help_text="文件名和文号，或会议决定。")
    valid_from = forms.DateField(label="生效日期", widget=DateInput, initial=today)


class WorkdayForm(SpokenForm):
    """One day that differs from the national calendar."""

    day = forms.DateField(label="日期", widget=DateInput)
    is_working = forms.TypedChoiceField(
        label="这一天", choices=[("1", "上班"), ("0", "休息")], coerce=lambda text: text == "1", initial="0"
    )
    note = forms.CharField(label="说明", max_length=60, required=False)


class WorkdayLinesForm(SpokenForm):
    """Many days, pasted."""

    lines = forms.CharField(
        label="粘贴多行",
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "2027-02-07 上班 春节调休"}),
        help_text="一行一天，或一段：2027-02-05至2027-02-11 休息 春节。有一行读不懂，就都不保存。",
    )


MOST_OFFERED, MOST_NAMED = 100, 5


def offered_schools() -> Iterable[str]:
    """Short names by pinyin; none where they are too many to look through."""
    names = list(School.objects.order_by("pinyin", "code").values_list("short_name", flat=True)[: MOST_OFFERED + 1])
    return names if len(names) <= MOST_OFFERED else ()


class SchoolField(forms.CharField):
    """A school by name, code or initials; cleaned it is the one that is meant."""

    def __init__(self, **options: Any) -> None:
        """Say how it is written."""
        super().__init__(
            max_length=60, widget=OfferingInput(offered_schools), help_text="校名、首字母或代码。", **options
        )

    def clean(self, value: Any) -> School | None:
        """The school of exactly this name, else the only one that holds the words; several are named in the error."""
        if not (words := super().clean(value)):
            return None
        exact = Q(short_name=words) | Q(name=words) | Q(code=words.lower())
        found = list(School.objects.filter(exact)) or list(
            School.objects.filter(selectors.names_holding(words)).order_by("pinyin", "code")[: MOST_NAMED + 1]
        )
        if not found:
            message = f"没有叫“{words}”的学校。"
            raise forms.ValidationError(message)
        if len(found) > 1:
            named = "、".join(school.short_name for school in found[:MOST_NAMED])
            message = f"有几所学校都符合：{named}{'等' if len(found) > MOST_NAMED else ''}。请写全校名。"
            raise forms.ValidationError(message)
        return found[0]
