"""Union groups: made, renamed, put in order, stopped, started."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from schools.members import policies
from schools.members.models import Group, Member, MemberState

KEEP = "只有工会主席、委员和学校管理员可以管理工会小组。"


@transaction.atomic
def add_group(name: str, *, actor: Actor) -> Group:
    """Make a group, last in the order. Raises InvalidInputError when the name is taken or too long."""
    ensure(policies.can_keep_register(actor), KEEP)
    group = Group(name=name.strip(), position=_next_position())
    _save(group)
    record("group.create", group, actor=actor)
    return group


def _next_position() -> int:
    last = Group.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _save(group: Group) -> None:
    try:
        group.full_clean()
    except ValidationError as error:
        raise InvalidInputError(" ".join(error.messages)) from error
    group.save()


@transaction.atomic
def rename_group(group: Group, name: str, *, actor: Actor) -> Group:
    """Give a group another name."""
    ensure(policies.can_keep_register(actor), KEEP)
    group = Group.objects.select_for_update().get(pk=group.pk)
    before = group.name
    group.name = name.strip()
    _save(group)
    if group.name != before:
        record("group.change", group, actor=actor, before={"name": before}, after={"name": group.name})
    return group


@transaction.atomic
def move_group(group: Group, step: int, *, actor: Actor) -> None:
    """Move a group up (`step` -1) or down (1) by one place; at the end nothing happens."""
    ensure(policies.can_keep_register(actor), KEEP)
    groups = list(Group.objects.select_for_update().order_by("position", "name"))
    place = next(index for index, other in enumerate(groups) if other.pk == group.pk)
    if not 0 <= place + step < len(groups):
        return
    groups.insert(place + step, groups.pop(place))
    for position, other in enumerate(groups):
        other.position = position
    Group.objects.bulk_update(groups, ["position"])


@transaction.atomic
def stop_group(group: Group, *, actor: Actor) -> Group:
    """Take a group out of use; only when nobody on the register is in it."""
    ensure(policies.can_keep_register(actor), KEEP)
    group = Group.objects.select_for_update().get(pk=group.pk)
    count = Member.objects.filter(group=group, state=MemberState.ACTIVE).count()
    if count:
        message = f"{group.name}还有{count}位在册会员，请先把他们转到别的小组。"
        raise WrongStateError(message)
    group.is_active = False
    group.save(update_fields=["is_active", "updated_at"])
    record("group.stop", group, actor=actor)
    return group


@transaction.atomic
def start_group(group: Group, *, actor: Actor) -> Group:
    """Take a group into use again."""
    ensure(policies.can_keep_register(actor), KEEP)
    group = Group.objects.select_for_update().get(pk=group.pk)
    group.is_active = True
    group.save(update_fields=["is_active", "updated_at"])
    record("group.start", group, actor=actor)
    return group
