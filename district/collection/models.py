"""Campaigns, who is expected, what came in: public schema; nothing here points into a school's schema."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.areas import Area
from core.documents import DocumentKind
from core.models import AppendOnlyRecord, DiffersFromAll, Record
from core.periods import Period, Term, today
from district.collection.choices import MOST_REVIEWERS, AmendedBy, CampaignState, ScoreRule
from tenants.models import School


class Campaign(Record):
    """A collection of plans, or of summaries, with three clocks for schools and two for who judges.

    They are `open_at`, `due_at` (on time before it) and `close_at` (nothing after it); `review_opens_at` and
    `review_closes_at` are explained in `district.review.phases`, None is no limit.
    """

    kind = models.CharField("征集什么", max_length=8, choices=DocumentKind, default=DocumentKind.PLAN)
    title = models.CharField("名称", max_length=120)
    year = models.PositiveSmallIntegerField("年份")
    term = models.CharField("学期", max_length=6, choices=Term, default=Term.YEAR)
    note = models.TextField("说明", blank=True)
    open_at = models.DateTimeField("开始")
    due_at = models.DateTimeField("截止")
    close_at = models.DateTimeField("关闭")
    review_opens_at = models.DateTimeField("评审开始", null=True, blank=True)
    review_closes_at = models.DateTimeField("评审结束", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=CampaignState, default=CampaignState.DRAFT)
    results_published_at = models.DateTimeField("成绩公布时间", null=True, blank=True)
    required_sections = ArrayField(models.CharField(max_length=20), verbose_name="必有部分", default=list, blank=True)
    required_areas = ArrayField(
        models.CharField(max_length=12, choices=Area), verbose_name="必有领域", default=list, blank=True
    )
    most_returns = models.PositiveSmallIntegerField("最多退回几次", null=True, blank=True)
    amended_by = models.CharField("计划修订", max_length=10, choices=AmendedBy, default=AmendedBy.DISTRICT)
    reviewers_per_copy = models.PositiveSmallIntegerField("每份由几人审核", default=1)
    score_rule = models.CharField("合成得分", max_length=8, choices=ScoreRule, default=ScoreRule.MEAN)
    needs_approval = models.BooleanField("须审定", default=True)

    class Meta:
        verbose_name = "征集"
        ordering: ClassVar = ["-open_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campaign_has_reviewers",
                condition=models.Q(reviewers_per_copy__gte=1, reviewers_per_copy__lte=MOST_REVIEWERS),
            ),
            models.CheckConstraint(
                name="campaign_clocks_in_order",
                condition=models.Q(open_at__lt=models.F("due_at"), due_at__lte=models.F("close_at")),
            ),
            models.CheckConstraint(
                name="campaign_review_after_its_start",
                condition=models.Q(review_opens_at__isnull=True) | models.Q(review_opens_at__gte=models.F("open_at")),
            ),
            models.CheckConstraint(
                name="campaign_review_closes_last",
                condition=models.Q(review_closes_at__isnull=True)
                | models.Q(
                    models.Q(review_opens_at__isnull=True) | models.Q(review_closes_at__gt=models.F("review_opens_at")),
                    review_closes_at__gt=models.F("open_at"),
                ),
            ),
            models.CheckConstraint(
                name="campaign_for_summaries_asks_no_areas",
                condition=models.Q(kind="plan") | models.Q(required_areas=[]),
            ),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    @property
    def period(self) -> Period:
        """The stretch that the plans or summaries are for."""
        return Period(self.year, self.term)

    @property
    def required_area_labels(self) -> list[str]:
        """The demanded areas in words."""
        return [str(Area(area).label) for area in self.required_areas]


class Cause(models.TextChoices):
    """Why a school sent a copy."""

    SUBMIT = "submit", "报送"
    RESUBMIT = "resubmit", "重报"
    AMENDMENT = "amendment", "修订"


class Submission(AppendOnlyRecord):
    """A frozen copy of what a school sent: numbered, hashed, chained to the one before; never changed.

    `is_on_time` of an amendment is that of the first submission: amendments have no deadline.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="submissions")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField("版本")
    cause = models.CharField("缘由", max_length=10, choices=Cause, default=Cause.SUBMIT)
    receipt_number = models.CharField("回执号", max_length=40, unique=True)
    payload = models.JSONField("内容")
    schema_number = models.PositiveSmallIntegerField("格式号")
    sha256 = models.CharField("校验值", max_length=64)
    previous_sha256 = models.CharField("上一版校验值", max_length=64, blank=True)
    submitted_at = models.DateTimeField("报送时间")
    submitted_by = models.CharField("报送人", max_length=60)
    due_at = models.DateTimeField("当时的截止时间")
    is_on_time = models.BooleanField("按时")

    class Meta:
        verbose_name = "报送件"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "school", "version"], name="submission_numbered_once"),
        ]

    def __str__(self) -> str:
        """The receipt number."""
        return self.receipt_number


class Outcome(models.TextChoices):
    """What a reviewer proposes and what is decided."""

    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "通过"


class Decision(AppendOnlyRecord):
    """What was decided about a copy, on whose proposals (`proposers`: the reviewers' uids); never changed.

    `decided_by_uid` is the approver, who proposed nothing; None where the proposals took effect at once because the
    campaign asks for no approval, and `decided_by_name` is then the reviewers'.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField("结论", max_length=10, choices=Outcome)
    reason = models.CharField("意见", max_length=1000, blank=True)
    proposers = ArrayField(models.UUIDField(), verbose_name="提出初评的审核员")
    decided_by_uid = models.UUIDField("审定人编号", null=True)
    decided_by_name = models.CharField("审定人", max_length=60)
    decided_at = models.DateTimeField("审定时间")

    class Meta:
        verbose_name = "审定"
        constraints: ClassVar = [
            models.CheckConstraint(name="decision_has_proposal", condition=models.Q(proposers__len__gte=1)),
            models.CheckConstraint(
                name="decision_not_by_proposer",
                condition=DiffersFromAll("decided_by_uid", "proposers"),
            ),
        ]

    def __str__(self) -> str:
        """Outcome and copy."""
        return f"{self.get_outcome_display()} {self.submission}"


class EntryState(models.TextChoices):
    """Where a school stands in a campaign."""

    MISSING = "missing", "未报"
    SUBMITTED = "submitted", "待审"
    REVIEWING = "reviewing", "审核中"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "通过"


class Entry(Record):
    """One school in one campaign: whether it is expected, until when, and where it stands.

    The expected set is the denominator of every rate: exempt schools are not in it. Timeliness is that of the
    first submission; a return does not change it (district.md §3, formulas).

    `current` is the copy that the review is about, `accepted` the one that it accepted and scored. Amendments touch
    neither: `amended` is the newest one in force, `pending` one that waits for the district, `amendments_count` how
    many are or were in force.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="entries", verbose_name="征集")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="entries", verbose_name="学校")
    is_exempt = models.BooleanField("免报", default=False)
    exempt_reason = models.CharField("免报原因", max_length=200, blank=True)
    due_override = models.DateTimeField("延期截止", null=True, blank=True)
    close_override = models.DateTimeField("延期关闭", null=True, blank=True)
    override_reason = models.CharField("延期原因", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=EntryState, default=EntryState.MISSING)
    current = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amended = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pending = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amendments_count = models.PositiveSmallIntegerField("修订次数", default=0)
    first_submitted_at = models.DateTimeField("首次报送", null=True, blank=True)
    first_on_time = models.BooleanField("首次按时", null=True, blank=True)
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    has_draft = models.BooleanField("学校已有草稿", default=False)
    reminded_at = models.DateTimeField("最近催办", null=True, blank=True)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "应报学校"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "school"], name="entry_once"),
            models.CheckConstraint(
                name="entry_accepted_has_copy",
                condition=models.Q(state="accepted", accepted__isnull=False)
                | (~models.Q(state="accepted") & models.Q(accepted__isnull=True)),
            ),
            models.CheckConstraint(
                name="entry_amended_only_accepted",
                condition=models.Q(state="accepted") | models.Q(amended__isnull=True, pending__isnull=True),
            ),
            models.CheckConstraint(
                name="entry_amended_is_counted",
                condition=models.Q(amended__isnull=True) | models.Q(amendments_count__gte=1),
            ),
            models.CheckConstraint(
                name="entry_accepted_has_decision",
                condition=models.Q(state="accepted", decision__isnull=False)
                | (~models.Q(state="accepted") & models.Q(decision__isnull=True)),
            ),
            models.CheckConstraint(
                name="entry_missing_has_no_copy",
                condition=models.Q(state="missing", current__isnull=True)
                | (~models.Q(state="missing") & models.Q(current__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        """School and campaign."""
        return f"{self.school} {self.campaign}"

    @property
    def in_force_id(self) -> int | None:
        """The copy by which the school works: the newest amendment in force, else the accepted copy."""
        return self.amended_id or self.accepted_id

    @property
    def due_at(self) -> datetime:
        """The school's own deadline."""
        return self.due_override or self.campaign.due_at

    @property
    def close_at(self) -> datetime:
        """The moment after which the school's submissions are refused."""
        return self.close_override or max(self.campaign.close_at, self.due_at)


class ReviewAssignment(Record):
    """A reviewer of an entry, for all its copies; who stepped back (回避) stays listed and is never assigned again.

    Whether the reviewer's work on the current copy is in is said by the review itself (district.review).
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="assignments")
    reviewer_uid = models.UUIDField("审核员编号")
    reviewer_name = models.CharField("审核员", max_length=60)
    assigned_at = models.DateTimeField("分派时间")
    is_active = models.BooleanField("在审", default=True)
    abstained_because = models.CharField("回避原因", max_length=200, blank=True)
    skipped_at = models.DateTimeField("跳过时间", null=True, blank=True)

    class Meta:
        verbose_name = "分派"
        ordering: ClassVar = ["assigned_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "reviewer_uid"], name="assignment_once"),
            models.CheckConstraint(
                name="assignment_left_with_reason",
                condition=models.Q(is_active=True, abstained_because="")
                | (models.Q(is_active=False) & ~models.Q(abstained_because="")),
            ),
        ]

    def __str__(self) -> str:
        """Who and what."""
        return f"{self.reviewer_name} {self.entry}"


class EventKind(models.TextChoices):
    """What happened to an entry."""

    SUBMITTED = "submitted", "报送"
    WITHDRAWN = "withdrawn", "撤回"
    OPENED = "opened", "开始审核"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "通过"
    UNLOCKED = "unlocked", "解锁"
    EXEMPTED = "exempted", "免报"
    EXPECTED = "expected", "恢复应报"
    EXTENDED = "extended", "延期"
    ASSIGNED = "assigned", "分派"
    RELEASED = "released", "不再审核"
    REMINDED = "reminded", "催办"
    PUBLISHED = "published", "公布成绩"
    AMEND_ASKED = "amend_ask", "申请修订"
    AMENDED = "amended", "修订"
    AMEND_REFUSED = "amend_no", "不同意修订"
    AMEND_WITHDRAWN = "amend_back", "撤回修订"


class EntryEvent(AppendOnlyRecord):
    """One line of an entry's history; never changed."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="events")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="events")
    kind = models.CharField("事项", max_length=10, choices=EventKind)
    at = models.DateTimeField("时间")
    actor_name = models.CharField("经手人", max_length=60)
    reason = models.CharField("说明", max_length=1000, blank=True)
    detail = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = "经过"
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        """Kind and time."""
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class TieKind(models.TextChoices):
    """Why somebody keeps away from a school's papers."""

    WORKED = "worked", "本人曾任职"
    RELATIVE = "relative", "亲属在该校"
    BUSINESS = "business", "有业务往来"
    OTHER = "other", "其他"


class Tie(Record):
    """A declared tie between a person of the district and a school; while it is in force, a conflict of interest.

    `reason` is private to the person and the administrators. One that was withdrawn is kept.
    """

    person_uid = models.UUIDField("人员编号")
    person_name = models.CharField("姓名", max_length=60)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", verbose_name="学校")
    kind = models.CharField("关系", max_length=10, choices=TieKind)
    reason = models.CharField("说明", max_length=200, blank=True)
    since_on = models.DateField("关系开始", null=True, blank=True)
    until_on = models.DateField("回避到", null=True, blank=True)
    declared_by_uid = models.UUIDField("申报人编号", null=True)
    declared_by = models.CharField("申报人", max_length=60)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "回避"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_uid", "school", "kind"], condition=models.Q(withdrawn_at__isnull=True),
                name="tie_declared_once",
            ),
            models.CheckConstraint(
                name="tie_days_in_order",
                condition=models.Q(since_on__isnull=True) | models.Q(until_on__isnull=True)
                | models.Q(since_on__lte=models.F("until_on")),
            ),
        ]  # fmt: skip

    @property
    def state(self) -> str:
        """What the list shows: `withdrawn`, `over` or `active`."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "over" if self.until_on is not None and self.until_on < today() else "active"

    def __str__(self) -> str:
        """Who keeps away from which school."""
        return f"{self.person_name}回避{self.school}"
