"""The self-check (自查): which tasks stand behind each number of the completion page, and its Excel file."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from core.areas import Area
from core.exports import Sheet, workbook_of
from schools.records.standing import AreaStanding, TaskStanding

Test = Callable[[TaskStanding], bool]

STATES_SHOWN = {"done": "已完成", "behind": "落后", "doing": "进行中", "todo": "未开始"}
NUMBERS: dict[str, tuple[str, Test]] = {
    "recorded": ("已有记录", lambda row: row.standing.confirmed > 0),
    "due": ("到期", lambda row: row.standing.due > 0),
    "missing": ("还缺记录", lambda row: row.standing.missing > 0),
    "in_time": ("还来得及", lambda row: row.standing.in_time > 0),
    "late": ("已过期", lambda row: row.standing.late > 0),
}
_AREA_COLUMNS = [
    ("工作领域", 18), ("任务", 8), ("应有记录", 10), ("已有", 8), ("完成率（%）", 12), ("还缺", 8), ("还来得及", 10),
    ("已过期", 10), ("按期完成率（%）", 16),
]  # fmt: skip
_TASK_COLUMNS = [
    ("任务", 60), ("工作领域", 18), ("负责人", 12), ("状态", 10), ("权重", 8), ("应有记录", 10), ("已有", 8),
    ("进度（%）", 10), ("到期应有", 10), ("按期进度（%）", 14), ("还缺", 8), ("还来得及", 10), ("已过期", 10),
    ("下一次最晚", 14),
]  # fmt: skip


def chosen(rows: Sequence[TaskStanding], *, state: str, area: str | None) -> list[TaskStanding]:
    """The tasks of an area (None: of all) in a state or behind a number; an unknown name counts as all."""
    own = [row for row in rows if area is None or row.task.area == area]
    if state in NUMBERS:
        return [row for row in own if NUMBERS[state][1](row)]
    return [row for row in own if state not in STATES_SHOWN or row.state == state]


def self_check_file(total: AreaStanding, areas: Sequence[AreaStanding]) -> bytes:
    """Areas and tasks as two sheets of an .xlsx."""
    return workbook_of([
        Sheet("各领域", _AREA_COLUMNS, [_area_row(area, area.label) for area in areas] + [_area_row(total, "合计")]),
        Sheet("各任务", _TASK_COLUMNS, [_task_row(row) for row in total.rows]),
    ])  # fmt: skip


def _area_row(area: AreaStanding, label: str) -> list[object]:
    return [
        label, len(area.rows), area.expected, area.done, _percent(area.completion), area.missing, area.in_time,
        area.late, _percent(area.on_track),
    ]  # fmt: skip


def _task_row(row: TaskStanding) -> list[object]:
    task, standing = row.task, row.standing
    return [
        task.text, str(Area(task.area).label) if task.area else None, task.owner_name or None,
        STATES_SHOWN[row.state], standing.weight, standing.expected, standing.confirmed, _percent(standing.progress),
        standing.due, _percent(standing.due_progress), standing.missing, standing.in_time, standing.late, row.next_end,
    ]  # fmt: skip


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share) * 100, 1)
