"""Long work on the register."""

from typing import Any

from accounts.selectors import actor_named
from core.actors import NOBODY
from jobs.work import Progress, job
from schools.members.models import MemberImport
from schools.members.services import importing

_STEP = 500


@job
def import_members(progress: Progress, *, batch: str, actor: str, school: str) -> dict[str, Any]:
    """Write the confirmed import `batch`, started by the account `actor`; nothing is written unless all is."""
    row = MemberImport.objects.select_related("file").get(uid=batch)
    person = actor_named(actor, school=school) or NOBODY
    try:
        pinyin = _prepare(progress, row)
        progress.advance(0, "正在写入名册")
        row = importing.write(row, pinyin, actor=person)
    except Exception:
        importing.back_to_preview(row)
        raise
    return _report(row)


def _prepare(progress: Progress, row: MemberImport) -> dict[str, str]:
    names = [entry["values"].get("name", "") for entry in row.rows]
    progress.begin(len(names), "正在核对")
    pinyin: dict[str, str] = {}
    for start in range(0, len(names), _STEP):
        part = names[start : start + _STEP]
        pinyin |= importing.pinyin_of(part)
        progress.advance(len(part))
    return pinyin


def _report(row: MemberImport) -> dict[str, Any]:
    counts = row.counts
    named = [
        ("新增", "new"),
        ("修改", "changed"),
        ("未变", "same"),
        ("跳过（有问题）", "faulty"),
        ("新建小组", "groups"),
    ]
    parts = [f"新增{counts['new']}人", f"修改{counts['changed']}人"]
    if counts["faulty"]:
        parts.append(f"跳过{counts['faulty']}行")
    return {
        "summary": "，".join(parts),
        "counts": [[label, counts[key]] for label, key in named if counts[key]],
        "page": {"name": "members:import_detail", "uid": str(row.uid), "label": "查看导入结果"},
    }
