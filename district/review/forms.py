"""Input of reviewers and of those who make rubrics."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from core.actors import Actor
from core.forms import DateInput, SpokenForm
from core.periods import today
from district.collection.models import Outcome, TieKind
from district.collection.numbers import small_number
from district.collection.selectors import people_who_judge
from district.collection.services.ties import TieWish
from district.review.models import Criterion, Review
from district.review.services.reviewing import MarkWish
from district.review.services.rubrics import CriterionWish, LevelWish
from tenants.forms import SchoolField

_DEFAULT_DAYS = 7
_LEVELS_EXAMPLE = "优 10 有可核对的目标\n良 8 目标明确\n中 6 目标笼统\n差 3 没有目标"
KINDS = [("must", "须改"), ("hint", "参考")]


def field_name(criterion: Criterion) -> str:
    """The prefix of a criterion's fields on the page."""
    return f"m{criterion.uid.hex}"


def marks_from(answers: Mapping[str, str], criteria: list[Criterion]) -> dict[UUID, MarkWish]:
    """What the rubric sheet sent, by criterion uid; a level that is no number counts as none."""
    wishes = {}
    for criterion in criteria:
        name = field_name(criterion)
        wishes[criterion.uid] = MarkWish(
            level=small_number(answers.get(f"{name}-level", "")),
            applies=not answers.get(f"{name}-skip"),
            reason=answers.get(f"{name}-reason", "").replace("\x00", ""),
        )
    return wishes


class RemarkForm(SpokenForm):
    """A remark on a line."""

    hide_marks = True
    line = forms.IntegerField(label="第几行", min_value=1)
    kind = forms.ChoiceField(label="类别", choices=KINDS, initial="must", required=False)
    criterion = forms.ChoiceField(label="关于", required=False, help_text="选了，学校在这一项得分里看到这条批注。")
    text = forms.CharField(label="批注", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        """Offer the criteria, where there are any."""
        super().__init__(*args, **kwargs)
        if not criteria:
            del self.fields["criterion"]
        else:
            offered = [(str(each.uid), each.title) for each in criteria]
            self.fields["criterion"].choices = [("", "不限项目"), *offered]  # type: ignore[attr-defined]

    @property
    def criterion_uid(self) -> UUID | None:
        """The criterion that the remark is about."""
        chosen = self.cleaned_data.get("criterion")
        return UUID(chosen) if chosen else None

    @property
    def is_required(self) -> bool:
        """Whether the school must act on it."""
        return self.cleaned_data["kind"] != "hint"


class ReturnForm(SpokenForm):
    """Why a copy goes back, and until when the school may hand in again."""

    reason = forms.CharField(
        label="退回原因", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="学校首先看到这一段；行内批注随后逐条显示。",
    )  # fmt: skip
    resubmit_on = forms.DateField(
        label="最晚重报日期", required=False, widget=DateInput(),
        help_text="当天24:00前可以重报。只影响能否报送，不影响按时与否。",
    )  # fmt: skip

    def __init__(self, *args: Any, needs_day: bool = False, **kwargs: Any) -> None:
        """Ask for the day where the campaign closes soon, or is closed."""
        super().__init__(*args, **kwargs)
        self.fields["resubmit_on"].required = needs_day

    def clean_resubmit_on(self) -> Any:
        """Not in the past."""
        return _not_past(self.cleaned_data["resubmit_on"])


def _not_past(day: Any) -> Any:
    if day and day < today():
        message = "最晚重报日期不能早于今天。"
        raise forms.ValidationError(message)
    return day


class TieForm(SpokenForm):
    """A tie to a school; an administrator says whose it is, others declare their own."""

    person = forms.ChoiceField(label="人员")
    place = SchoolField(label="学校")
    kind = forms.ChoiceField(label="关系", choices=TieKind.choices)
    reason = forms.CharField(
        label="说明", required=False, max_length=200, help_text="只有本人和区工会管理员看得到；选“其他”时必填。"
    )
    since_on = forms.DateField(label="关系开始", required=False, widget=DateInput())
    until_on = forms.DateField(
        label="回避到", required=False, widget=DateInput(), help_text="当天仍回避；不填则一直回避。"
    )

    def __init__(self, *args: Any, for_whom: Actor, is_new: bool, manages: bool, **kwargs: Any) -> None:
        """Offer the people who judge; a known tie keeps person and school."""
        super().__init__(*args, **kwargs)
        self._own_uid = for_whom.uid
        if not is_new or not manages:
            del self.fields["person"]
        else:
            people = [(str(user.uid), user.name) for user in people_who_judge()]
            self.fields["person"].choices = [("", "请选择"), *people]  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["place"]

    @property
    def person_uid(self) -> UUID:
        """Whose tie it is."""
        return UUID(self.cleaned_data.get("person") or str(self._own_uid))

    def wish(self) -> TieWish:
        """What the person wants."""
        cleaned = self.cleaned_data
        return TieWish(cleaned["kind"], cleaned["reason"].strip(), cleaned["since_on"], cleaned["until_on"])


def default_resubmit_on() -> Any:
    """A week from today."""
    return today() + timedelta(days=_DEFAULT_DAYS)


class RubricForm(SpokenForm):
    """The name of a rubric."""

    title = forms.CharField(label="名称", max_length=80)


class CriterionForm(SpokenForm):
    """A criterion with up to four levels; more come with copies of imported rubrics and stay as they are."""

    title = forms.CharField(label="项目", max_length=60)
    weight = forms.IntegerField(label="分值", min_value=1, max_value=1000)
    levels = forms.CharField(
        label="等级（每行：名称 得分 说明）",
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": _LEVELS_EXAMPLE}),
    )
    may_not_apply = forms.BooleanField(label="可不适用", required=False)
    is_apart = forms.BooleanField(label="不计分", required=False)

    def clean_levels(self) -> list[LevelWish]:
        """One level a line: label, points, description."""
        levels = []
        for line in self.cleaned_data["levels"].splitlines():
            if not line.strip():
                continue
            label, _, rest = line.strip().partition(" ")
            points, _, text = rest.strip().partition(" ")
            try:
                levels.append(LevelWish(label, _number(points), text.strip()))
            except ValueError:
                message = f"“{line.strip()[:20]}”看不懂，请按“优 10 说明”写，名称、得分、说明之间空一格。"
                raise forms.ValidationError(message) from None
        return levels

    def wish(self) -> CriterionWish:
        """What the person wants."""
        cleaned = self.cleaned_data
        return CriterionWish(
            cleaned["title"], cleaned["weight"], cleaned["levels"], may_not_apply=cleaned["may_not_apply"],
            is_counted=not cleaned["is_apart"],
        )  # fmt: skip


def _number(text: str) -> float:
    value = round(float(text.removesuffix("分")), 2)
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 -- not a number
        raise ValueError
    return int(value) if value == int(value) else value


CriterionFormSet = forms.formset_factory(CriterionForm, extra=0, min_num=1, can_order=True, can_delete=True, max_num=40)


def initial_of(wishes: list[CriterionWish]) -> list[dict[str, Any]]:
    """The rows of the formset."""
    return [
        {
            "title": wish.title, "weight": wish.weight, "may_not_apply": wish.may_not_apply,
            "is_apart": not wish.is_counted,
            "levels": "\n".join(f"{each.label} {each.points:g} {each.text}".strip() for each in wish.levels),
        }
        for wish in wishes
    ]  # fmt: skip


def wishes_from(formset: Any) -> list[CriterionWish]:
    """The criteria in the order given, without the deleted ones."""
    kept = [form for form in formset.ordered_forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [form.wish() for form in kept]


class DecideForm(SpokenForm):
    """What an approver decides on the proposals, and why."""

    outcome = forms.ChoiceField(label="审定", choices=Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="意见", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="学校看得到。不写则用初评的意见；与初评不同时必填。",
    )  # fmt: skip
    resubmit_on = forms.DateField(
        label="最晚重报日期", required=False, widget=DateInput(), help_text="只在退回时有效，当天24:00前可以重报。"
    )

    def clean_resubmit_on(self) -> Any:
        """Not in the past."""
        return _not_past(self.cleaned_data["resubmit_on"])


class SendBackForm(SpokenForm):
    """Which proposal goes back to its reviewer, and why."""

    review = forms.ChoiceField(label="退给")
    reason = forms.CharField(
        label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="只有这位审核员看得到。"
    )

    def __init__(self, *args: Any, proposals: Sequence[Review] = (), **kwargs: Any) -> None:
        """Offer the proposals that are in."""
        super().__init__(*args, **kwargs)
        choices = [(str(each.uid), f"{each.reviewer_name}（建议{each.get_proposal_display()}）") for each in proposals]
        self.fields["review"].choices = choices  # type: ignore[attr-defined]


class OneMoreForm(SpokenForm):
    """Who shall review as well."""

    reviewer = forms.ChoiceField(label="加一位审核员", help_text="同样背靠背审；交初评之后再审定。")

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """Offer who may."""
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].choices = [("", "请选择"), *people]  # type: ignore[attr-defined]


class AbstainForm(SpokenForm):
    """Why somebody cannot judge a copy."""

    reason = forms.CharField(
        label="回避原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="区工会管理员看得到，由他另派审核员；以后不再把这所学校的这次报送分给您。",
    )  # fmt: skip
