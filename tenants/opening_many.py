"""Opening many schools from a list: each in a transaction of its own, first passwords kept for a day."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError, InvalidInputError, ensure
from core.exports import workbook
from files.models import StoredFile
from files.services import content_of
from jobs.models import Job
from jobs.work import Progress
from tenants import policies
from tenants.models import FirstPassword
from tenants.opening import open_school
from tenants.school_list import SchoolRow, read_schools, taken_names
from tenants.work import start_job

PASSWORDS_KEPT = timedelta(hours=24)


def listed_schools(stored: StoredFile) -> list[SchoolRow]:
    """The rows of an uploaded list, judged against the register of now."""
    return read_schools(content_of(stored), taken=taken_names())


def start_opening(stored: StoredFile, *, only_good: bool, actor: Actor) -> Job:
    """Start the job that opens the schools of a list; with a wrong row only when `only_good` was chosen."""
    ensure(policies.can_change_schools(actor), "只有区工会管理员可以开通学校。")
    rows = listed_schools(stored)
    good = sum(row.is_good for row in rows)
    if not good:
        message = "没有可以开通的学校，请改正后重新上传。"
        raise InvalidInputError(message)
    if good < len(rows) and not only_good:
        message = f"有{len(rows) - good}行需要改。要先开通其余{good}所，请勾选“只开通正确的”。"
        raise InvalidInputError(message)
    from tenants.tasks import open_schools  # noqa: PLC0415 -- tasks stand above services

    return start_job(open_schools, {"file": str(stored.uid)}, title=f"开通{good}所学校", actor=actor)


def open_listed(progress: Progress, *, file: str) -> dict[str, Any]:
    """Open every good row of the stored list; return a report with `opened` and `failed` rows, without passwords.

    A school that fails leaves nothing and does not stop the others.
    """
    starter = progress.row.started_by_uid
    user = User.objects.filter(uid=starter, is_active=True).first() if starter else None
    if user is None:
        message = "发起人的账号已停用，没有开通学校。"
        raise InvalidInputError(message)
    rows = listed_schools(StoredFile.objects.get(uid=file))
    good = [row for row in rows if row.is_good]
    opened: list[dict[str, object]] = []
    failed = [_refused(row, " ".join(row.errors)) for row in rows if not row.is_good]
    progress.begin(len(good), "正在开通")
    for row in good:
        try:
            opened.append(_open_row(row, progress.row.uid, user.as_actor(None)))
        except (DomainError, DatabaseError) as error:
            failed.append(_refused(row, str(error).splitlines()[0]))
        progress.row.report = {"opened": opened, "failed": failed}
        progress.row.save(update_fields=["report", "updated_at"])
        progress.advance(1, f"刚开通：{row.texts['short_name']}")
    return {"opened": opened, "failed": failed}


def _open_row(row: SchoolRow, job_uid: UUID, actor: Actor) -> dict[str, object]:
    new = row.new
    if new is None:
        message = "这一行有错。"
        raise InvalidInputError(message)
    with transaction.atomic():
        opened = open_school(new, actor=actor)
        FirstPassword.objects.create(
            job_uid=job_uid, for_uid=actor.uid, school=opened.school, holder=new.admin_name,
            username=opened.username, password=opened.password, expires_at=timezone.now() + PASSWORDS_KEPT,
        )  # fmt: skip
    return {"row": row.number, "name": new.short_name, "code": new.code, "uid": str(opened.school.uid)}


def _refused(row: SchoolRow, reason: str) -> dict[str, object]:
    return {"row": row.number, "name": row.texts.get("short_name") or row.texts.get("name", ""), "reason": reason}


def purge_first_passwords() -> int:
    """Delete first passwords whose day is over; return how many."""
    return FirstPassword.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def passwords_workbook(passwords: Sequence[FirstPassword], base_url: str) -> bytes:
    """An .xlsx with address, user name and first password of each school; `base_url` ends without a slash."""
    columns = [("学校", 18), ("网址", 42), ("管理员", 12), ("用户名", 14), ("首次密码", 20), ("说明", 40)]
    rows = [
        (row.school.short_name, f"{base_url}{row.school.prefix}", row.holder, row.username, row.password,
         "首次登录后须立即修改密码")
        for row in passwords
    ]  # fmt: skip
    return workbook("学校首次密码", columns, rows)


def failures_workbook(failed: Sequence[dict[str, Any]]) -> bytes:
    """An .xlsx with the rows that could not be opened and why."""
    columns = [("行号", 8), ("学校", 20), ("原因", 60)]
    return workbook("未开通的学校", columns, [(row["row"], row["name"], row["reason"]) for row in failed])
