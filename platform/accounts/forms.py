"""Forms of signing in, passwords and accounts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from accounts.models import EMAIL_WORDS, MOBILE_PATTERN
from accounts.selectors import roles_offered
from core import figures
from core.actors import Actor
from core.forms import MobileInput, SpokenForm

USERNAME_PATTERN = RegexValidator(r"^[A-Za-z][A-Za-z0-9._-]{1,31}$", "用2—32个字母、数字、点或短横，以字母开头。")

_school_choices: list[Callable[[], list[tuple[str, str]]]] = []


def offer_schools(choices: Callable[[], list[tuple[str, str]]]) -> None:
    """Register who knows the (code, name) of all schools; this floor does not know them."""
    _school_choices[:] = [choices]


def school_name(code: str) -> str:
    """The short name of a school, or its code when nobody knows it."""
    return dict(_school_choices[0]()).get(code, code) if _school_choices and code else code


class SignInForm(SpokenForm):
    """A name of any kind and a password."""

    hide_marks = True

    name = forms.CharField(
        label="用户名、手机号或工号",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off", "autofocus": True}),
        error_messages={"required": "请填写用户名、手机号或工号。"},
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写密码。"},
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class PasswordForm(SpokenForm):
    """The old password and the new one twice."""

    hide_marks = True

    old = forms.CharField(
        label="原密码", strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )  # fmt: skip
    new = forms.CharField(
        label="新密码", strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少10位，含大写字母、小写字母、数字、符号中的三种，不含用户名、手机号或工号。",
    )  # fmt: skip
    again = forms.CharField(
        label="再输一次新密码", strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Both new passwords are the same."""
        values = super().clean() or {}
        if values.get("new") and values.get("again") and values["new"] != values["again"]:
            self.add_error("again", "两次输入的新密码不一样。")
        return values


def _email_field(help_text: str) -> forms.EmailField:
    return forms.EmailField(
        label="邮箱", required=False, max_length=254, help_text=help_text, error_messages={"invalid": EMAIL_WORDS},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )  # fmt: skip


class OwnMailForm(SpokenForm):
    """One's own e-mail address; in a school also whether reminders are mailed."""

    hide_marks = True

    email = _email_field("可不填。")
    has_mail_reminders = forms.BooleanField(label="提醒同时发到邮箱", required=False)

    def __init__(self, *args: Any, is_reminded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_reminded:
            del self.fields["has_mail_reminders"]


class TokenForm(SpokenForm):
    """What a token is for and how long it works."""

    hide_marks = True

    name = forms.CharField(label="用途", max_length=60, help_text="写明哪个系统使用，如“校园网站同步计划”。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = figures.value("api.token_days")
        self.fields["days"] = forms.IntegerField(
            label="有效天数", min_value=1, max_value=most, initial=min(90, most),
            help_text=f"到期后自动失效，最长{most}天。",
        )  # fmt: skip


class UserForm(SpokenForm):
    """The facts of an account; `actor` decides which roles there are. Without `is_new` the user name stays."""

    facts = ("name", "roles", "mobile", "email", "staff_number", "home_school")

    username = forms.CharField(
        label="用户名", max_length=32, validators=[USERNAME_PATTERN], help_text="登录用，如姓名的拼音；以后不能改。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )  # fmt: skip
    name = forms.CharField(label="姓名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    roles = forms.MultipleChoiceField(
        label="角色", widget=forms.CheckboxSelectMultiple, help_text="一个人可以有多个角色。",
        error_messages={"required": "请至少选一个角色。"},
    )  # fmt: skip
    mobile = forms.CharField(
        label="手机号", required=False, validators=[MOBILE_PATTERN], help_text="填写后可用手机号登录。",
        widget=MobileInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    email = _email_field("用来收提醒；本人在“我的账号”里也能改。")
    staff_number = forms.CharField(label="工号", required=False, max_length=20, help_text="填写后可用工号登录。")
    home_school = forms.ChoiceField(
        label="所在学校", required=False, help_text="在学校任职的审核员请选，系统不会把本校的材料分给本人。"
    )

    def __init__(self, *args: Any, actor: Actor, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.value, role.label) for role in roles_offered(actor)]  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["username"]
        if actor.school or not _school_choices:
            del self.fields["home_school"]
        else:
            self.fields["home_school"].choices = [("", "不在学校任职"), *_school_choices[0]()]  # type: ignore[attr-defined]
            del self.fields["staff_number"]

    def values(self) -> dict[str, Any]:
        """What `create_user` and `change_user` take."""
        return {"mobile": None, "staff_number": None, "home_school": "", **self.cleaned_data}
