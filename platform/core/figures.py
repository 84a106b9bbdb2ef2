"""Figures that the district may change: their meaning, default, limits and source; values come from a provider.

Lower floors ask `value(key)`; the floor that keeps the district's decisions says at start-up where to read them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One changeable figure: whole number between `least` and `most`, in `unit`."""

    key: str
    group: str
    label: str
    unit: str
    default: int
    least: int
    most: int
    source: str
    note: str = ""


_SIGN_IN, _COLLECTION, _REVIEW, _COMPARE, _TERMS, _CALENDAR, _FILES, _API = (
    "登录",
    "征集",
    "审核",
    "比较与看板",
    "学期",
    "行事历",
    "文件",
    "接口",
)

_NO_NATIONAL_TERMS = "没有全国规定，本系统按常见校历估计，请按本区校历改"

FIGURES: dict[str, Figure] = {
    figure.key: figure
    for figure in (
        Figure("sign_in.wrong_tries", _SIGN_IN, "密码连续输错几次后锁定", "次", 5, 3, 10, "等级保护二级：登录失败处理"),
        Figure("sign_in.lock_minutes", _SIGN_IN, "锁定多久", "分钟", 15, 5, 1440, "等级保护二级：登录失败处理"),
        Figure("sign_in.idle_minutes", _SIGN_IN, "不操作多久后退出", "分钟", 30, 5, 240, "等级保护二级：会话超时"),
        Figure(
            "collection.remind_days", _COLLECTION, "截止前几天自动催办一次", "天", 3, 0, 14, "本系统默认，区里可改",
            "只催还没有报送的学校和退回后还没有重报的学校，工作日上午9点发出；这几天里已经人工催办过的不再催。0为不自动催办。",
        ),
        Figure(
            "review.working_days", _REVIEW, "审核员收到报送件后几个工作日内审完", "个工作日", 5, 1, 60,
            "本系统默认，区里可改", "只提示审核员和区工会管理员，不影响学校的按时判断。",
        ),
        Figure(
            "review.approval_days", _REVIEW, "审定人收到初评后几个工作日内审定", "个工作日", 3, 1, 60,
            "本系统默认，区里可改", "只提示审定人和区工会管理员，不影响学校的按时判断。",
        ),
        Figure(
            "review.disagreement", _REVIEW, "几位审核员的总分相差超过几分算分歧大", "分", 15, 1, 100,
            "本系统默认，区里可改", "分歧大的排在审定队列最前，审定人可以加一位审核员。",
        ),
        Figure(
            "compare.small_upto", _COMPARE, "小规模学校，教职工不超过", "人", 60, 10, 500, "本系统默认，区里可改",
            "与“中等规模”一起把同学段学校分成三组，只在组内比较。",
        ),
        Figure(
            "compare.middle_upto", _COMPARE, "中等规模学校，教职工不超过", "人", 120, 20, 1000, "本系统默认，区里可改",
        ),
        Figure(
            "compare.small_cell", _COMPARE, "人数少于几人时不显示", "人", 5, 3, 20, "统计披露控制的通行做法",
            "避免从汇总数字认出个人。",
        ),
        Figure("compare.score_target", _COMPARE, "得分达到几分算达标", "分", 85, 1, 100, "本系统默认，区里可改"),
        Figure(
            "compare.dated_target", _COMPARE, "任务写明时间的比例达到多少算达标", "%", 90, 1, 100,
            "评分标准“任务可检查”：九成以上任务有时间",
        ),
        Figure(
            "compare.done_target", _COMPARE, "到期任务完成的比例达到多少算达标", "%", 85, 1, 100,
            "本系统默认，区里可改",
        ),
        Figure(
            "compare.low_share", _COMPARE, "一个领域的完成比例低于多少标为偏低", "%", 60, 1, 100,
            "本系统默认，区里可改",
        ),
        Figure(
            "compare.least_tasks", _COMPARE, "任务少于几项时不排名", "项", 8, 1, 50, "本系统默认，区里可改",
            "项数太少时，比例高低多半是偶然。",
        ),
        Figure("facts.amber_hours", _COMPARE, "数据多久未更新提示“待更新”", "小时", 2, 1, 72, "本系统默认，区里可改"),
        Figure("facts.red_hours", _COMPARE, "数据多久未更新提示“已过期”", "小时", 24, 2, 720, "本系统默认，区里可改"),
        Figure(
            "term.first_day", _TERMS, "第一学期从9月几日开学", "日", 1, 1, 15, _NO_NATIONAL_TERMS,
            "周期为每周、隔周的任务，按开学后的教学周算应有几次。",
        ),
        Figure(
            "term.first_weeks", _TERMS, "第一学期有几周", "周", 21, 16, 22, _NO_NATIONAL_TERMS,
            "国家只定全年：义务教育每学年39周（课程方案2022年版），普通高中教学40周（2017年版2020年修订）；"
            "两个学期怎样分由省、市校历定。",
        ),
        Figure("term.second_day", _TERMS, "第二学期从2月几日开学", "日", 20, 5, 28, _NO_NATIONAL_TERMS),
        Figure("term.second_weeks", _TERMS, "第二学期有几周", "周", 19, 14, 22, _NO_NATIONAL_TERMS),
        Figure("calendar.remind_first", _CALENDAR, "任务到期前几天第一次提醒", "天", 7, 2, 30, "本系统默认，区里可改"),
        Figure("calendar.remind_second", _CALENDAR, "任务到期前几天第二次提醒", "天", 3, 1, 29, "本系统默认，区里可改"),
        Figure(
            "calendar.remind_third", _CALENDAR, "任务到期前几天第三次提醒", "天", 1, 1, 28, "本系统默认，区里可改",
            "到期当天和逾期后各再提醒一次；落在休息日的提前到前一个工作日。每周、隔周的任务只在前一天和当天提醒。",
        ),
        Figure("calendar.quiet_from", _CALENDAR, "每天几点起不再提醒", "点", 20, 12, 23, "本系统默认，区里可改"),
        Figure("calendar.quiet_until", _CALENDAR, "每天几点前不提醒", "点", 7, 0, 11, "本系统默认，区里可改"),
        Figure(
            "calendar.feed_per_minute", _CALENDAR, "一个日历订阅地址每分钟最多读几次", "次", 20, 1, 600,
            "本系统默认，区里可改", "猜测地址的请求按来源计数，同样受此限制。",
        ),
        Figure("files.import_megabytes", _FILES, "导入文件最大", "MB", 20, 1, 20, "本系统默认；20 MB 为系统上限"),
        Figure("api.per_minute", _API, "一个账号每分钟最多请求", "次", 300, 10, 6000, "本系统默认，区里可改"),
        Figure("api.token_days", _API, "接口令牌最长有效", "天", 365, 1, 730, "本系统默认，区里可改"),
    )
}  # fmt: skip

_provider: Callable[[], Mapping[str, int]] = dict


def provide(values: Callable[[], Mapping[str, int]]) -> None:
    """Say where the district's decisions are read: a function giving {key: value} for keys that differ."""
    global _provider  # noqa: PLW0603 -- set once at start-up
    _provider = values


def value(key: str) -> int:
    """The figure in force today, in the unit of FIGURES[key]; KeyError for an unknown key."""
    default = FIGURES[key].default
    return _provider().get(key, default)
