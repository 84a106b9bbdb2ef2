"""Fields that several forms of plans share."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from core.areas import Area
from core.errors import InvalidInputError
from core.forms import OfferingInput
from core.periods import Term, today
from core.rhythms import EXAMPLES, Recurring, read_rhythm
from schools.members import facade as members

AREA_CHOICES = [("", "未定"), *Area.choices]
MONTH_CHOICES = [(number, f"{number}月") for number in range(1, 13)]
_YEARS_BACK, _YEARS_AHEAD = 15, 3


def year_choices() -> list[tuple[str, str]]:
    """Years that a plan may be for, newest first, after "please choose"."""
    this_year = today().year
    years = range(this_year + _YEARS_AHEAD, this_year - _YEARS_BACK, -1)
    return [("", "请选择"), *((str(year), f"{year}") for year in years)]


class PeriodFormMixin(forms.Form):
    """Year and term of a plan."""

    year = forms.TypedChoiceField(
        label="年份", coerce=int, choices=year_choices, help_text="跨年的学年、学期选开始的那一年。"
    )
    term = forms.ChoiceField(label="时段", choices=Term.choices, initial=Term.YEAR)


class MonthsField(forms.TypedMultipleChoiceField):
    """Months 1–12, ticked; what was there before keeps its order when the same months come back."""

    def __init__(self, **options: Any) -> None:
        """Draw twelve ticks in a row."""
        widget = forms.CheckboxSelectMultiple(attrs={"class": "choices-inline months"})
        super().__init__(choices=MONTH_CHOICES, coerce=int, widget=widget, required=False, **options)


def in_old_order(months: list[int], before: list[int]) -> list[int]:
    """Return `before` when it holds the same months, so that 9, 10, 1 stays in the order written."""
    return before if sorted(set(before)) == sorted(months) else months


class RhythmField(forms.CharField):
    """How often a task comes round, in words; cleaned it is a core.rhythms.Recurring."""

    def __init__(self, **options: Any) -> None:
        """Say how it is written."""
        super().__init__(
            label="周期", max_length=20, required=False, widget=OfferingInput(lambda: EXAMPLES),
            help_text="如 每周五、隔周周三、每月两次、每学期两次、每年重阳节；不重复就留空。", **options,
        )  # fmt: skip

    def clean(self, value: Any) -> Recurring:
        """Read the words."""
        try:
            return read_rhythm(super().clean(value))
        except InvalidInputError as error:
            raise forms.ValidationError(str(error)) from error


def rhythm_values(given: Recurring, dates: str) -> dict[str, Any]:
    """The fields of a task; a day among the words goes to the dates when none are written."""
    return {
        "recurrence": given.recurrence,
        "times": given.times,
        "weekdays": list(given.weekdays),
        "dates": dates or given.dates,
    }


def names_in_service() -> Iterable[str]:
    """The names of members in service, to be offered for an owner."""
    return sorted({person_name for _, person_name in members.members_for_choice()})


def owner_values(name: str) -> dict[str, Any]:
    """The owner's name and, where exactly one member in service has it, that member's uid."""
    uids: list[UUID] = [uid for uid, person_name in members.members_for_choice() if person_name == name]
    return {"owner_name": name, "owner_uid": uids[0] if len(uids) == 1 else None}
