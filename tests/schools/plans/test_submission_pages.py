"""The page from which a plan is sent."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from core.actors import Role
from district.collection.models import Campaign
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.collection import make_campaign
from tests.factories.plans import make_plan

SignIn = Callable[..., Client]


def test_submitting_through_the_page_leads_to_the_receipt(ta: School, campaign: Campaign, sign_in: SignIn) -> None:
    plan = make_plan(ta, "甲")
    client = sign_in(Role.CHAIR, school=ta)
    asked = client.get(f"{ta.prefix}plans/{plan.uid}/submit/")
    assert (asked.context["faults"], asked.context["warnings"], asked.context["is_late"]) == ([], [], False)

    answer = client.post(f"{ta.prefix}plans/{plan.uid}/submit/", {"campaign": str(campaign.uid)})

    plan.refresh_from_db()
    page = client.get(answer.url).content.decode()
    assert answer.url == f"{ta.prefix}plans/{plan.uid}/receipt/"
    assert [word in page for word in (plan.receipt_number, plan.sha256, "按时")] == [True] * 3


def test_late_is_said_before_sending(ta: School, sign_in: SignIn) -> None:
    now = timezone.now()
    with in_public():
        campaign = make_campaign()
        Campaign.objects.filter(pk=campaign.pk).update(open_at=now - timedelta(days=9), due_at=now - timedelta(hours=1))
    plan = make_plan(ta, "甲")

    page = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}plans/{plan.uid}/submit/")

    assert page.context["is_late"] is True
    assert "现在报送记为迟交" in page.content.decode()
