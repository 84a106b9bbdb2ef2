"""Writing records: new, changed, deleted, with their files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from audit.services import record as note
from core.actors import Actor
from core.errors import ConflictError, InvalidInputError, WrongStateError, ensure
from core.periods import today
from files.services import EVIDENCE_LABELS, read_upload, store
from schools.records import kinds, policies
from schools.records.models import RecordFile, WorkRecord
from schools.records.pushing import facts_changed
from schools.records.services import deeds

MOST_FILES = 20
TOO_MANY = f"一条记录最多{MOST_FILES}个附件，请分成几条登记。"
NOT_YET = "日期还没有到，做完以后再登记。"
_REFUSED = "只有工会主席和工会委员可以登记工作。"


@dataclass(frozen=True)
class RecordText:
    """What a record says: `people` a head count, `hours` one decimal, `cost` in yuan, `area` a code."""

    day: date
    title: str
    area: str
    text: str = ""
    place: str = ""
    people: int | None = None
    hours: Decimal | None = None
    cost: Decimal | None = None


@transaction.atomic
def add_record(
    text: RecordText, uploads: Sequence[UploadedFile] = (), *, task: UUID | None = None, actor: Actor
) -> WorkRecord:
    """Keep what was done; with `task` it carries that task out at once, else tasks are proposed.

    Raises NotAllowedError, InvalidInputError for a day to come, a task that is gone, or a file that is not taken.
    """
    ensure(policies.can_write_records(actor), _REFUSED)
    _check_day(text.day)
    row = WorkRecord.objects.create(**_values(text), author_uid=actor.uid, author_name=actor.name, saved_by=actor.name)
    _attach(row, uploads, actor=actor)
    note("work.add", row, actor=actor, after=_facts(row))
    if task is not None:
        chosen = deeds.task_for(task, actor=actor)
        deeds.carry_out(kinds.WORK.code, row.uid, chosen, day=row.day, title=row.title, actor=actor)
    else:
        _propose(row, actor=actor)
    facts_changed()
    return row


@transaction.atomic
def change_record(
    row: WorkRecord,
    text: RecordText,
    uploads: Sequence[UploadedFile] = (),
    *,
    removed: Collection[UUID] = (),
    version: int,
    actor: Actor,
) -> WorkRecord:
    """Save what a record says, add files and take off those in `removed`; ConflictError when `version` is old."""
    row = _locked(row, actor=actor)
    if row.version != version:
        at = timezone.localtime(row.updated_at)
        message = f"{row.saved_by or '别人'}在{at:%H:%M}保存过这条记录，您的修改没有存入。请对照后再保存。"
        raise ConflictError(message)
    _check_day(text.day)
    before = _facts(row)
    for name, value in _values(text).items():
        setattr(row, name, value)
    row.version, row.saved_by = row.version + 1, actor.name
    row.save()
    row.files.filter(uid__in=removed).delete()
    _attach(row, uploads, actor=actor)
    after = _facts(row)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        note("work.change", row, actor=actor, before={name: before[name] for name in changed},
             after={name: after[name] for name in changed})  # fmt: skip
    _propose(row, actor=actor)
    facts_changed()
    return row


@transaction.atomic
def delete_record(row: WorkRecord, *, actor: Actor) -> None:
    """Delete a record; the tasks that it carried out lose it."""
    row = _locked(row, actor=actor)
    deeds.withdraw(kinds.WORK.code, row.uid, actor=actor)
    note("work.delete", row, actor=actor, before=_facts(row))
    row.delete()


def _locked(row: WorkRecord, *, actor: Actor) -> WorkRecord:
    ensure(policies.can_write_records(actor), _REFUSED)
    found = WorkRecord.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        message = "这条记录已被删除。"
        raise WrongStateError(message)
    return found


def _check_day(day: date) -> None:
    if day > today():
        raise InvalidInputError(NOT_YET)


def _attach(row: WorkRecord, uploads: Sequence[UploadedFile], *, actor: Actor) -> None:
    if row.files.count() + len(uploads) > MOST_FILES:
        raise InvalidInputError(TOO_MANY)
    for upload in uploads:
        name, content, kind = read_upload(upload, kinds=EVIDENCE_LABELS)
        RecordFile.objects.create(record=row, file=store(name, content, kind, actor=actor))


def _propose(row: WorkRecord, *, actor: Actor) -> None:
    deeds.propose(kinds.WORK.code, row.uid, day=row.day, title=row.title, area=row.area, actor=actor)


def _values(text: RecordText) -> dict[str, Any]:
    return {one.name: getattr(text, one.name) for one in fields(text)}


def _facts(row: WorkRecord) -> dict[str, Any]:
    facts = {one.name: getattr(row, one.name) for one in fields(RecordText)}
    facts |= {name: str(facts[name]) for name in ("day", "hours", "cost") if facts[name] is not None}
    return {**facts, "files": [str(one) for one in row.files.select_related("file")]}
