"""What the preview of an import shows: rows in words, and where one is in the way."""

from dataclasses import dataclass
from typing import Any

from core.templatetags.ui import mask_mobile
from schools.members.columns import FIELD_BY_KEY, words_of
from schools.members.matching import CHANGED, FAULTY, NEW, SAME
from schools.members.models import MemberImport, MemberState

STATUSES = {NEW: "新增", CHANGED: "修改", SAME: "未变", FAULTY: "有问题"}
_ORDER = (FAULTY, NEW, CHANGED, SAME)


@dataclass(frozen=True)
class PreviewRow:
    """A row of the file: what it holds, what it would change, what is wrong with it."""

    number: int
    status: str
    name: str
    facts: list[str]
    changes: list[str]
    faults: list[str]


def preview_rows(batch: MemberImport, status: str = "") -> list[PreviewRow]:
    """The rows of one status ("" for all, faulty ones first), in the order of the file."""
    faults: dict[int, list[str]] = {}
    for fault in batch.faults:
        said = f"“{fault['value']}”：" if fault["value"] else "："
        faults.setdefault(fault["row"], []).append(f"{fault['column']}{said}{fault['text']}")
    chosen = [row for row in batch.rows if status not in STATUSES or row["status"] == status]
    if status not in STATUSES:
        chosen.sort(key=lambda row: (row["status"] != FAULTY, row["row"]))
    return [
        PreviewRow(
            row["row"],
            row["status"],
            row["values"].get("name", ""),
            _facts(row),
            [_change(key, *row["changes"][key]) for key in (*FIELD_BY_KEY, "state") if key in row["changes"]],
            faults.get(row["row"], []),
        )
        for row in chosen
    ]


def _facts(row: dict[str, Any]) -> list[str]:
    """The cells of a row in the order of the template; what could not be read stays as it was written."""
    values = row["values"]
    given = [(key, values[key]) for key in FIELD_BY_KEY if key != "name" and values.get(key)]
    return [str(value) if row["status"] == FAULTY else words_of(key, value) for key, value in given]


def _change(key: str, before: Any, after: Any) -> str:
    """「类别：在职 → 退休」; the register's mobile number is masked, as everywhere."""
    if key == "state":
        return f"状态：{MemberState(before).label} → {MemberState(after).label}"
    old = mask_mobile(words_of(key, before)) or "（空）"
    return f"{FIELD_BY_KEY[key].label}：{old} → {words_of(key, after)}"


def steps_at(current: int) -> list[dict[str, str]]:
    """The steps of an import for `ui/_stepper.html`; `current` counts from 0."""
    labels = ("选文件", "核对", "导入", "完成")
    states = ["done" if index < current else "current" if index == current else "todo" for index in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]
