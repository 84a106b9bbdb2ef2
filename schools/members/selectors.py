"""Reading the register."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from core.actors import Actor
from core.listing import matches_name
from schools.members import policies
from schools.members.models import Group, Member, MemberImport, MemberKind, MemberState, Sex


def members_visible_to(actor: Actor) -> QuerySet[Member]:
    """Members that this person may see: officers all, group leaders their group, everyone their own entry."""
    members = Member.objects.select_related("group")
    if policies.can_see_register(actor):
        return members
    own = Q(user_uid=actor.uid) if actor.uid else Q(pk__in=[])
    if policies.can_see_own_group(actor) and actor.uid:
        leaders = Member.objects.filter(user_uid=actor.uid, group__isnull=False)
        own |= Q(group__in=leaders.values("group"), state=MemberState.ACTIVE)
    return members.filter(own)


def entry_of(actor: Actor) -> Member | None:
    """This person's own entry in the register, if the account is joined to one."""
    return Member.objects.select_related("group").filter(user_uid=actor.uid).first() if actor.uid else None


def matches_text(text: str) -> Q:
    """The condition of the search field: name, pinyin, staff number, or the last digits of the mobile number."""
    found = matches_name(text) | Q(staff_number__icontains=text)
    return found | Q(mobile__endswith=text) if text.isdigit() and len(text) >= _LEAST_DIGITS else found


_LEAST_DIGITS = 4


def groups_in_use() -> QuerySet[Group]:
    """Groups that members may be put into, in their order."""
    return Group.objects.filter(is_active=True)


def groups_with_counts() -> QuerySet[Group]:
    """All groups in their order with `member_count`: members on the register."""
    count = Count("member", filter=Q(member__state=MemberState.ACTIVE))
    return Group.objects.annotate(member_count=count).order_by("position", "name")


def imports_visible_to(actor: Actor) -> QuerySet[MemberImport]:
    """Imports of members, newest first; only for those who keep the register."""
    imports = MemberImport.objects.select_related("file")
    return imports if policies.can_keep_register(actor) else imports.none()


@dataclass(frozen=True)
class GroupFigures:
    """How many members on the register a group has; `name` is 未分组 for those without one."""

    name: str
    group_uid: UUID | None
    male: int
    female: int
    unknown: int
    in_service: int
    retired: int

    @property
    def total(self) -> int:
        """All members of the group."""
        return self.in_service + self.retired


def count_by_group() -> list[GroupFigures]:
    """Members on the register by group, kind and sex, in the order of the groups; one statement."""
    active = Member.objects.filter(state=MemberState.ACTIVE).order_by()
    rows = active.values_list("group__position", "group__name", "group__uid").annotate(
        male=Count("pk", filter=Q(sex=Sex.MALE)),
        female=Count("pk", filter=Q(sex=Sex.FEMALE)),
        unknown=Count("pk", filter=Q(sex="")),
        in_service=Count("pk", filter=Q(kind=MemberKind.IN_SERVICE)),
        retired=Count("pk", filter=Q(kind=MemberKind.RETIRED)),
    )
    ordered = sorted(rows, key=lambda row: (row[2] is None, row[0] or 0, row[1] or ""))
    return [GroupFigures(name or "未分组", uid, *numbers) for _, name, uid, *numbers in ordered]
