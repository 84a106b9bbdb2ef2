"""Undoing an import of members: what was changed is put back, what was added is taken away again."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import WrongStateError, ensure
from schools.members import policies
from schools.members.models import Group, ImportState, Member, MemberImport, MemberState
from schools.members.references import in_use
from schools.members.services.importing import KEEP, members_by_uid, put, save_all


@dataclass
class UndoPlan:
    """What an undo would do: put fields back, leave later changes alone, delete, or only take off the register."""

    restored: list[tuple[Member, dict[str, Any]]] = field(default_factory=list)
    kept: int = 0
    removed: list[Member] = field(default_factory=list)
    left: list[Member] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many members each of them touches."""
        return {
            "restored": len(self.restored), "kept": self.kept, "removed": len(self.removed), "left": len(self.left),
        }  # fmt: skip


def plan_undo(batch: MemberImport) -> UndoPlan:
    """Work out what undoing `batch` would do now; call inside a transaction.

    A field that somebody changed after the import stays. An added member with an account, or one that other records
    refer to, is not deleted but taken off the register.
    """
    plan = UndoPlan()
    changed = {entry["uid"]: entry["fields"] for entry in batch.changes.get("members", [])}
    for member in members_by_uid(list(changed)):
        fields = changed[str(member.uid)]
        back = {key: before for key, (before, after) in fields.items() if _value(member, key) == after}
        plan.kept += len(back) < len(fields)
        if back:
            plan.restored.append((member, back))
    added = list(Member.objects.select_for_update(of=("self",)).filter(import_batch=batch, state=MemberState.ACTIVE))
    used = in_use([member.uid for member in added])
    for member in added:
        (plan.left if member.user_uid or member.uid in used else plan.removed).append(member)
    return plan


def _value(member: Member, key: str) -> Any:
    if key == "group":
        return member.group.name if member.group else ""
    value = getattr(member, key)
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def undo(batch: MemberImport, *, actor: Actor) -> dict[str, int]:
    """Undo an import; returns how many members were restored, kept, removed, left. Raises WrongStateError."""
    ensure(policies.can_keep_register(actor), KEEP)
    batch = MemberImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    if batch.state != ImportState.DONE:
        message = "只有已经导入的文件可以撤销，而且只能撤销一次。"
        raise WrongStateError(message)
    plan = plan_undo(batch)
    groups = {group.name: group for group in Group.objects.all()}
    for member, back in plan.restored:
        for key, before in back.items():
            put(member, key, before, groups)
    save_all([member for member, _ in plan.restored])
    doomed = Member.objects.filter(pk__in=[member.pk for member in plan.removed])
    doomed._raw_delete(doomed.db)  # nothing cascades from members; delete() would take a statement per hundred
    Member.objects.filter(pk__in=[member.pk for member in plan.left]).update(
        state=MemberState.LEFT, updated_at=timezone.now()
    )
    _remove_empty_groups(batch)
    batch.state = ImportState.UNDONE
    batch.counts = {**batch.counts, **plan.counts()}
    batch.save(update_fields=["state", "counts", "updated_at"])
    record("member.undo_import", batch, actor=actor, after=plan.counts())
    return plan.counts()


def _remove_empty_groups(batch: MemberImport) -> None:
    made = Group.objects.filter(uid__in=[UUID(uid) for uid in batch.changes.get("groups", [])])
    made.filter(~Exists(Member.objects.filter(group=OuterRef("pk")))).delete()
