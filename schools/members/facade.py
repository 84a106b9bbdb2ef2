"""What other apps of the school may ask the register."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from core.actors import Actor
from schools.members import references, selectors
from schools.members.models import Member, MemberKind, MemberState


@dataclass(frozen=True)
class FoundMember:
    """A member as a search result."""

    uid: UUID
    name: str
    group: str


def members_for_choice() -> list[tuple[UUID, str]]:
    """(uid, name) of members in service, by pinyin: for choosing the owner of a task."""
    serving = Member.objects.filter(state=MemberState.ACTIVE, kind=MemberKind.IN_SERVICE)
    return list(serving.values_list("uid", "name"))


def known_names() -> frozenset[str]:
    """The names of everybody on the register, whatever became of them: for keeping them out of texts."""
    return frozenset(Member.objects.values_list("name", flat=True))


def member_named(name: str) -> UUID | None:
    """The uid of the only member in service with this name; None when there is none or more than one."""
    found = [uid for uid, known in members_for_choice() if known == name.strip()]
    return found[0] if len(found) == 1 else None


def member_uid_of(actor: Actor) -> UUID | None:
    """The uid under which a person is on the register; None for those who are not."""
    member = selectors.entry_of(actor)
    return member.uid if member else None


def accounts_of(uids: Collection[UUID]) -> set[UUID]:
    """The uids of the accounts of these members, where they have one."""
    found = Member.objects.filter(uid__in=uids, user_uid__isnull=False)
    return {uid for uid in found.values_list("user_uid", flat=True) if uid}


def find_members(text: str, *, actor: Actor, limit: int = 10) -> list[FoundMember]:
    """Members that `actor` may see and whose name, pinyin, staff number or mobile ending matches `text`."""
    found = selectors.members_visible_to(actor).filter(selectors.matches_text(text), state=MemberState.ACTIVE)
    return [FoundMember(member.uid, member.name, str(member.group or "")) for member in found[:limit]]


def declare_use(uids_in_use: Callable[[Collection[UUID]], Collection[UUID]]) -> None:
    """Register, at start-up, which of some members another app refers to: these are never deleted by an undo."""
    references.declare(uids_in_use)


def count_members() -> int:
    """How many are on the register."""
    return Member.objects.filter(state=MemberState.ACTIVE).count()
