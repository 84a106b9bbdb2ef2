"""The register as a list: its filters and its Excel columns."""

from django.db.models import Q

from core.listing import Column, Listing, Pick
from core.templatetags.ui import mask_mobile
from schools.members.models import Member, MemberKind, MemberState, Post, Sex
from schools.members.selectors import groups_with_counts, matches_text

NO_GROUP = "none"


def posts_of(member: Member) -> str:
    """The member's posts in Chinese."""
    return "、".join(Post(code).label for code in member.posts)


def listing() -> Listing:
    """Describe the register; asks the database for the groups."""
    groups = [(str(group.uid), group.name) for group in groups_with_counts() if group.is_active or group.member_count]  # type: ignore[attr-defined]
    return Listing(
        title="会员名册",
        unit="人",
        orders={
            "name": ["pinyin"], "number": ["staff_number"], "group": ["group__position", "group__name", "pinyin"],
            "birth": ["birth_on"], "joined": ["joined_on"],
        },
        default_order="name",
        columns=[
            Column("姓名", 12, lambda member: member.name),
            Column("工号", 12, lambda member: member.staff_number),
            Column("性别", 8, lambda member: member.get_sex_display()),
            Column("出生日期", 14, lambda member: member.birth_on),
            Column("手机号", 16, lambda member: mask_mobile(member.mobile)),
            Column("类别", 10, lambda member: member.get_kind_display()),
            Column("工会小组", 16, lambda member: member.group and member.group.name),
            Column("工会职务", 24, posts_of),
            Column("入会日期", 14, lambda member: member.joined_on),
            Column("状态", 10, lambda member: member.get_state_display()),
        ],
        picks=[
            Pick("group", "小组", [*groups, (NO_GROUP, "未分组")], _in_group),
            Pick("kind", "类别", MemberKind.choices, lambda value: Q(kind=value)),
            Pick("sex", "性别", Sex.choices, lambda value: Q(sex=value)),
            Pick("post", "职务", [("any", "有职务"), *Post.choices], _with_post),
            Pick(
                "state", "状态", [("left", "已离册"), ("all", "全部")],
                lambda value: Q() if value == "all" else Q(state=value),
                blank_label="在册", blank=Q(state=MemberState.ACTIVE),
            ),
        ],
        search=matches_text,
        placeholder="姓名、首字母、工号",
    )  # fmt: skip


def _in_group(value: str) -> Q:
    return Q(group=None) if value == NO_GROUP else Q(group__uid=value)


def _with_post(value: str) -> Q:
    return Q(posts__len__gt=0) if value == "any" else Q(posts__contains=[value])
