"""Forms of the area rules."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from core.areas import Area
from core.forms import SpokenForm

_MOST_KEYWORDS, _KEYWORD_MOST = 60, 20
# 「三、八」 is one keyword; 「慰问、走访」 are two that somebody joined.
_JOINED = re.compile(r"[^、]{2,}、|、[^、]{2,}")


class RuleForm(SpokenForm):
    """A rule: words that speak for an area."""

    area = forms.ChoiceField(label="工作领域", choices=Area.choices)
    keywords = forms.CharField(
        label="关键词",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="用逗号、空格或换行分开，每个不超过20字。",
    )
    weight = forms.DecimalField(
        label="分量",
        min_value=Decimal("0.5"),
        max_value=10,
        step_size=Decimal("0.5"),
        decimal_places=1,
        initial=1,
        help_text="0.5—10，每出现一个关键词就加上它；合计最高的领域胜出。",
    )
    is_active = forms.BooleanField(label="启用", required=False, initial=True)

    def clean_keywords(self) -> list[str]:
        """Split into words; each once."""
        words = list(dict.fromkeys(word for word in re.split(r"[，,；;\s]+", self.cleaned_data["keywords"]) if word))
        if not words:
            raise forms.ValidationError("请至少写一个关键词。")  # noqa: EM101 -- Django's way
        if joined := next((word for word in words if _JOINED.search(word)), ""):
            raise forms.ValidationError(f"请用逗号分开“{joined[:12]}”，顿号会当作关键词的一部分。")  # noqa: EM102 -- Django's way
        if long := next((word for word in words if len(word) > _KEYWORD_MOST), ""):
            raise forms.ValidationError(f"“{long[:12]}…”超过{_KEYWORD_MOST}字。")  # noqa: EM102 -- Django's way
        if len(words) > _MOST_KEYWORDS:
            raise forms.ValidationError(f"一条规则最多{_MOST_KEYWORDS}个关键词，请分成两条。")  # noqa: EM102
        return words

    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in ("area", "keywords", "weight")}


class TrialForm(SpokenForm):
    """A sentence to try the rules on."""

    sentence = forms.CharField(label="试一句", max_length=400)
