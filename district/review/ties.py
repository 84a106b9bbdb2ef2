"""The list of declared ties (回避): what can be filtered, sorted and exported; who sees which."""

from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from core.actors import Actor
from core.listing import Column, Listing, Pick, matches_name
from core.periods import today
from district.collection import policies
from district.collection.models import Tie, TieKind

STATE_WORDS = {"active": "回避中", "over": "已到期", "withdrawn": "已撤回"}


def ties_visible_to(actor: Actor) -> QuerySet[Tie]:
    """All for administrators; for others their own. The reasons go to nobody else."""
    ties = Tie.objects.select_related("school")
    if policies.can_manage_ties(actor):
        return ties
    return ties.filter(person_uid=actor.uid) if actor.uid and policies.can_declare_ties(actor) else ties.none()


def tie_listing(ties: QuerySet[Tie]) -> Listing:
    """The ties among `ties`, those in force first; offers the people that occur."""
    people = ties.order_by("person_name").values_list("person_uid", "person_name").distinct()
    return Listing(
        title="回避",
        unit="项",
        orders={
            "state": ("rank", "person_name", "school__pinyin"),
            "person": ("person_name", "rank", "school__pinyin"),
            "school": ("school__pinyin", "rank", "person_name"),
        },
        default_order="state",
        columns=(
            Column("姓名", 10, lambda tie: tie.person_name),
            Column("学校", 18, lambda tie: tie.school.short_name),
            Column("关系", 14, lambda tie: tie.get_kind_display()),
            Column("说明", 40, lambda tie: tie.reason),
            Column("关系开始", 12, lambda tie: tie.since_on),
            Column("回避到", 12, lambda tie: tie.until_on),
            Column("状态", 10, lambda tie: STATE_WORDS[tie.state]),
            Column("申报人", 10, lambda tie: tie.declared_by),
            Column("申报时间", 18, lambda tie: tie.created_at),
        ),
        picks=(
            Pick("person", "人员", [(str(uid), name) for uid, name in people], lambda uid: Q(person_uid=UUID(uid))),
            Pick("kind", "关系", TieKind.choices, lambda kind: Q(kind=kind)),
        ),
        search=lambda text: matches_name(text, name="school__short_name", pinyin="school__pinyin"),
        placeholder="校名或首字母",
    )


def with_rank(ties: QuerySet[Tie]) -> QuerySet[Any]:
    """Add `rank`: 0 in force, 1 over, 2 withdrawn."""
    rank = Case(
        When(withdrawn_at__isnull=False, then=Value(2)), When(until_on__lt=today(), then=Value(1)), default=Value(0),
        output_field=IntegerField(),
    )  # fmt: skip
    return ties.annotate(rank=rank)
