"""An accepted copy is locked; who unlocks it gives a reason, and everything that was stays on record."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditEntry
from core.actors import Actor, Role
from core.errors import InvalidInputError, NotAllowedError, WrongStateError
from core.periods import end_of_day, today
from district.collection import facade
from district.collection.models import Campaign, Entry
from district.collection.services import decisions
from tenants.models import School
from tests.factories.collection import SYSTEM, entry_of, make_campaign, make_document, plan_of, submit, verdict

SignIn = Callable[..., Client]
APPROVER = Actor(uid=None, name="程望舒", roles=frozenset({Role.APPROVER}))
pytestmark = pytest.mark.usefixtures("district")


def soon() -> datetime:
    return end_of_day(today() + timedelta(days=5))


def accepted(campaign: Campaign, school: School) -> Entry:
    entry = submit(campaign, school)
    decisions.begin(entry, by="苏雨棠")
    return decisions.accept(entry, verdict(), score=Decimal(90))


def test_nothing_is_handed_in_after_acceptance(tb: School) -> None:
    campaign = make_campaign()
    accepted(campaign, tb)

    with pytest.raises(WrongStateError, match="已经通过，不用再报送"):
        submit(campaign, tb)


def test_an_unlocked_copy_goes_back_and_comes_again(tb: School) -> None:
    campaign = make_campaign()
    entry = decisions.unlock(accepted(campaign, tb), reason="教代会改期。", resubmit_by=soon(), actor=APPROVER)
    plan = plan_of(campaign, tb)

    assert (entry.state, entry.accepted, entry.score, entry.return_count) == ("returned", None, None, 0)
    assert (plan.state, plan.return_reason) == ("returned", "教代会改期。")
    labels = [event.label for event in facade.history(campaign.uid, tb)]
    assert labels == ["报送", "开始审核", "通过", "解锁"]
    [logged] = AuditEntry.objects.filter(verb="entry.unlock")
    assert (logged.actor_name, logged.before, logged.after["reason"]) == ("程望舒", {"score": "90.00"}, "教代会改期。")
    again = submit(campaign, tb)
    assert (again.state, again.current.version, again.first_on_time) == ("submitted", 2, True)


def test_a_correction_taken_back_is_unlocked_still(tb: School) -> None:
    campaign = make_campaign()
    decisions.unlock(accepted(campaign, tb), reason="改期。", resubmit_by=soon(), actor=APPROVER)
    submit(campaign, tb, make_document(texts=("改期。",)))

    facade.withdraw(campaign_uid=campaign.uid, school=tb, by="沈静姝")

    entry = entry_of(campaign, tb)
    assert (entry.state, entry.current.version) == ("returned", 1)


def test_a_closed_campaign_stays_open_for_the_unlocked_school(tb: School) -> None:
    campaign = make_campaign()
    entry = accepted(campaign, tb)
    past = timezone.now() - timedelta(hours=1)
    Campaign.objects.filter(pk=campaign.pk).update(due_at=past, close_at=past)

    decisions.unlock(entry, reason="改期。", resubmit_by=soon(), actor=SYSTEM)

    assert facade.campaign_view(campaign.uid, tb).can_submit is True


def test_unlocking_wants_a_reason_a_day_to_come_and_unpublished_results(tb: School) -> None:
    campaign = make_campaign()
    entry = accepted(campaign, tb)

    with pytest.raises(InvalidInputError, match="请写解锁原因"):
        decisions.unlock(entry, reason=" ", resubmit_by=soon(), actor=APPROVER)
    with pytest.raises(InvalidInputError, match="重报日期要在今天以后"):
        decisions.unlock(entry, reason="改期。", resubmit_by=timezone.now(), actor=APPROVER)
    with pytest.raises(NotAllowedError):
        decisions.unlock(
            entry, reason="改期。", resubmit_by=soon(),
            actor=Actor(uid=None, name="苏雨棠", roles=frozenset({Role.REVIEWER})),
        )  # fmt: skip
    Campaign.objects.filter(pk=campaign.pk).update(results_published_at=timezone.now())
    with pytest.raises(WrongStateError, match="成绩已经公布"):
        decisions.unlock(entry, reason="改期。", resubmit_by=soon(), actor=APPROVER)

    assert entry_of(campaign, tb).state == "accepted"


def test_unlocking_on_the_page(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    entry = accepted(campaign, tb)
    client = sign_in(Role.APPROVER)
    address = f"/campaigns/entries/{entry.uid}/"

    offered = client.get(address).content.decode()
    empty = client.post(f"{address}unlock/", {"reason": " ", "resubmit_on": "2030-01-01"})
    client.post(f"{address}unlock/", {"reason": "改期。", "resubmit_on": "2030-01-01"})

    assert f"{address}unlock/" in offered
    assert empty.status_code == 200
    assert entry_of(campaign, tb).state == "returned"
    assert f"{address}unlock/" not in client.get(address).content.decode()
    refused = client.get(f"{address}unlock/").content.decode()
    assert ("只有已通过的报送件可以解锁。" in refused, 'name="reason"' in refused) == (True, False)
