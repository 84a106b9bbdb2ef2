"""Campaigns for summaries: the same way as for plans, without anything about tasks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.actors import Role
from core.errors import InvalidInputError, WrongStateError
from core.periods import today
from dashboards import selectors as dashboard
from district.collection import facade, selectors
from district.collection.documents import DocumentSection, PlanDocument, kind_of
from district.collection.forms import CampaignForm, initial_of_new
from district.collection.lines import lines_of
from district.collection.models import Campaign
from district.collection.services.campaigns import change_campaign, wish_of
from district.review.sheets import system_counts
from tenants.models import School
from tests.factories.collection import SYSTEM, make_bare_school, make_campaign, make_document, submit


def summary_document(**fields: object) -> PlanDocument:
    sections = (DocumentSection("a", 1, "主要工作", "召开教代会1次。"),)
    return replace(make_document(), kind="summary", sections=sections, tasks=(), **fields)


def receive(document: PlanDocument, campaign: Campaign, school: School) -> None:
    facade.receive(document, campaign_uid=campaign.uid, school=school, sent_by="沈静姝")


@pytest.mark.parametrize(
    ("kind", "document", "said"),
    [
        ("plan", summary_document(), "收的是工作计划，不收工作小结"),
        ("summary", make_document(), "收的是工作小结，不收工作计划"),
        ("summary", replace(summary_document(), tasks=make_document().tasks), "不能有任务"),
        ("summary", replace(summary_document(), sections=()), "还没有内容"),
        ("summary", summary_document(title=" "), "没有标题"),
    ],
)
def test_the_door_refuses_what_is_not_collected(
    district: None, tb: School, kind: str, document: PlanDocument, said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        receive(document, make_campaign(kind=kind), tb)


def test_a_summary_is_received_read_and_counted(district: None, tb: School) -> None:
    campaign = make_campaign(kind="summary")

    entry = submit(campaign, tb, summary_document())

    assert [line.text for line in lines_of(entry.current.payload)][1:] == ["一、主要工作", "召开教代会1次。"]
    assert system_counts(entry) == "系统统计：1节有内容，共8字。"
    assert [tile.count for tile in selectors.tiles(campaign)] == [campaign.entries.count(), 1, 1, 0]


def test_copies_of_the_first_schema_are_plans(district: None) -> None:
    payload = make_document().as_payload()
    del payload["kind"]

    assert kind_of(payload) == "plan"
    assert len(lines_of(payload)) == 7


def test_a_campaign_for_summaries_asks_for_no_areas(district: None, tb: School) -> None:
    with pytest.raises(InvalidInputError, match="不能要求必有领域"):
        make_campaign(kind="summary", required_areas=("care",))
    campaign = make_campaign()
    with pytest.raises(IntegrityError, match="asks_no_areas"), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(kind="summary", required_areas=["care"])
    days = {"open_on": today(), "due_on": today(), "close_on": today()}
    form = CampaignForm({**initial_of_new(), **days, "kind": "summary", "required_areas": ["care"]})
    assert form.errors["required_areas"] == ["小结没有任务，不能要求必有领域。"]


def test_what_an_announced_campaign_collects_stays(district: None, tb: School) -> None:
    campaign = make_campaign()
    with pytest.raises(WrongStateError, match="征集什么"):
        change_campaign(campaign, replace(wish_of(campaign), kind="summary"), actor=SYSTEM)


def test_campaigns_are_compared_with_their_own_kind(district: None, tb: School) -> None:
    make_bare_school()
    now = timezone.now()
    old = {"year": 2025, "open_at": now - timedelta(days=400), "due_at": now - timedelta(days=380)}
    plans_before = make_campaign(**old, close_at=now - timedelta(days=370))
    plans, summaries = make_campaign(), make_campaign(kind="summary")

    assert (selectors.last_years(plans), selectors.last_years(summaries)) == (plans_before, None)
    shown = dashboard.campaigns_shown()
    assert (dashboard.campaign_before(plans, shown), dashboard.campaign_before(summaries, shown)) == (
        plans_before,
        None,
    )
    leading = [dashboard.leading(some, now) for some in (shown, [one for one in shown if one == summaries], [])]
    assert leading == [plans_before, summaries, None]

    submit(plans, tb, make_document())
    assert dashboard.leading(shown, now) == plans_before  # less than half have reported
    plans.entries.exclude(school=tb).update(is_exempt=True, exempt_reason="新校")
    assert dashboard.leading(shown, now) == plans


def test_a_summary_campaign_has_a_board_and_a_dashboard_without_tasks(
    district: None, tb: School, sign_in: Callable[..., Client]
) -> None:
    campaign = make_campaign(kind="summary", title="第一学期小结")
    submit(campaign, tb, summary_document())
    client = sign_in(Role.DISTRICT_ADMIN)

    board = client.get(f"/campaigns/{campaign.uid}/").content.decode()
    page = client.get(f"/dashboards/plans/?campaign={campaign.uid}").content.decode()

    assert "工作小结，2026学年第一学期" in board
    assert ("第一学期小结" in page, "任务写明时间" in page, "到期任务" in page) == (True, False, False)
