"""How forms are drawn: the renderer and the few widgets that Django lacks."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.template import engines


class UnionFormRenderer(BaseRenderer):
    """Draws fields with templates/jinja/django/forms/: label above, mark in words, help and error below."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Find a form or widget template."""
        return engines["jinja"].get_template(template_name)


_LIMITS = {
    "min_value": "不能小于%(limit_value)s。",
    "max_value": "不能大于%(limit_value)s。",
    "max_digits": "最多%(max)s位数字。",
    "max_whole_digits": "小数点前最多%(max)s位。",
    "max_decimal_places": "小数点后最多%(max)s位。",
}


class SpokenForm(forms.Form):
    """A form whose empty fields ask for themselves by name, 「请填写姓名」, and whose limits are plain words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give every field that has no sentence of its own one."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if str(field.error_messages.get("required")) == str(forms.Field.default_error_messages["required"]):
                ask = "请选择" if isinstance(field, forms.ChoiceField) else "请填写"
                field.error_messages["required"] = f"{ask}{field.label}。"
            if isinstance(field, forms.IntegerField):
                field.error_messages = {**_LIMITS, **field.error_messages}


class DateInput(forms.DateInput):
    """The browser's own date field; it wants ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Fix the format, because a localised one leaves the browser's field empty."""
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own date and time field."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Fix the format, because a localised one leaves the browser's field empty."""
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class MobileInput(forms.TextInput):
    """A field for a mobile number, with the digit keyboard on phones."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Ask phones for digits and browsers for the stored number."""
        super().__init__(attrs={"inputmode": "numeric", "autocomplete": "tel", **(attrs or {})})


class OfferingInput(forms.TextInput):
    """A text field that offers words; any other may be typed."""

    template_name = "django/forms/widgets/offering.html"

    def __init__(self, offered: Callable[[], Iterable[str]], attrs: dict[str, Any] | None = None) -> None:
        """Keep who knows the words; asked when the field is drawn."""
        super().__init__(attrs)
        self.offered = offered

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the words to what the template sees."""
        attrs = attrs or {}
        context = super().get_context(name, value, {**attrs, "list": f"{attrs.get('id', name)}_offered"})
        context["widget"]["offered"] = self.offered()
        return context


class DropzoneInput(forms.FileInput):
    """A file field that also takes a dropped file; `title` invites, `hint` names kinds and sizes."""

    template_name = "django/forms/widgets/dropzone.html"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        title: str = "选择文件，或拖到这里",
        hint: str = "",
        accept: str = "",
    ) -> None:
        """Keep the words; `accept` lists extensions such as ".docx,.xlsx"."""
        super().__init__(attrs={**({"accept": accept} if accept else {}), **(attrs or {})})
        self.title = title
        self.hint = hint

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the words to what the template sees."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"title": self.title, "hint": self.hint}
        return context
