"""What an entry says, in words: which field, from what, to what."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from audit.models import AuditEntry

# Keys of `before` and `after` that are no fields of the subject.
LABELS = {
    "reason": "理由", "file": "文件", "rows": "行数", "new": "新增", "changed": "修改", "same": "未变",
    "skipped": "跳过", "restored": "还原", "removed": "删除", "left": "转为离册", "kept": "保留",
    "username": "用户名", "group": "工会小组", "posts": "职务", "campaign": "征集", "version": "版本",
    "number": "回执号", "host": "网址", "due_at": "截止时间", "close_at": "关闭时间", "reviewer": "审核员",
    "school": "学校", "count": "数量", "title": "标题", "verb": "操作", "task": "任务", "files": "附件",
}  # fmt: skip
EMPTY = "（空）"


@dataclass(frozen=True)
class Change:
    """One field: its label and both values in words; `before` is empty when the field was only set."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        """「姓名：甲 → 乙」."""
        if self.before and self.after:
            return f"{self.label}：{self.before} → {self.after}"
        return f"{self.label}：{self.after or self.before}"


def changes_of(entry: AuditEntry) -> list[Change]:
    """The fields of an entry in the order of its subject's fields; those that were only set to nothing are left out."""
    model = _model(entry.subject_kind)
    order = [field.name for field in model._meta.fields] if model else []
    keys = [
        key for key in {**entry.before, **entry.after} if key in entry.before or entry.after[key] not in ("", [], None)
    ]
    keys.sort(key=lambda key: order.index(key) if key in order else len(order))
    return [
        Change(
            _label(model, key),
            _words(model, key, entry.before[key]) if key in entry.before else "",
            _words(model, key, entry.after[key]) if key in entry.after else "",
        )
        for key in keys
    ]


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, key: str) -> Any:
    try:
        return model._meta.get_field(key) if model else None
    except FieldDoesNotExist:
        return None


def _label(model: type[models.Model] | None, key: str) -> str:
    field = _field(model, key)
    return str(field.verbose_name) if field is not None and hasattr(field, "verbose_name") else LABELS.get(key, key)


def _words(model: type[models.Model] | None, key: str, value: object) -> str:
    if isinstance(value, dict):
        return "，".join(f"{_label(model, name)} {_words(model, name, part)}" for name, part in value.items()) or EMPTY
    if isinstance(value, list | tuple):
        return "、".join(_words(model, key, part) for part in value) or EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or value == "":
        return EMPTY
    field = _field(model, key)
    choices = getattr(field, "choices", None) or getattr(getattr(field, "base_field", None), "choices", None) or ()
    return str(dict(choices).get(value, value))
