"""The sentences on top of the pages and figures: each says what was found."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from dashboards.standings import Counts, day_of, last_day_before
from district.collection.models import Campaign


def number(value: Decimal | float | None) -> str:
    """A score without trailing zeros: 92.5, 88; a dash for none."""
    if value is None:
        return "—"
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def rank(place: int, size: int) -> str:
    """A rank and the size of its group: 2/5; one school alone is no ranking."""
    return f"{place}/{size}" if size > 1 else "仅1所"


def day(value: date | datetime) -> str:
    """A day without its year: 3月5日."""
    local = day_of(value) if isinstance(value, datetime) else value
    return f"{local.month}月{local.day}日"


def page_finding(counts: Counts, campaign: Campaign, now: datetime) -> str:
    """What the campaign has come to, in one line."""
    left = counts.expected - counts.reported
    if not counts.expected:
        return "没有应报的学校"
    if now < campaign.open_at:
        return f"{day(campaign.open_at)}开始报送，应报{counts.expected}所"
    if left == 0:
        return f"{counts.expected}所都报了，{counts.on_time}所按时，{counts.accepted}所通过"
    if now < campaign.due_at:
        return f"已报{counts.reported}所，还差{left}所，{day(last_day_before(campaign.due_at))}截止"
    return f"应报{counts.expected}所，按时{counts.on_time}所，至今还差{left}所"


def burn_up_finding(at_due: int | None, before_at_due: int | None, counts: Counts) -> str:
    """How the reports came in; `at_due` None before the deadline."""
    left = counts.expected - counts.reported
    tail = f"还差{left}所" if left else "现已报齐"
    if at_due is None:
        return f"已报{counts.reported}所，{tail}"
    more = "" if before_at_due is None else f"，{_compared(at_due - before_at_due, '所', '多', '少')}"
    return f"截止时报了{at_due}所{more}；{tail}"


def _compared(difference: int, unit: str, up: str, down: str) -> str:
    if difference == 0:
        return "与去年相同"
    return f"比去年{up if difference > 0 else down}{abs(difference)}{unit}"


def status_finding(groups: Sequence[str], missing: list[int], returned: list[int]) -> str:
    """Where the gap is."""
    if sum(missing):
        most = max(missing)
        names = "、".join(name for name, count in zip(groups, missing, strict=True) if count == most)
        each = "各" if missing.count(most) > 1 else ""
        return f"未报最多的是{names}：{each}{most}所" if len(groups) > 1 else f"{names}还有{most}所未报"
    if sum(returned):
        return f"各学段都已报送，{sum(returned)}所退回修改中"
    return "各学段都已报送"


def scores_finding(scores: Sequence[Decimal], target: int) -> str:
    """How many reached the line."""
    met = sum(score >= target for score in scores)
    if met == len(scores):
        return f"{len(scores)}所有成绩，都达到{target}分"
    return f"{len(scores)}所有成绩，{met}所达到{target}分"


def rate_finding(met: int, total: int, target: int) -> str:
    """How many schools date enough of their tasks."""
    if not total:
        return "还没有可以比较的计划"
    if met == total:
        return f"{total}所都有{target}%以上的任务写明时间"
    return f"{total}所里，{met}所有{target}%以上的任务写明时间"


def done_finding(met: int, total: int, target: int) -> str:
    """How many schools have done enough of what is due by today."""
    if not total:
        return "还没有可以比较的完成情况"
    if met == total:
        return f"{total}所到期的任务都完成了{target}%以上"
    return f"{total}所里，{met}所到期的任务完成{target}%以上"


def funnel_finding(below: int, above: int, total: int) -> str:
    """How many schools lie outside of what chance alone would do."""
    if not total:
        return "还没有可以比较的完成情况"
    if not below and not above:
        return f"{total}所的差别都在正常波动范围内"
    parts = [f"{below}所低于"] * bool(below) + [f"{above}所高于"] * bool(above)
    return f"{'、'.join(parts)}正常波动范围，其余{total - below - above}所差别不大"


def work_finding(low: Sequence[tuple[str, int]], total: int, share: int) -> str:
    """Which area lags most often; `low` = (area, schools below `share` percent in it)."""
    if not total:
        return "还没有可以比较的完成情况"
    label, most = max(low, key=lambda pair: pair[1])
    if most == 0:
        return "没有可以判为偏低的领域"
    return f"{label}最常落后：{most}所低于{share}%"


def areas_finding(missing: Sequence[tuple[str, int]], total: int) -> str:
    """Which area is most often left out; `missing` = (area, schools without a task in it)."""
    label, most = max(missing, key=lambda pair: pair[1])
    if most == 0:
        return f"{total}所的计划都写到了十二个领域"
    return f"最常漏掉的是{label}：{most}所没有任务"


def missing_title(counts: Counts) -> str:
    """How many have sent nothing."""
    left = counts.expected - counts.reported
    return f"未报送{left}所" if left else "没有未报送的学校"


def waiting_sub(states: Sequence[str]) -> str:
    """How many of the missing have a draft, and how many were sent back."""
    drafts, returned = states.count("draft"), states.count("returned")
    parts = [f"其中{drafts}所已有草稿"] if drafts else []
    return "，".join([*parts, *([f"另有{returned}所退回待重报"] if returned else [])])
