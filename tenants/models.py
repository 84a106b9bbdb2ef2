"""The registry of schools, in the public schema."""

from typing import ClassVar, NoReturn

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from core.models import Record


class SchoolKind(models.TextChoices):
    """Kinds of schools; the first part of a peer group."""

    KINDERGARTEN = "kindergarten", "幼儿园"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"
    NINE_YEAR = "nine_year", "九年一贯"
    VOCATIONAL = "vocational", "职校"
    SPECIAL = "special", "特校"


class SchoolState(models.TextChoices):
    """Open, paused for a while, or closed for good (kept, never deleted)."""

    ACTIVE = "active", "使用中"
    SUSPENDED = "suspended", "已停用"
    CLOSED = "closed", "已关闭"


USERNAME_PATTERN = RegexValidator(r"^[a-zA-Z][a-zA-Z0-9._-]{1,31}$", "用2—32个字母、数字、点或短横，以字母开头。")
MOST_STAFF = 20_000
CODE_PATTERN = RegexValidator(r"^[a-z][a-z0-9-]{0,30}[a-z0-9]$", "用2—32个小写字母、数字或短横，以字母开头。")


class School(Record, TenantMixin):  # type: ignore[misc, django-manager-missing]  # the library is untyped
    """One school union. `schema_name` is made by us and never shown; `code` is in its address."""

    auto_create_schema = False
    auto_drop_schema = False

    code = models.CharField(
        "代码", max_length=32, unique=True, validators=[CODE_PATTERN], error_messages={"unique": "已有学校用这个代码。"}
    )
    name = models.CharField("学校全称", max_length=60, unique=True, error_messages={"unique": "已有同名的学校。"})
    short_name = models.CharField("简称", max_length=12)
    pinyin = models.CharField("拼音", max_length=240, blank=True)
    kind = models.CharField("学段", max_length=16, choices=SchoolKind)
    area = models.CharField("片区", max_length=20, blank=True)
    staff_count = models.PositiveIntegerField("教职工人数", default=0, validators=[MinValueValidator(1)])
    state = models.CharField("状态", max_length=12, choices=SchoolState, default=SchoolState.ACTIVE)
    state_reason = models.CharField("停用或关闭的原因", max_length=200, blank=True)
    opened_on = models.DateField("开通日期")
    closed_on = models.DateField("关闭日期", null=True, blank=True)
    first_used_on = models.DateField("首次使用日期", null=True, blank=True)

    class Meta:
        verbose_name = "学校"
        verbose_name_plural = "学校"
        ordering: ClassVar = ["pinyin", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="school_closed_has_day",
                condition=models.Q(state="closed", closed_on__isnull=False) | ~models.Q(state="closed"),
            ),
        ]

    def __str__(self) -> str:
        """The short name, as lists and charts show it."""
        return self.short_name

    def __enter__(self) -> NoReturn:
        """Refused: the library keeps its stack on the class, so threads swap schools (scale.md I-02)."""
        message = "use tenants.schemas.in_school(school)"
        raise TypeError(message)

    @property
    def initials(self) -> str:
        """First letters of the pinyin."""
        return "".join(syllable[0] for syllable in self.pinyin.split())

    @property
    def place_name(self) -> str:
        """How the union calls itself in the top bar."""
        return f"{self.short_name}工会"

    @property
    def is_open(self) -> bool:
        """Whether people may sign in."""
        return self.state == SchoolState.ACTIVE

    @property
    def prefix(self) -> str:
        """The first part of every address of this school on the district's host."""
        return f"/s/{self.code}/"


class Domain(DomainMixin):  # type: ignore[misc]  # the library is untyped
    """A host name of a school's own."""

    class Meta:
        verbose_name = "网址"


class FirstPassword(models.Model):
    """The first password of a school that a job opened: for the person who started the job, for a day, then deleted.

    Written in the transaction that opens the school, so that a worker that dies loses none.
    """

    job_uid = models.UUIDField("任务")
    for_uid = models.UUIDField("发起人编号", null=True)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+", verbose_name="学校")
    holder = models.CharField("管理员姓名", max_length=40)
    username = models.CharField("用户名", max_length=32)
    password = models.CharField("首次密码", max_length=40)
    expires_at = models.DateTimeField("删除时间")

    class Meta:
        verbose_name = "首次密码"
        indexes: ClassVar = [models.Index(fields=["job_uid"], name="first_password_job")]

    def __str__(self) -> str:
        """Whose it is, not what it is."""
        return f"{self.school}（{self.username}）"


class TemplateDump(models.Model):
    """The SQL that opens a school: a dump of the migrated template schema (scale.md D1)."""

    created_at = models.DateTimeField(auto_now_add=True)
    migrations_hash = models.CharField(max_length=64)
    sql = models.TextField()

    class Meta:
        verbose_name = "学校模板"


class WorkdayOverride(models.Model):
    """A day on which the district decides otherwise than the national calendar (调休)."""

    day = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班")
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "工作日调整"
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        """The day and what it is."""
        return f"{self.day} {'上班' if self.is_working else '休息'}"


class Setting(models.Model):
    """A figure of the district that replaces a default of `core.figures` from a day on, with its source."""

    key = models.CharField("项目", max_length=60)
    value = models.JSONField("值")
    source = models.CharField("依据", max_length=200, blank=True)
    valid_from = models.DateField("生效日期")

    class Meta:
        verbose_name = "设置"
        ordering: ClassVar = ["key", "-valid_from"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "valid_from"], name="setting_once_a_day")]
