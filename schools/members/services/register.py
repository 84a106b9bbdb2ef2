"""Members: onto the register, changed, off it and back; a mobile number shown in full."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.errors import ConflictError, InvalidInputError, WrongStateError, ensure
from core.pinyin import person_pinyin
from core.templatetags.ui import mask_mobile
from schools.members import policies
from schools.members.models import Group, Member, MemberKind, MemberState

KEEP = "只有工会主席、委员和学校管理员可以修改会员名册。"
_LEAST_REASON = 2


@dataclass(frozen=True)
class MemberFacts:
    """What is written about a member; codes of Sex, MemberKind and Post."""

    name: str
    staff_number: str = ""
    sex: str = ""
    birth_on: date | None = None
    mobile: str = ""
    kind: str = MemberKind.IN_SERVICE.value
    group: Group | None = None
    posts: Sequence[str] = field(default_factory=tuple)
    joined_on: date | None = None


@transaction.atomic
def add_member(facts: MemberFacts, *, actor: Actor) -> Member:
    """Put a person on the register. Raises InvalidInputError with a sentence per wrong field."""
    ensure(policies.can_keep_register(actor), KEEP)
    member = Member()
    _write(member, facts)
    member.save()
    record("member.create", member, actor=actor, after=_shown(member))
    return member


@transaction.atomic
def change_member(member: Member, facts: MemberFacts, *, seen: str, actor: Actor) -> Member:
    """Write new facts; `seen` is the version (`version_of`) that the person saw.

    Raises ConflictError when somebody else wrote in between, InvalidInputError with a sentence per wrong field.
    """
    ensure(policies.can_keep_register(actor), KEEP)
    member = Member.objects.select_for_update().get(pk=member.pk)
    if seen != version_of(member):
        message = f"{member.name}的信息刚被别人改过，请核对现在的内容后再保存。"
        raise ConflictError(message)
    before = _shown(member)
    _write(member, facts)
    member.save()
    after = _shown(member)
    changed = [key for key in after if after[key] != before[key]]
    if changed:
        record(
            "member.change", member, actor=actor,
            before={key: before[key] for key in changed}, after={key: after[key] for key in changed},
        )  # fmt: skip
    return member


def version_of(member: Member) -> str:
    """What tells whether a member was changed since."""
    return member.updated_at.isoformat()


def _write(member: Member, facts: MemberFacts) -> None:
    member.name, member.staff_number = facts.name.strip(), facts.staff_number.strip() or None
    member.pinyin = person_pinyin(member.name)
    member.sex, member.birth_on, member.mobile = facts.sex, facts.birth_on, facts.mobile
    member.kind, member.group, member.posts = facts.kind, facts.group, list(facts.posts)
    member.joined_on = facts.joined_on
    try:
        member.full_clean()
    except ValidationError as error:
        labels = {part.name: str(part.verbose_name) for part in Member._meta.fields}
        sentences = [f"{labels.get(name, '会员')}：{'；'.join(words)}" for name, words in error.message_dict.items()]
        raise InvalidInputError(" ".join(sentences)) from error


def _shown(member: Member) -> dict[str, Any]:
    """The facts as the audit trail keeps them: the mobile number masked."""
    return {
        "name": member.name, "staff_number": member.staff_number or "", "sex": member.sex,
        "birth_on": member.birth_on.isoformat() if member.birth_on else "", "mobile": mask_mobile(member.mobile),
        "kind": member.kind, "group": str(member.group or ""), "posts": member.posts,
        "joined_on": member.joined_on.isoformat() if member.joined_on else "",
    }  # fmt: skip


@transaction.atomic
def take_off_register(member: Member, *, reason: str, actor: Actor) -> Member:
    """Let a member leave; the entry stays and can return. The account is not touched: that is the administrator's."""
    ensure(policies.can_keep_register(actor), KEEP)
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.state != MemberState.ACTIVE:
        message = f"{member.name}已经离册。"
        raise WrongStateError(message)
    member.state = MemberState.LEFT
    member.save(update_fields=["state", "updated_at"])
    record("member.leave", member, actor=actor, after={"reason": _reason(reason)})
    return member


@transaction.atomic
def put_back_on_register(member: Member, *, actor: Actor) -> Member:
    """Let a member who left return."""
    ensure(policies.can_keep_register(actor), KEEP)
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.state != MemberState.LEFT:
        message = f"{member.name}本来就在册。"
        raise WrongStateError(message)
    member.state = MemberState.ACTIVE
    member.save(update_fields=["state", "updated_at"])
    record("member.return", member, actor=actor)
    return member


@transaction.atomic
def reveal_mobile(member: Member, *, reason: str, actor: Actor) -> str:
    """Give the full mobile number, noting why it was wanted."""
    ensure(policies.can_reveal_mobile(actor), "您的角色不能查看完整手机号。")
    if not member.mobile:
        message = f"{member.name}没有登记手机号。"
        raise WrongStateError(message)
    record("mobile.reveal", member, actor=actor, after={"reason": _reason(reason)})
    return member.mobile


def _reason(reason: str) -> str:
    reason = reason.strip()[:200]
    if len(reason) < _LEAST_REASON:
        message = "请写明理由，至少两个字。"
        raise InvalidInputError(message)
    return reason
