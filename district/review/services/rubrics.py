"""Rubrics: made, changed while no announced campaign uses them, copied as a new version."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from district.review import policies
from district.review.models import Criterion, Rubric

REFUSAL = "只有区工会管理员可以管理评分标准。"
LEAST_LEVELS, MOST_LEVELS = 2, 6


@dataclass(frozen=True)
class LevelWish:
    """A labelled level of a criterion, worth `points`."""

    label: str
    points: float
    text: str = ""


@dataclass(frozen=True)
class CriterionWish:
    """A criterion of `weight` points at most; levels best first, the best one worth exactly `weight`."""

    title: str
    weight: int
    levels: Sequence[LevelWish] = field(default_factory=tuple)
    may_not_apply: bool = False
    is_counted: bool = True


@transaction.atomic
def create_rubric(title: str, criteria: Sequence[CriterionWish], *, actor: Actor, source: str = "") -> Rubric:
    """Make version 1 of a rubric (or the next version when the title is in use); `source` says what it follows."""
    ensure(policies.can_manage_rubrics(actor), REFUSAL)
    title = title.strip()
    _check(title, criteria)
    rubric = Rubric.objects.create(title=title, version=_next_version(title), source=source)
    _write(rubric, criteria)
    record("rubric.create", rubric, actor=actor, after=_said(criteria))
    return rubric


@transaction.atomic
def change_rubric(rubric: Rubric, title: str, criteria: Sequence[CriterionWish], *, actor: Actor) -> Rubric:
    """Replace title and criteria. Raises WrongStateError once a campaign was announced with the rubric."""
    ensure(policies.can_manage_rubrics(actor), REFUSAL)
    rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
    if rubric.is_frozen:
        message = "已发布的征集在用这份评分标准，不能再改；请复制为新版再改。"
        raise WrongStateError(message)
    title = title.strip()
    _check(title, criteria)
    before = _said(wishes_of(rubric))
    if title != rubric.title:
        rubric.title, rubric.version = title, _next_version(title)
    rubric.save(update_fields=["title", "version", "updated_at"])
    rubric.criteria.all().delete()
    _write(rubric, criteria)
    record("rubric.change", rubric, actor=actor, before=before, after=_said(criteria))
    return rubric


@transaction.atomic
def copy_rubric(rubric: Rubric, *, actor: Actor) -> Rubric:
    """Make the next version, free to be changed."""
    ensure(policies.can_manage_rubrics(actor), REFUSAL)
    copy = Rubric.objects.create(title=rubric.title, version=_next_version(rubric.title), source=rubric.source)
    _write(copy, wishes_of(rubric))
    record("rubric.copy", copy, actor=actor, before={"version": rubric.version}, after={"version": copy.version})
    return copy


def wishes_of(rubric: Rubric) -> list[CriterionWish]:
    """The criteria as they are."""
    return [
        CriterionWish(
            criterion.title, criterion.weight,
            tuple(LevelWish(each["label"], each["points"], each.get("text", "")) for each in criterion.levels),
            may_not_apply=criterion.may_not_apply, is_counted=criterion.is_counted,
        )
        for criterion in rubric.criteria.all()
    ]  # fmt: skip


def _next_version(title: str) -> int:
    newest = Rubric.objects.filter(title=title).aggregate(version=Max("version"))["version"]
    return (newest or 0) + 1


def _write(rubric: Rubric, criteria: Sequence[CriterionWish]) -> None:
    Criterion.objects.bulk_create(
        Criterion(
            rubric=rubric, position=position, title=wish.title.strip(), weight=wish.weight,
            levels=[_level(each) for each in wish.levels],
            may_not_apply=wish.may_not_apply, is_counted=wish.is_counted,
        )
        for position, wish in enumerate(criteria, start=1)
    )  # fmt: skip


def _level(wish: LevelWish) -> dict[str, object]:
    return {"label": wish.label.strip(), "points": wish.points, "text": wish.text.strip()}


def _said(criteria: Sequence[CriterionWish]) -> dict[str, object]:
    return {wish.title: wish.weight for wish in criteria}


def _check(title: str, criteria: Sequence[CriterionWish]) -> None:
    faults = [] if title else ["请写评分标准的名称。"]
    if not criteria:
        faults.append("请至少写一个评分项目。")
    if criteria and all(wish.may_not_apply or not wish.is_counted for wish in criteria):
        faults.append("至少要有一个计分的项目对所有学校都适用。")
    if len({wish.title.strip() for wish in criteria}) < len(criteria):
        faults.append("评分项目不能同名。")
    for wish in criteria:
        faults.extend(_faults_of(wish))
    if faults:
        raise InvalidInputError(" ".join(faults))


def _faults_of(wish: CriterionWish) -> list[str]:
    name = wish.title.strip() or "未命名的项目"
    points = [level.points for level in wish.levels]
    faults = [] if wish.title.strip() else ["每个评分项目都要有名称。"]
    if wish.weight <= 0:
        faults.append(f"{name}：分值要大于0。")
    if not LEAST_LEVELS <= len(points) <= MOST_LEVELS:
        faults.append(f"{name}：要有{LEAST_LEVELS}—{MOST_LEVELS}个等级。")
    elif points != sorted(set(points), reverse=True) or points[-1] < 0:
        faults.append(f"{name}：各等级的得分要从高到低，不能相同或小于0。")
    elif points[0] != wish.weight:
        faults.append(f"{name}：最高等级的得分应等于分值{wish.weight}。")
    if any(not level.label.strip() for level in wish.levels):
        faults.append(f"{name}：每个等级都要有名称。")
    return faults
