"""Users of one place (a school or the district) and their sign-ins."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.actors import Actor, Role
from core.models import Record

MOBILE_PATTERN = RegexValidator(r"^1[3-9]\d{9}$", "手机号应为11位数字，以1开头。")
EMAIL_WORDS = "请填写完整的邮箱，如 name@example.com。"


class User(AbstractBaseUser):
    """A person who may sign in here. Never deleted, only deactivated; roles are codes of core.actors.Role."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField("用户名", max_length=32, unique=True)
    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("拼音", max_length=240, blank=True)
    mobile = models.CharField("手机号", max_length=11, unique=True, null=True, blank=True, validators=[MOBILE_PATTERN])
    email = models.EmailField("邮箱", blank=True, error_messages={"invalid": EMAIL_WORDS})
    has_mail_reminders = models.BooleanField("邮件提醒", default=True)
    staff_number = models.CharField("工号", max_length=20, unique=True, null=True, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name="角色", default=list)
    home_school = models.CharField("所在学校代码", max_length=32, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    sessions_round = models.PositiveIntegerField("登录批次", default=0)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        verbose_name = "账号"
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        """The person's name and user name."""
        return f"{self.name}（{self.username}）"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the password and to `sessions_round`: raising the round ends them all."""
        return salted_hmac(
            "accounts.User.sessions", f"{self.password}:{self.sessions_round}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def role_labels(self) -> str:
        """All roles in the order of product.md, in Chinese."""
        return "、".join(role.label for role in Role if role.value in self.roles)

    @property
    def is_locked(self) -> bool:
        """Whether too many wrong passwords keep the account shut at this moment."""
        return self.locked_until is not None and self.locked_until > timezone.now()

    @property
    def state(self) -> str:
        """What the list shows: `inactive`, `locked`, `new` (never signed in) or `active`."""
        if not self.is_active:
            return "inactive"
        if self.is_locked:
            return "locked"
        return "active" if self.last_login else "new"

    def as_actor(self, school: str | None) -> Actor:
        """The actor of this person in the place whose schema it was read from."""
        return Actor(self.uid, self.name, frozenset(self.roles), school, self.home_school)


class SignInResult(models.TextChoices):
    """How an attempt ended."""

    OK = "ok", "成功"
    WRONG = "wrong", "密码错误"
    LOCKED = "locked", "已锁定"
    DISABLED = "disabled", "账号已停用"


class SignIn(Record):
    """One attempt to sign in to an existing account."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins", verbose_name="账号")
    result = models.CharField("结果", max_length=10, choices=SignInResult)
    ip = models.GenericIPAddressField("来源地址", null=True)
    device = models.CharField("设备", max_length=200, blank=True)

    class Meta:
        verbose_name = "登录记录"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        """Who and how."""
        return f"{self.user} {self.get_result_display()}"


class ApiToken(Record):
    """A key for programs that act as one person in one place; only the digest of its secret is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens", verbose_name="账号")
    name = models.CharField("用途", max_length=60)
    digest = models.CharField("校验值", max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("到期时间")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        """What it is for."""
        return self.name

    @property
    def state(self) -> str:
        """What the list shows: `revoked`, `expired` or `active`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= timezone.now() else "active"
