"""Imports of members: read and shown, taken whole or the good rows only, undone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.database import connection
from core.errors import ConflictError, WrongStateError, ensure
from core.pinyin import person_pinyin
from files.services import content_of, store
from schools.members import policies
from schools.members.columns import FIELD_BY_KEY
from schools.members.matching import CHANGED, FAULTY, NEW, Judged, Judgement, judge, register_now
from schools.members.models import Group, ImportState, Member, MemberImport, MemberKind, MemberState
from schools.members.sheets import MemberSheet, SheetRow, read_sheet

KEEP = "只有工会主席、委员和学校管理员可以导入会员。"
_CHUNK = 1_000
_ADD = f"""
INSERT INTO {Member._meta.db_table} (
  uid, created_at, updated_at, name, pinyin, staff_number, sex, birth_on, mobile, kind, group_id, posts, joined_on,
  state, import_batch_id
)
SELECT
  gen_random_uuid(), now(), now(), name, pinyin, nullif(staff_number, ''), coalesce(sex, ''),
  nullif(birth_on, '')::date, coalesce(mobile, ''), coalesce(nullif(kind, ''), '{MemberKind.IN_SERVICE}'), "group",
  coalesce(posts, '{{}}'), nullif(joined_on, '')::date, '{MemberState.ACTIVE}', %s
FROM json_to_recordset(%s) AS entry (
  name text, pinyin text, staff_number text, sex text, birth_on text, mobile text, kind text, "group" bigint,
  posts varchar(12)[], joined_on text
)
"""  # noqa: S608 -- the name and the values are of our own models
_WRITTEN = ("pinyin", "state", *FIELD_BY_KEY)


@transaction.atomic
def take_file(name: str, content: bytes, *, actor: Actor) -> MemberImport:
    """Read a checked workbook for a preview and keep it; the register is not touched.

    Raises InvalidInputError with a sentence, and keeps nothing, when there is no list of members in it.
    """
    ensure(policies.can_keep_register(actor), KEEP)
    sheet = read_sheet(content)
    batch = MemberImport(file=store(name, content, "xlsx", actor=actor), created_by=actor.name)
    _judge_into(batch, sheet)
    batch.save()
    return batch


@transaction.atomic
def read_again(batch: MemberImport, meaning: dict[int, str], *, actor: Actor) -> MemberImport:
    """Read the file once more with columns as the person says: {index of column: key of field or ""}."""
    ensure(policies.can_keep_register(actor), KEEP)
    batch = _locked(batch, ImportState.PREVIEW, "只有还没导入的文件可以重新对列名。")
    chosen = [meaning.get(index, "") for index in range(len(_keys(batch)))]
    keys = [key if key in FIELD_BY_KEY and key not in chosen[:index] else "" for index, key in enumerate(chosen)]
    _judge_into(batch, read_sheet(content_of(batch.file), keys=keys))
    batch.save()
    return batch


def _locked(batch: MemberImport, state: ImportState, sentence: str) -> MemberImport:
    batch = MemberImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    if batch.state != state:
        raise WrongStateError(sentence)
    return batch


def _judge_into(batch: MemberImport, sheet: MemberSheet) -> None:
    judgement = _judged(sheet.rows)
    batch.columns = sheet.columns()
    _keep(batch, judgement)


def _judged(rows: Iterable[SheetRow]) -> Judgement:
    groups = dict(Group.objects.values_list("name", "is_active"))
    return judge(rows, register_now(), groups)


def _keep(batch: MemberImport, judgement: Judgement) -> None:
    batch.rows = [row.as_json() for row in judgement.rows]
    batch.faults = [asdict(fault) for fault in judgement.faults]
    batch.counts = judgement.counts()
    batch.columns = {**batch.columns, "new_groups": judgement.new_groups}


@transaction.atomic
def confirm(batch: MemberImport, *, only_good: bool, actor: Actor) -> MemberImport:
    """Decide to take the file; the work itself is `schools.members.tasks.import_members`.

    A file with faults is taken only when the person chose its good rows.
    """
    ensure(policies.can_keep_register(actor), KEEP)
    batch = _locked(batch, ImportState.PREVIEW, "这个文件已经导入或正在导入。")
    if batch.counts["faulty"] and not only_good:
        message = f"有{batch.counts['faulty']}行有问题：请改好文件重新上传，或选择只导入正确的行。"
        raise WrongStateError(message)
    if not batch.counts["new"] + batch.counts["changed"]:
        message = "没有要新增或修改的会员，不用导入。"
        raise WrongStateError(message)
    batch.state = ImportState.RUNNING
    batch.save(update_fields=["state", "updated_at"])
    return batch


def note_job(batch: MemberImport, job_uid: UUID) -> None:
    """Note which work writes a confirmed import."""
    batch.job_uid = job_uid
    batch.save(update_fields=["job_uid", "updated_at"])


@transaction.atomic
def discard(batch: MemberImport, *, actor: Actor) -> None:
    """Throw a preview away; the file stays in the store."""
    ensure(policies.can_keep_register(actor), KEEP)
    _locked(batch, ImportState.PREVIEW, "已经导入的文件不能放弃，可以撤销导入。").delete()


def pinyin_of(names: Iterable[str]) -> dict[str, str]:
    """The pinyin of each name, worked out before the register is locked."""
    return {name: person_pinyin(name) for name in names}


@transaction.atomic
def write(batch: MemberImport, pinyin: dict[str, str], *, actor: Actor) -> MemberImport:
    """Write all rows of a confirmed file into the register in one transaction.

    The rows are judged once more: raises ConflictError when the register changed since the preview in a way that
    makes a good row faulty or another one's.
    """
    ensure(policies.can_keep_register(actor), KEEP)
    batch = _locked(batch, ImportState.RUNNING, "这个文件已经导入。")
    good = [row for row in batch.rows if row["status"] != FAULTY]
    judgement = _judged(SheetRow(row["row"], row["values"]) for row in good)
    before = [(row["row"], row["uid"]) for row in good]
    if [(row.row, row.uid) for row in judgement.rows] != before or judgement.faults:
        message = "预览之后名册又有了改动，有的行对不上了。请重新核对后再导入。"
        raise ConflictError(message)
    groups = _with_new_groups(judgement.new_groups)
    try:
        with transaction.atomic():
            _add_new([row for row in judgement.rows if row.status == NEW], groups, pinyin, batch)
            _update([row for row in judgement.rows if row.status == CHANGED], groups, pinyin)
    except IntegrityError as error:
        message = "写入时有会员刚被别人登记，工号重复。请重新核对后再导入。"
        raise ConflictError(message) from error
    counts = judgement.counts()
    batch.counts = {**counts, "faulty": batch.counts["faulty"]}
    batch.changes = {
        "members": [{"uid": row.uid, "fields": row.changes} for row in judgement.rows if row.status == CHANGED],
        "groups": [str(groups[name].uid) for name in judgement.new_groups],
    }
    batch.state, batch.finished_at = ImportState.DONE, timezone.now()
    batch.save(update_fields=["counts", "changes", "state", "finished_at", "updated_at"])
    after = {"new": counts["new"], "changed": counts["changed"], "skipped": batch.counts["faulty"]}
    record("member.import", batch, actor=actor, after=after)
    return batch


def _with_new_groups(names: Sequence[str]) -> dict[str, Group]:
    groups = {group.name: group for group in Group.objects.all()}
    first = max((group.position for group in groups.values()), default=-1) + 1
    made = [Group(name=name, position=first + offset) for offset, name in enumerate(names)]
    Group.objects.bulk_create(made)
    return groups | {group.name: group for group in made}


def _add_new(rows: Sequence[Judged], groups: dict[str, Group], pinyin: dict[str, str], batch: MemberImport) -> None:
    """One statement reads all rows out of one JSON text; 10,000 model instances would take ten times as long."""
    entries = [
        {
            **row.values,
            "pinyin": pinyin.get(row.values["name"]) or person_pinyin(row.values["name"]),
            "group": groups[group].pk if (group := row.values.get("group")) else None,
        }
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [batch.pk, json.dumps(entries)])


def _update(rows: Sequence[Judged], groups: dict[str, Group], pinyin: dict[str, str]) -> None:
    members = {str(member.uid): member for member in members_by_uid([row.uid for row in rows if row.uid])}
    for row in rows:
        member = members[row.uid or ""]
        for key, (_, value) in row.changes.items():
            put(member, key, value, groups)
        member.pinyin = pinyin.get(member.name) or person_pinyin(member.name)
    save_all(list(members.values()))


def members_by_uid(uids: Sequence[str]) -> list[Member]:
    """The members with these uids, locked."""
    members = Member.objects.select_for_update(of=("self",)).select_related("group")
    return list(members.filter(uid__in=[UUID(uid) for uid in uids]))


def save_all(members: Sequence[Member]) -> None:
    """Write many changed members: an upsert is ten times as fast as bulk_update's CASE."""
    now = timezone.now()
    for member in members:
        member.updated_at = now
    Member.objects.bulk_create(
        members, batch_size=_CHUNK, update_conflicts=True, unique_fields=["id"],
        update_fields=[*_WRITTEN, "updated_at"],
    )  # fmt: skip


def put(member: Member, key: str, value: Any, groups: dict[str, Group]) -> None:
    """Write a cleaned value into a field of `member`."""
    match key:
        case "group":
            member.group = groups.get(value)
        case "birth_on" | "joined_on":
            setattr(member, key, date.fromisoformat(value) if value else None)
        case "staff_number":
            member.staff_number = value or None
        case _:
            setattr(member, key, value)


@transaction.atomic
def back_to_preview(batch: MemberImport) -> MemberImport:
    """Show a confirmed import that could not be written once more, read anew against the register as it is now."""
    batch = _locked(batch, ImportState.RUNNING, "这个文件已经导入。")
    _judge_into(batch, read_sheet(content_of(batch.file), keys=_keys(batch)))
    batch.state = ImportState.PREVIEW
    batch.save()
    return batch


def _keys(batch: MemberImport) -> list[str]:
    """The key of every column of the file, as decided for this import."""
    decided = {heading["index"]: heading["key"] for heading in batch.columns["headings"]}
    return [decided.get(index, "") for index in range(max(decided, default=0) + 1)]
