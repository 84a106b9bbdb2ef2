"""The register of members."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import MOBILE_PATTERN
from core.models import Record


class Group(Record):
    """A union group (工会小组)."""

    name = models.CharField("小组名称", max_length=30, unique=True)
    position = models.PositiveSmallIntegerField("次序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "工会小组"
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        """The name."""
        return self.name


class MemberKind(models.TextChoices):
    """In service or retired."""

    IN_SERVICE = "in_service", "在职"
    RETIRED = "retired", "退休"


class Sex(models.TextChoices):
    """As the register's form asks it."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Post(models.TextChoices):
    """Posts in a school union (domain.md §0)."""

    CHAIR = "chair", "主席"
    VICE_CHAIR = "vice_chair", "副主席"
    ORGANISATION = "organisation", "组织委员"
    PUBLICITY = "publicity", "宣传委员"
    EDUCATION = "education", "教育委员"
    CULTURE = "culture", "文体委员"
    FINANCE = "finance", "财务委员"
    WOMEN = "women", "女工委员"
    AUDIT = "audit", "经审委员"
    LIVING = "living", "生活委员"
    RETIREES = "retirees", "退管委员"
    GROUP_LEADER = "group_leader", "工会小组长"
    REPORTER = "reporter", "信息员"


class MemberState(models.TextChoices):
    """On the register, or left (kept)."""

    ACTIVE = "active", "在册"
    LEFT = "left", "已离册"


class Member(Record):
    """A person on the school union's register; `user_uid` names the account when there is one."""

    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("拼音", max_length=120, blank=True)
    staff_number = models.CharField("工号", max_length=20, unique=True, null=True, blank=True)
    sex = models.CharField("性别", max_length=6, choices=Sex, blank=True)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    mobile = models.CharField("手机号", max_length=11, blank=True, validators=[MOBILE_PATTERN])
    kind = models.CharField("类别", max_length=10, choices=MemberKind, default=MemberKind.IN_SERVICE)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, verbose_name="工会小组")
    posts = ArrayField(models.CharField(max_length=12, choices=Post), verbose_name="职务", default=list, blank=True)
    joined_on = models.DateField("入会日期", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=MemberState, default=MemberState.ACTIVE)
    user_uid = models.UUIDField("账号", null=True, blank=True, unique=True)
    import_batch = models.ForeignKey(
        "MemberImport", on_delete=models.PROTECT, null=True, blank=True, verbose_name="导入批次", related_name="members"
    )

    class Meta:
        verbose_name = "会员"
        ordering: ClassVar = ["pinyin", "pk"]

    def __str__(self) -> str:
        """The name."""
        return self.name


class ImportState(models.TextChoices):
    """Read and shown, taken, or undone."""

    PREVIEW = "preview", "待确认"
    RUNNING = "running", "导入中"
    DONE = "done", "已导入"
    UNDONE = "undone", "已撤销"


class MemberImport(Record):
    """One file of members: what was read (`rows`), what is wrong with it (`faults`), what was done (`changes`).

    `columns` says which heading was taken for which field; `counts` sums up the rows (new, changed, same, faulty) and,
    afterwards, what was done. `rows` hold {"row", "values", "status", "uid", "changes"}, `faults`
    {"row", "column", "value", "text"}, `changes` {"members": [{"uid", "fields": {name: [before, after]}}],
    "groups": [uid]}, so that the import can be undone.
    """

    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, verbose_name="文件")
    state = models.CharField("状态", max_length=8, choices=ImportState, default=ImportState.PREVIEW)
    columns = models.JSONField("列", default=dict)
    counts = models.JSONField("数目", default=dict)
    rows = models.JSONField("读到的行", default=list)
    faults = models.JSONField("问题", default=list)
    changes = models.JSONField("改动", default=dict)
    finished_at = models.DateTimeField("完成时间", null=True)
    job_uid = models.UUIDField("后台任务", null=True)
    created_by = models.CharField("操作人", max_length=60)

    class Meta:
        verbose_name = "会员导入"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        """The file's name."""
        return str(self.file)
