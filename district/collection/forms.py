"""Input of the district about campaigns; days are whole days in Shanghai, deadlines end at 24:00."""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms

from core.areas import Area
from core.documents import DocumentKind
from core.forms import DateInput, SpokenForm
from core.periods import SHANGHAI, Term, end_of_day, period_of, today
from district.collection.conflicts import barred_by_person
from district.collection.models import MOST_REVIEWERS, AmendedBy, Campaign, ScoreRule
from district.collection.selectors import active_reviewers
from district.collection.services.campaigns import CampaignWish, wish_of
from district.review import facade as review

_FIRST_YEAR, _LAST_YEAR = 2015, 2100
_LONGEST_PART = 20


def last_day(moment: datetime) -> Any:
    """The day at whose 24:00 (or during which) a deadline ends."""
    return (moment - timedelta(microseconds=1)).astimezone(SHANGHAI).date()


def _start_of_day(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=SHANGHAI)


# The clocks of a campaign: how a day becomes the moment, and the field of the day.
_CLOCKS: dict[str, tuple[Callable[[date], datetime], str]] = {
    "open_at": (_start_of_day, "open_on"),
    "due_at": (end_of_day, "due_on"),
    "close_at": (end_of_day, "close_on"),
    "review_opens_at": (_start_of_day, "review_opens_on"),
    "review_closes_at": (end_of_day, "review_closes_on"),
}


class CampaignForm(SpokenForm):
    """A campaign: what for, from when, until when, judged by what."""

    title = forms.CharField(label="名称", max_length=120, help_text="学校看到的名称。")
    kind = forms.ChoiceField(label="征集什么", choices=DocumentKind.choices, initial=DocumentKind.PLAN)
    year = forms.IntegerField(
        label="年份", min_value=_FIRST_YEAR, max_value=_LAST_YEAR, help_text="学年计划填9月所在的年份。"
    )
    term = forms.ChoiceField(label="时段", choices=Term.choices)
    note = forms.CharField(
        label="说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明要求和联系人，学校在报送页看到。",
    )  # fmt: skip
    open_on = forms.DateField(label="开始日期", widget=DateInput(), help_text="当天0:00起可以报送。")
    due_on = forms.DateField(label="截止日期", widget=DateInput(), help_text="当天24:00前报送为按时，之后记为迟报。")
    close_on = forms.DateField(label="关闭日期", widget=DateInput(), help_text="当天24:00后不再受理；个别学校可延期。")
    review_opens_on = forms.DateField(
        label="评审开始日期",
        required=False,
        widget=DateInput(),
        help_text="当天0:00起可以评分、交初评；不填则随到随审。",
    )
    review_closes_on = forms.DateField(
        label="评审结束日期", required=False, widget=DateInput(),
        help_text="当天24:00后不再评分；须审定的，此后才审定。不填则不限。",
    )  # fmt: skip
    rubric = forms.ChoiceField(label="评分标准", required=False, help_text="不选则只审核、不评分。发布后不能更换。")
    required_sections = forms.CharField(
        label="必有部分", required=False, max_length=200,
        help_text="标题里要有的词，用顿号隔开，如“指导思想、工作目标”。缺了不能报送。",
    )  # fmt: skip
    required_areas = forms.MultipleChoiceField(
        label="必有领域", required=False, choices=Area.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-inline"}),
        help_text="勾选的领域至少各有1项任务；征集小结时不用选。",
    )  # fmt: skip
    amended_by = forms.ChoiceField(
        label="计划修订",
        choices=AmendedBy.choices,
        initial=AmendedBy.DISTRICT,
        help_text="计划通过后学校要改时。发布后不能更改。",
    )
    most_returns = forms.IntegerField(
        label="最多退回几次", required=False, min_value=0, max_value=9, help_text="不填则不限。"
    )

    reviewers_per_copy = forms.IntegerField(
        label="每份由几人审核", min_value=1, max_value=MOST_REVIEWERS, initial=1,
        help_text="几位审核员背靠背审，交了自己的初评才看得到别人的。",
    )  # fmt: skip
    score_rule = forms.ChoiceField(
        label="几人评分怎样合成", choices=ScoreRule.choices, initial=ScoreRule.MEAN,
        help_text="去掉最高最低在4人以上时才去，不足4人取平均分。",
    )  # fmt: skip
    needs_approval = forms.BooleanField(
        label="初评须经审定", required=False, initial=True,
        help_text="由审定人决定通过或退回。不勾选时，意见一致的初评直接生效，不一致的仍由审定人决定。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the rubrics there are."""
        super().__init__(*args, **kwargs)
        self.fields["rubric"].choices = [("", "不评分"), *review.rubric_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days must follow one another."""
        cleaned = super().clean() or {}
        opened, due, closed = (cleaned.get(name) for name in ("open_on", "due_on", "close_on"))
        if opened and due and opened > due:
            self.add_error("due_on", "截止日期不能早于开始日期。")
        if due and closed and due > closed:
            self.add_error("close_on", "关闭日期不能早于截止日期。")
        first, last = cleaned.get("review_opens_on"), cleaned.get("review_closes_on")
        if opened and first and first < opened:
            self.add_error("review_opens_on", "评审开始日期不能早于征集开始日期。")
        if last and any(day and last < day for day in (opened, first)):
            self.add_error("review_closes_on", "评审结束日期不能早于评审开始和征集开始日期。")
        if cleaned.get("kind") == DocumentKind.SUMMARY and cleaned.get("required_areas"):
            self.add_error("required_areas", "小结没有任务，不能要求必有领域。")
        return cleaned

    def clean_required_sections(self) -> tuple[str, ...]:
        """Words parted by 、 or commas, each once."""
        words = [word.strip() for word in re.split(r"[、，,；;\s]+", self.cleaned_data["required_sections"])]
        if long := next((word for word in words if len(word) > _LONGEST_PART), ""):
            message = f"“{long}”太长，每个词最多{_LONGEST_PART}个字。"
            raise forms.ValidationError(message)
        return tuple(dict.fromkeys(word for word in words if word))

    def wish(self, campaign: Campaign | None = None) -> CampaignWish:
        """What the person wants; days that were not touched keep the clock that `campaign` has."""
        cleaned = self.cleaned_data
        clocks = self._clocks()
        if campaign is not None:
            kept = initial_of(campaign)
            for name, (_, day) in _CLOCKS.items():
                if kept[day] == cleaned[day]:
                    clocks[name] = getattr(campaign, name)
        return CampaignWish(
            title=cleaned["title"].strip(), year=cleaned["year"], term=cleaned["term"], note=cleaned["note"].strip(),
            rubric_uid=UUID(cleaned["rubric"]) if cleaned["rubric"] else None,
            required_sections=cleaned["required_sections"], required_areas=tuple(cleaned["required_areas"]),
            most_returns=cleaned["most_returns"], kind=cleaned["kind"], amended_by=cleaned["amended_by"],
            reviewers_per_copy=cleaned["reviewers_per_copy"], score_rule=cleaned["score_rule"],
            needs_approval=cleaned["needs_approval"], **clocks,
        )  # fmt: skip

    def _clocks(self) -> dict[str, Any]:
        days = {name: self.cleaned_data[day] for name, (_, day) in _CLOCKS.items()}
        return {name: _CLOCKS[name][0](day) if day else None for name, day in days.items()}


def initial_of(campaign: Campaign) -> dict[str, Any]:
    """The form's values of a campaign."""
    wish = wish_of(campaign)
    return {
        "title": wish.title, "kind": wish.kind, "year": wish.year, "term": wish.term, "note": wish.note,
        "open_on": wish.open_at.astimezone(SHANGHAI).date(), "due_on": last_day(wish.due_at),
        "close_on": last_day(wish.close_at), "rubric": str(wish.rubric_uid or ""),
        "review_opens_on": wish.review_opens_at.astimezone(SHANGHAI).date() if wish.review_opens_at else "",
        "review_closes_on": last_day(wish.review_closes_at) if wish.review_closes_at else "",
        "required_sections": "、".join(wish.required_sections), "required_areas": list(wish.required_areas),
        "amended_by": wish.amended_by,
        "most_returns": "" if wish.most_returns is None else wish.most_returns,
        "reviewers_per_copy": wish.reviewers_per_copy, "score_rule": wish.score_rule,
        "needs_approval": wish.needs_approval,
    }  # fmt: skip


def initial_of_new() -> dict[str, Any]:
    """A start: this term, open from tomorrow, due in three weeks, closed in five, the newest rubric."""
    period, day = period_of(today()), today()
    choices = review.rubric_choices()
    return {
        "title": f"{period.label}工会工作计划", "year": period.year, "term": period.term,
        "open_on": day + timedelta(days=1), "due_on": day + timedelta(days=21), "close_on": day + timedelta(days=35),
        "rubric": choices[0][0] if choices else "", "reviewers_per_copy": 1, "score_rule": ScoreRule.MEAN,
        "needs_approval": True,
    }  # fmt: skip


EVENLY = "evenly"


class AssignForm(SpokenForm):
    """Who shall review."""

    reviewer = forms.ChoiceField(label="审核员")

    def __init__(
        self, *args: Any, loads: dict[UUID, int] | None = None, codes: Collection[str] = (), **kwargs: Any
    ) -> None:
        """Offer the active reviewers: how many they have in this campaign, how many of `codes` they keep away from."""
        super().__init__(*args, **kwargs)
        loads, reviewers = loads or {}, active_reviewers()
        barred = barred_by_person(reviewers)
        people = []
        for user in reviewers:
            away = len(barred[user.uid].intersection(codes))
            words = f"已分派{loads.get(user.uid, 0)}所" + (f"，所选有{away}所须回避" if away else "")
            people.append((str(user.uid), f"{user.name}（{words}）"))
        self.fields["reviewer"].choices = [("", "请选择"), (EVENLY, "自动均衡分派，避开须回避的"), *people]  # type: ignore[attr-defined]


class ExtendForm(SpokenForm):
    """A later deadline for chosen schools."""

    due_on = forms.DateField(label="新的截止日期", widget=DateInput(), help_text="当天24:00前报送为按时。")
    close_on = forms.DateField(label="新的关闭日期", widget=DateInput(), help_text="当天24:00后不再受理。")
    reason = forms.CharField(label="原因", max_length=200, help_text="学校和操作记录里看得到。")

    def clean(self) -> dict[str, Any]:
        """Close is not before due."""
        cleaned = super().clean() or {}
        due, closed = cleaned.get("due_on"), cleaned.get("close_on")
        if due and closed and due > closed:
            self.add_error("close_on", "关闭日期不能早于截止日期。")
        return cleaned


class UnlockForm(SpokenForm):
    """Why an accepted copy goes back, and until when the school may hand in again."""

    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text="学校和操作记录里看得到。"
    )
    resubmit_on = forms.DateField(label="最晚重报日期", widget=DateInput(), help_text="当天24:00前有效。")


class AmendmentForm(SpokenForm):
    """Whether an amendment is agreed to, and why not."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_767)
    reason = forms.CharField(
        label="意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不同意时必填，学校看得到。",
    )  # fmt: skip


class ReasonForm(SpokenForm):
    """Why."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
