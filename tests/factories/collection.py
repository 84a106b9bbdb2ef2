"""Campaigns, documents and entries for tests."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from core.actors import Actor, system_actor
from core.periods import SHANGHAI, today
from core.pinyin import text_pinyin
from district.collection import facade
from district.collection.documents import DocumentSection, DocumentTask, PlanDocument
from district.collection.models import Campaign, Entry
from district.collection.services.campaigns import CampaignWish, announce_campaign, create_campaign
from district.collection.services.decisions import Verdict
from district.review.models import Rubric
from district.review.services.rubrics import CriterionWish, LevelWish, create_rubric
from schools.plans.models import Plan, PlanState
from tenants.models import School
from tenants.schemas import in_school

SYSTEM: Actor = system_actor()
_numbers = itertools.count(1)


def moment(text: str) -> datetime:
    """「2026-09-15 23:59:59」 in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def make_campaign(*, rubric: Rubric | None = None, is_announced: bool = True, **fields: object) -> Campaign:
    """An announced campaign that is open now and due in ten days, through the real services.

    One reviewer's proposal takes effect at once unless `needs_approval` says otherwise.
    """
    now = timezone.now()
    values = {
        "title": f"工作计划征集{next(_numbers)}", "year": 2026, "term": "first", "note": "请按时报送。",
        "open_at": now - timedelta(days=5), "due_at": now + timedelta(days=10), "close_at": now + timedelta(days=20),
        "needs_approval": False, **fields,
    }  # fmt: skip
    campaign = create_campaign(CampaignWish(**values, rubric_uid=rubric.uid if rubric else None), actor=SYSTEM)
    return announce_campaign(campaign, actor=SYSTEM) if is_announced else campaign


def make_document(title: str = "甲校工会工作计划", texts: tuple[str, ...] = (), plan_uid: str = "") -> PlanDocument:
    """A small plan: two sections, a task a text."""
    first, second = str(uuid4()), str(uuid4())
    texts = texts or ("3月22日召开教代会。", "教代会提案及时交办、及时答复。", "4月开展教工运动会。")
    return PlanDocument(
        plan_uid=plan_uid or str(uuid4()), title=title, year=2026, term="first", author="沈静姝",
        sections=(
            DocumentSection(first, 1, "指导思想", "以“维护权益”为主线。"),
            DocumentSection(second, 1, "主要工作", ""),
        ),
        tasks=tuple(
            DocumentTask(str(uuid4()), second, text, "congress", (3,), "", "", "沈静姝", 1) for text in texts
        ),
    )  # fmt: skip


def submit(campaign: Campaign, school: School, document: PlanDocument | None = None) -> Entry:
    """Hand in a plan for a school through the facade, with the school's own plan behind it; return the entry."""
    with in_school(school):
        plan, _ = Plan.objects.get_or_create(
            campaign_uid=campaign.uid, defaults={"title": "工作计划", "year": campaign.year, "author_name": "沈静姝"}
        )
    document = replace(document or make_document(), plan_uid=str(plan.uid))
    receipt = facade.receive(document, campaign_uid=campaign.uid, school=school, sent_by="沈静姝")
    with in_school(school):
        plan.state, plan.receipt_number, plan.submitted_at = PlanState.SUBMITTED, receipt.number, receipt.submitted_at
        plan.save()
    return entry_of(campaign, school)


def verdict(reason: str = "", *, remarks: Sequence[dict[str, Any]] = ()) -> Verdict:
    """What a decision rests on: the proposal of one reviewer, taking effect at once."""
    return Verdict(proposers=(uuid4(),), by="苏雨棠", reason=reason, remarks=list(remarks))


def plan_of(campaign: Campaign, school: School) -> Plan:
    """The school's own plan behind a submission, as it is now."""
    with in_school(school):
        return Plan.objects.get(campaign_uid=campaign.uid)


def entry_of(campaign: Campaign, school: School) -> Entry:
    """The entry as it is in the database now."""
    return Entry.objects.select_related("campaign", "school", "current").get(campaign=campaign, school=school)


def reviewers_of(campaign: Campaign, school: School) -> set[UUID]:
    """Who reviews what a school hands in."""
    active = entry_of(campaign, school).assignments.filter(is_active=True)
    return set(active.values_list("reviewer_uid", flat=True))


def make_bare_school(name: str = "", kind: str = "primary", **fields: object) -> School:
    """A row of the register without a schema: enough for the district's own pages."""
    number = next(_numbers)
    name = name or f"第{number}小学"
    values = {"area": "东片", "staff_count": 60, "opened_on": today() - timedelta(days=900), **fields}
    return School.objects.create(
        code=f"bare{number}", name=f"{name}{number}", short_name=name, pinyin=text_pinyin(name), kind=kind,
        schema_name=f"none_{number}", **values,
    )  # fmt: skip


def make_rubric(title: str = "", *, optional: bool = True) -> Rubric:
    """Three criteria of 50, 30 and 20 points; the last may not apply."""

    def levels(weight: int) -> tuple[LevelWish, ...]:
        shares = [("优", 1.0), ("良", 0.8), ("中", 0.6), ("差", 0.3)]
        return tuple(LevelWish(label, round(weight * share, 2), f"{label}的样子") for label, share in shares)

    names = [("任务可检查", 50), ("内容完整", 30), ("离退休安排", 20)]
    return create_rubric(
        title or f"计划评分标准{next(_numbers)}",
        [CriterionWish(name, most, levels(most), may_not_apply=optional and most == 20) for name, most in names],
        actor=SYSTEM,
    )
