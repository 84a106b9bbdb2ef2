"""What a reminder says by mail: titles and days only, and where to go on."""

from collections.abc import Sequence

from core.templatetags.ui import cn_day
from schools.calendar.models import LATE, Reminder
from schools.mail.facade import address_in
from tenants.models import School

_MOST_TASKS, _TITLE_MOST = 20, 60


def digest(name: str, told: Sequence[Reminder], school: School) -> tuple[str, str]:
    """Subject and text of one letter about all that a person was told in one run, the earliest day first."""
    ordered = sorted(told, key=lambda row: (row.due_on, row.occurrence.task.position))
    late = sum(row.rung == LATE for row in ordered)
    counts = [f"{late}项已逾期"] if late else []
    if len(ordered) > late:
        counts.append(f"{len(ordered) - late}项将到期")
    lines = [f"{name}，您好：", "", f"您负责的任务，{'，'.join(counts)}：", ""]
    for row in ordered[:_MOST_TASKS]:
        lines += [_line(row), address_in(school, "records:task", row.occurrence.task.uid), ""]
    if len(ordered) > _MOST_TASKS:
        lines += [f"另有{len(ordered) - _MOST_TASKS}项，请在收件箱里看。", ""]
    lines += [
        f"收件箱：{address_in(school, 'calendar:reminders')}",
        f"不想再收邮件，可在“我的账号”里关闭：{address_in(school, 'accounts:own')}",
        "",
        school.place_name,
    ]
    return f"任务提醒：{'，'.join(counts)}（{school.place_name}）", "\n".join(lines)


def _line(row: Reminder) -> str:
    text = " ".join(row.occurrence.task.text.split())
    title = text if len(text) <= _TITLE_MOST else f"{text[:_TITLE_MOST]}…"
    return f"· {title}（{cn_day(row.due_on)}到期{'，已逾期' if row.rung == LATE else ''}）"
