"""Forms of the register."""

from typing import Any

from django import forms

from core.actors import SCHOOL_ROLES, Role
from core.forms import DateInput, DropzoneInput, MobileInput, SpokenForm
from core.periods import today
from schools.members.columns import FIELDS
from schools.members.models import MOBILE_PATTERN, Group, Member, MemberKind, Post, Sex
from schools.members.selectors import groups_in_use
from schools.members.services.register import MemberFacts, version_of


class MemberForm(SpokenForm):
    """The facts of a member; `seen` is the version that the person looked at."""

    name = forms.CharField(label="姓名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    staff_number = forms.CharField(label="工号", max_length=20, required=False)
    sex = forms.ChoiceField(label="性别", choices=[("", "未填"), *Sex.choices], required=False)
    birth_on = forms.DateField(label="出生日期", required=False, widget=DateInput())
    mobile = forms.CharField(
        label="手机号", required=False, validators=[MOBILE_PATTERN], widget=MobileInput(attrs={"autocomplete": "off"})
    )
    kind = forms.ChoiceField(label="类别", choices=MemberKind.choices)
    group = forms.ModelChoiceField(
        label="工会小组", queryset=Group.objects.none(), required=False, empty_label="未分组"
    )
    posts = forms.MultipleChoiceField(
        label="工会职务", choices=Post.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    joined_on = forms.DateField(label="入会日期", required=False, widget=DateInput())
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, member: Member | None = None, **kwargs: Any) -> None:
        if member:
            names = ("name", "sex", "birth_on", "mobile", "kind", "group", "posts", "joined_on")
            facts = {name: getattr(member, name) for name in names}
            kwargs["initial"] = {**facts, "staff_number": member.staff_number or "", "seen": version_of(member)}
        super().__init__(*args, **kwargs)
        groups = groups_in_use()
        if member and member.group and not member.group.is_active:
            groups = Group.objects.filter(pk=member.group.pk) | groups
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["posts"].widget.attrs["class"] = "choices-inline"

    def clean_birth_on(self) -> Any:
        """Nobody is born in the future."""
        return _past(self.cleaned_data["birth_on"])

    def clean_joined_on(self) -> Any:
        """Nobody joined in the future."""
        return _past(self.cleaned_data["joined_on"])

    def facts(self) -> MemberFacts:
        """What the services take."""
        values = dict(self.cleaned_data)
        values.pop("seen")
        return MemberFacts(**values)


def _past(day: Any) -> Any:
    if day and day > today():
        message = "日期还没有到，请核对年份。"
        raise forms.ValidationError(message)
    return day


class ReasonForm(SpokenForm):
    """Why something is done."""

    reason = forms.CharField(
        label="理由", min_length=2, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请写明理由。", "min_length": "请写明理由，至少两个字。"},
    )  # fmt: skip


class GroupForm(SpokenForm):
    """The name of a union group."""

    hide_marks = True

    name = forms.CharField(
        label="小组名称", max_length=30, widget=forms.TextInput(attrs={"placeholder": "如：语文组"}),
        error_messages={"required": "请填写小组名称。"},
    )  # fmt: skip


class AccountForm(SpokenForm):
    """The roles of accounts to open."""

    roles = forms.MultipleChoiceField(
        label="角色", choices=[(role.value, role.label) for role in SCHOOL_ROLES], initial=[Role.MEMBER.value],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-inline"}),
        error_messages={"required": "请至少选一个角色。"},
    )  # fmt: skip
    by_posts = forms.BooleanField(
        label="有工会职务的，同时给对应的角色（主席、委员、小组长、信息员）", required=False, initial=True
    )


class UploadForm(SpokenForm):
    """A workbook of members."""

    hide_marks = True

    file = forms.FileField(
        label="会员名册",
        allow_empty_file=True,
        widget=DropzoneInput(hint="Excel 工作簿（.xlsx），最大20 MB，最多20000行", accept=".xlsx"),
        error_messages={"required": "请先选择文件。"},
    )


class ColumnsForm(SpokenForm):
    """What each column of a file means."""

    hide_marks = True

    def __init__(self, *args: Any, headings: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "不导入"), *((field.key, field.label) for field in FIELDS)]
        for heading in headings:
            self.fields[f"column-{heading['index']}"] = forms.ChoiceField(
                label=heading["text"] or f"第{heading['index'] + 1}列", choices=choices, required=False,
                initial=heading["key"],
            )  # fmt: skip

    def meaning(self) -> dict[int, str]:
        """{index of column: key}."""
        return {int(name.removeprefix("column-")): key for name, key in self.cleaned_data.items()}
