"""Who acts: roles (product.md §1) and the actor that every rule is asked about."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import models


class Role(models.TextChoices):
    """All roles; the first eight live in schools, the others in the district."""

    CHAIR = "chair", "工会主席"
    COMMITTEE = "committee", "工会委员"
    GROUP_LEADER = "group_leader", "工会小组长"
    LEADER = "leader", "校长/书记"
    HANDLER = "handler", "部门承办人"
    REPORTER = "reporter", "信息员"
    MEMBER = "member", "教职工"
    SCHOOL_ADMIN = "school_admin", "学校管理员"
    DISTRICT_ADMIN = "district_admin", "区工会管理员"
    REVIEWER = "reviewer", "审核员"
    APPROVER = "approver", "审定人"
    EDITOR = "editor", "信息编辑"
    ORGANISER = "organiser", "赛事负责人"
    OFFICIAL = "official", "领导"


SCHOOL_ROLES = tuple(Role)[:8]
DISTRICT_ROLES = tuple(Role)[8:]


@dataclass(frozen=True)
class Actor:
    """A person at work in one place: `school` is the code of the mounted school, None in the district."""

    uid: UUID | None
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    school: str | None = None
    home_school: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a known person (the system itself counts as known)."""
        return self.uid is not None or self.name == SYSTEM_NAME

    @property
    def role_label(self) -> str:
        """The first role in the order of product.md, as shown beside the name."""
        return next((role.label for role in Role if role.value in self.roles), "")

    def has(self, *roles: Role) -> bool:
        """Whether the person holds at least one of `roles`."""
        return any(role.value in self.roles for role in roles)


SYSTEM_NAME = "系统"
NOBODY = Actor(uid=None, name="")


def system_actor(school: str | None = None) -> Actor:
    """The actor of work that no person started (nightly jobs, commands); holds every role of its place."""
    roles = SCHOOL_ROLES if school else DISTRICT_ROLES
    return Actor(uid=None, name=SYSTEM_NAME, roles=frozenset(role.value for role in roles), school=school)
