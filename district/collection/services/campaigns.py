"""Campaigns: prepare, change, announce, archive; and which schools they expect."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.documents import DocumentKind
from core.errors import InvalidInputError, WrongStateError, ensure
from core.periods import SHANGHAI
from district.collection import policies
from district.collection.models import MOST_REVIEWERS, AmendedBy, Campaign, CampaignState, Entry, ScoreRule
from district.collection.services.entries import judge_timeliness_again
from district.collection.signals import campaign_announced
from district.review import facade as review
from tenants.models import School, SchoolState

REFUSAL = "只有区工会管理员可以管理征集。"


@dataclass(frozen=True)
class CampaignWish:
    """What a campaign shall be; the clocks are aware datetimes, 「24:00」 is the next midnight."""

    title: str
    year: int
    term: str
    note: str
    open_at: datetime
    due_at: datetime
    close_at: datetime
    rubric_uid: UUID | None = None
    required_sections: tuple[str, ...] = ()
    required_areas: tuple[str, ...] = ()
    most_returns: int | None = None
    kind: str = DocumentKind.PLAN.value
    amended_by: str = AmendedBy.DISTRICT.value
    reviewers_per_copy: int = 1
    score_rule: str = ScoreRule.MEAN.value
    needs_approval: bool = True
    review_opens_at: datetime | None = None
    review_closes_at: datetime | None = None


@transaction.atomic
def create_campaign(wish: CampaignWish, *, actor: Actor) -> Campaign:
    """Prepare a campaign; no school sees it before it is announced."""
    ensure(policies.can_manage_campaigns(actor), REFUSAL)
    _check(wish)
    campaign = Campaign(**_columns(wish))
    campaign.save()
    review.choose_rubric(campaign, wish.rubric_uid)
    record("campaign.create", campaign, actor=actor, after=_said(wish))
    return campaign


@transaction.atomic
def change_campaign(campaign: Campaign, wish: CampaignWish, *, actor: Actor) -> Campaign:
    """Change a campaign. Once announced, what it is for and its start stay, and deadlines only move to later.

    When it is reviewed may move either way: nothing is promised to a school by it.

    A later deadline is a later deadline for everyone: who is on time is judged again.
    """
    ensure(policies.can_manage_campaigns(actor), REFUSAL)
    _check(wish)
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state == CampaignState.ARCHIVED:
        message = "已归档的征集不能再改。"
        raise WrongStateError(message)
    is_announced = campaign.state == CampaignState.ANNOUNCED
    if is_announced:
        _check_announced(campaign, wish)
    before = _said(wish_of(campaign))
    for name, value in _columns(wish).items():
        setattr(campaign, name, value)
    campaign.save(update_fields=[*_columns(wish), "updated_at"])
    if is_announced:
        judge_timeliness_again(campaign.entries.filter(due_override__isnull=True))
    else:
        review.choose_rubric(campaign, wish.rubric_uid)
    after = _said(wish)
    changed = [name for name in after if after[name] != before[name]]
    record(
        "campaign.change", campaign, actor=actor,
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip
    return campaign


def wish_of(campaign: Campaign) -> CampaignWish:
    """What the campaign is now."""
    return CampaignWish(
        campaign.title, campaign.year, campaign.term, campaign.note, campaign.open_at, campaign.due_at,
        campaign.close_at, review.rubric_uid_of(campaign), tuple(campaign.required_sections),
        tuple(campaign.required_areas), campaign.most_returns, campaign.kind, campaign.amended_by,
        campaign.reviewers_per_copy, campaign.score_rule, campaign.needs_approval,
        campaign.review_opens_at, campaign.review_closes_at,
    )  # fmt: skip


def _columns(wish: CampaignWish) -> dict[str, object]:
    columns = {name: value for name, value in asdict(wish).items() if name != "rubric_uid"}
    return columns | {name: list(getattr(wish, name)) for name in ("required_sections", "required_areas")}


def _said(wish: CampaignWish) -> dict[str, object]:
    plain = (int, tuple, type(None))
    return {name: value if isinstance(value, plain) else str(value) for name, value in asdict(wish).items()}


def _check(wish: CampaignWish) -> None:
    if not wish.title.strip():
        message = "请写征集名称。"
        raise InvalidInputError(message)
    if wish.kind == DocumentKind.SUMMARY and wish.required_areas:
        message = "小结没有任务，不能要求必有领域；可以要求必有部分。"
        raise InvalidInputError(message)
    if not wish.open_at < wish.due_at <= wish.close_at:
        message = "三个日期要依次排列：开始早于截止，截止不晚于关闭。"
        raise InvalidInputError(message)
    _check_review(wish)
    if not 1 <= wish.reviewers_per_copy <= MOST_REVIEWERS or wish.score_rule not in ScoreRule.values:
        message = f"每份由1到{MOST_REVIEWERS}人审核，合成得分的办法要在列出的里面选。"
        raise InvalidInputError(message)


def _check_review(wish: CampaignWish) -> None:
    opened, closed = wish.review_opens_at, wish.review_closes_at
    if opened is not None and opened < wish.open_at:
        message = "评审开始不能早于征集开始。"
        raise InvalidInputError(message)
    if closed is not None and closed <= max(wish.open_at, opened or wish.open_at):
        message = "评审结束要晚于评审开始和征集开始。"
        raise InvalidInputError(message)


def _check_announced(campaign: Campaign, wish: CampaignWish) -> None:
    wished, fixed = ((each.kind, each.year, each.term, each.open_at) for each in (wish, campaign))
    if wished != fixed:
        message = "征集已经发布，征集什么、年份、时段和开始日期不能再改。"
        raise WrongStateError(message)
    if wish.due_at < campaign.due_at or wish.close_at < campaign.close_at:
        message = "征集已经发布，截止和关闭日期只能往后延，不能提前。"
        raise WrongStateError(message)
    if wish.amended_by != campaign.amended_by:
        message = "征集已经发布，计划修订由谁同意不能再改。"
        raise WrongStateError(message)
    wanted, present = (set(each.required_sections) | set(each.required_areas) for each in (wish, campaign))
    if wanted - present:
        message = "征集已经发布，必有部分和领域只能减少，不能增加。"
        raise WrongStateError(message)
    judged = ("reviewers_per_copy", "score_rule", "needs_approval")
    if any(getattr(wish, name) != getattr(campaign, name) for name in judged):
        message = "征集已经发布，评审办法（每份几人审、怎样合成、是否审定）不能再改。"
        raise WrongStateError(message)
    if wish.rubric_uid != review.rubric_uid_of(campaign):
        message = "征集已经发布，评分标准已冻结，不能更换。"
        raise WrongStateError(message)


@transaction.atomic
def announce_campaign(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Publish a campaign: list the schools it expects, freeze its rubric, let the schools see it."""
    ensure(policies.can_manage_campaigns(actor), REFUSAL)
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state != CampaignState.DRAFT:
        message = "只有筹备中的征集可以发布。"
        raise WrongStateError(message)
    campaign.state = CampaignState.ANNOUNCED
    campaign.save(update_fields=["state", "updated_at"])
    schools = list(expected_schools(campaign))
    if not schools:
        message = "还没有开通的学校，不能发布。"
        raise WrongStateError(message)
    Entry.objects.bulk_create([Entry(campaign=campaign, school=school) for school in schools])
    review.freeze_rubric(campaign)
    record("campaign.announce", campaign, actor=actor, after={"schools": len(schools)})
    campaign_announced.send(Campaign, campaign=campaign)
    return campaign


@transaction.atomic
def archive_campaign(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Put a campaign away after its close; everything stays readable."""
    ensure(policies.can_manage_campaigns(actor), REFUSAL)
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state != CampaignState.ANNOUNCED or timezone.now() < campaign.close_at:
        message = "已发布的征集在关闭之后才能归档。"
        raise WrongStateError(message)
    if waiting := campaign.entries.filter(pending__isnull=False).count():
        message = f"还有{waiting}所学校的修订没有决定，不能归档。"
        raise WrongStateError(message)
    campaign.state = CampaignState.ARCHIVED
    campaign.save(update_fields=["state", "updated_at"])
    record("campaign.archive", campaign, actor=actor)
    return campaign


def due_day(campaign: Campaign) -> date:
    """The last day on which a submission is on time."""
    return (campaign.due_at - timedelta(microseconds=1)).astimezone(SHANGHAI).date()


def expected_schools(campaign: Campaign) -> QuerySet[School]:
    """Active schools with opened ≤ due < closed (district.md §3, formulas)."""
    day = due_day(campaign)
    stands = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    return School.objects.filter(stands, state=SchoolState.ACTIVE, opened_on__lte=day)


@transaction.atomic
def list_newcomer(school: School) -> int:
    """List a school that has just opened (or works again) in every campaign that is not due yet; return how many."""
    if school.state != SchoolState.ACTIVE:
        return 0
    running = Campaign.objects.filter(state=CampaignState.ANNOUNCED, due_at__gt=timezone.now())
    added = 0
    for campaign in running.exclude(entries__school=school):
        _, is_new = Entry.objects.get_or_create(campaign=campaign, school=school)
        added += is_new
    return added
