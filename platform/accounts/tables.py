"""The list of accounts: its filters and its Excel columns."""

from django.db.models import Q
from django.utils import timezone

from accounts.selectors import matches_text, roles_offered
from core.actors import Actor
from core.listing import Column, Listing, Pick
from core.templatetags.ui import mask_email, mask_mobile

STATES = [("active", "正常"), ("new", "未登录过"), ("locked", "已锁定"), ("inactive", "已停用")]


def listing_for(actor: Actor) -> Listing:
    """Describe the list of accounts of the actor's place."""
    return Listing(
        title="账号",
        unit="个",
        orders={"name": ["pinyin", "name"], "username": ["username"], "seen": ["last_login"]},
        default_order="name",
        columns=[
            Column("姓名", 14, lambda user: user.name),
            Column("用户名", 16, lambda user: user.username),
            Column("角色", 30, lambda user: user.role_labels),
            Column("工号", 12, lambda user: user.staff_number),
            Column("手机号", 14, lambda user: mask_mobile(user.mobile)),
            Column("邮箱", 22, lambda user: mask_email(user.email)),
            Column("状态", 10, lambda user: dict(STATES)[user.state]),
            Column("最近登录", 18, lambda user: user.last_login),
        ],
        picks=[
            Pick(
                "role", "角色", [(role.value, role.label) for role in roles_offered(actor)],
                lambda value: Q(roles__contains=[value]),
            ),
            Pick("state", "状态", STATES, _in_state),
        ],
        search=matches_text,
        placeholder="姓名、首字母",
    )  # fmt: skip


def _in_state(state: str) -> Q:
    locked = Q(locked_until__gt=timezone.now())
    return {
        "inactive": Q(is_active=False),
        "locked": Q(is_active=True) & locked,
        "new": Q(is_active=True, last_login__isnull=True) & ~locked,
        "active": Q(is_active=True, last_login__isnull=False) & ~locked,
    }[state]
