"""Taking an amendment back before the district has decided: what both floors then say and show."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from audit.models import AuditEntry
from core.actors import Actor, Role
from core.errors import NotAllowedError, WrongStateError
from core.periods import today
from district.collection import facade as collection
from district.collection.chain import verify_chain
from district.collection.models import Campaign, Submission
from district.collection.policies import why_not_unlocked
from district.collection.services import amendments
from schools.plans import selectors
from schools.plans.models import Amendment, ChangeKind, Plan, PlanTask
from schools.plans.services.amending import agree_changes, refuse_changes, withdraw_amendment
from schools.plans.services.submission import document_of
from schools.records.standing import whole
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.amendments import APPROVER, accepted_plan, ask, entry_of
from tests.factories.people import make_actor

SignIn = Callable[..., Client]
TEXTS = ("召开教代会。", "征集提案。", "慰问教职工。")


@pytest.fixture
def plan(ta: School, campaign: Campaign) -> Plan:
    return accepted_plan(ta, campaign, *TEXTS)


@pytest.fixture
def sent(ta: School, plan: Plan, chair: Actor) -> Amendment:
    """An amendment of two changes that waits for the district."""
    member = make_actor(Role.COMMITTEE, school=ta)
    first, second, _ = tasks_of(plan)
    wanted = [ask(first, ChangeKind.CANCEL, actor=member), ask(second, ChangeKind.POSTPONE, actor=member)]
    return agree_changes(plan, [each.uid for each in wanted], reason="因装修调整。", actor=chair)


def tasks_of(plan: Plan) -> list[PlanTask]:
    return list(PlanTask.objects.select_related("plan").filter(plan=plan).order_by("position"))


def test_what_is_taken_back_waits_for_the_chair_again_and_changed_nothing(
    ta: School, campaign: Campaign, plan: Plan, sent: Amendment, chair: Actor
) -> None:
    document, completion = document_of(plan), whole(plan, today=today()).completion
    before = entry_of(campaign, ta)

    assert withdraw_amendment(sent, actor=chair) == 2

    after = entry_of(campaign, ta)
    assert (before.pending.version, after.pending, after.amendments_count) == (2, None, 0)
    assert (after.state, after.accepted_id, after.score) == (before.state, before.accepted_id, before.score)
    with in_public():
        assert verify_chain(after)
        assert list(Submission.objects.order_by("version").values_list("version", "cause")) == [
            (1, "submit"), (2, "amendment")
        ]  # fmt: skip
        assert why_not_unlocked(after) == ""
    sent.refresh_from_db()
    plan.refresh_from_db()
    assert (sent.is_withdrawn, sent.number, sent.decided_by) == (True, None, chair.name)
    assert [change.state for change in plan.asked_changes.all()] == ["asked", "asked"]
    assert (document_of(plan), whole(plan, today=today()).completion) == (document, completion)
    assert (plan.submitted_version, selectors.judged_version(plan)) == (1, 1)
    assert [event.label for event in collection.history(campaign.uid, ta)][-2:] == ["申请修订", "撤回修订"]


def test_the_chair_sends_a_part_of_it_again_and_refuses_the_rest(
    ta: School, campaign: Campaign, plan: Plan, sent: Amendment, chair: Actor
) -> None:
    withdraw_amendment(sent, actor=chair)
    first, second = plan.asked_changes.order_by("pk")

    again = agree_changes(plan, [first.uid], reason="只取消一项。", actor=chair)
    refuse_changes(plan, [second.uid], answer="照原来的时间。", actor=chair)
    with in_public():
        amendments.decide(entry_of(campaign, ta), version=3, is_agreed=True, reason="", actor=APPROVER)

    again.refresh_from_db()
    assert (again.number, again.version, [task.text for task in selectors.tasks_of(plan)]) == (1, 3, list(TEXTS[1:]))
    plan.refresh_from_db()
    assert (plan.submitted_version, selectors.judged_version(plan)) == (3, 1)
    with in_public():
        assert verify_chain(entry_of(campaign, ta))


def test_both_floors_have_it_in_their_audit_trail(ta: School, plan: Plan, sent: Amendment, chair: Actor) -> None:
    withdraw_amendment(sent, actor=chair)

    row = AuditEntry.objects.get(verb="amendment.withdraw")
    assert (row.subject_uid, row.before["receipt"], len(row.before["changes"])) == (plan.uid, sent.receipt_number, 2)
    with in_public():
        row = AuditEntry.objects.get(verb="entry.withdraw_amendment")
        assert (row.actor_name, row.after) == (chair.name, {"version": 2})


@pytest.mark.parametrize(
    ("is_agreed", "words"), [(True, "第1次修订已生效，不能撤回"), (False, "已经答复不同意，不用撤回")]
)
def test_what_the_district_has_decided_stays(
    ta: School, campaign: Campaign, sent: Amendment, chair: Actor, words: str, *, is_agreed: bool
) -> None:
    with in_public():
        amendments.decide(entry_of(campaign, ta), version=2, is_agreed=is_agreed, reason="见会议记录。", actor=APPROVER)

    with pytest.raises(WrongStateError, match=words):
        withdraw_amendment(sent, actor=chair)


def test_it_is_taken_back_once_and_by_the_chair(ta: School, campaign: Campaign, sent: Amendment, chair: Actor) -> None:
    with pytest.raises(NotAllowedError, match="只有工会主席"):
        withdraw_amendment(sent, actor=make_actor(Role.COMMITTEE, school=ta))
    withdraw_amendment(sent, actor=chair)

    with pytest.raises(WrongStateError, match="已经撤回了"):
        withdraw_amendment(sent, actor=chair)
    with pytest.raises(WrongStateError, match="已经决定了"):
        collection.withdraw_amendment(campaign_uid=campaign.uid, school=ta, version=2, by=chair.name)
    with pytest.raises(IntegrityError, match="amendment_withdrawn_is_closed"), transaction.atomic():
        Amendment.objects.filter(pk=sent.pk).update(number=1)
    with pytest.raises(IntegrityError, match="amendment_withdrawn_is_closed"), transaction.atomic():
        Amendment.objects.filter(pk=sent.pk).update(decided_at=None)


def test_the_pages_of_the_school(ta: School, plan: Plan, sent: Amendment, sign_in: SignIn) -> None:
    chair, member = sign_in(Role.CHAIR, school=ta), sign_in(Role.COMMITTEE, school=ta)
    page = f"{ta.prefix}plans/{plan.uid}/amendments/"
    address = f"{page}{sent.uid}/take-back/"
    assert (address in chair.get(page).content.decode(), address in member.get(page).content.decode()) == (True, False)

    said = chair.post(address, follow=True).content.decode()

    assert "修订已从区工会撤回，2项申请回到“待主席同意”" in said
    assert (address in said, "已撤回" in said, f"plans/{plan.uid}/sent/2/" in said) == (False, True, True)
    assert "已撤回" in member.get(f"{ta.prefix}plans/{plan.uid}/").content.decode()
    assert "这次修订已经撤回了" in chair.post(address, follow=True).content.decode()
    assert chair.get(address).status_code == 405


def test_the_pages_of_the_district(
    ta: School, campaign: Campaign, sent: Amendment, chair: Actor, sign_in: SignIn
) -> None:
    district = sign_in(Role.DISTRICT_ADMIN)
    address = f"/campaigns/entries/{entry_of(campaign, ta).uid}/"
    board = f"/campaigns/{campaign.uid}/"
    assert "要修订通过的计划" in district.get("/desk/").content.decode()
    assert "修订待定</span>" in district.get(board).content.decode()

    withdraw_amendment(sent, actor=chair)

    assert "要修订通过的计划" not in district.get("/desk/").content.decode()
    assert "修订待定</span>" not in district.get(board).content.decode()
    entry = district.get(f"{address}amendment/", follow=True).content.decode()
    assert ("撤回了修订（第2版），不用再决定" in entry, entry.count('<span class="tag">已撤回</span>')) == (True, 1)
    copy = district.get(f"{address}versions/2/").content.decode()
    assert ("已撤回" in copy, f"{chair.name}，" in copy) == (True, True)
    assert "已撤回" not in district.get(f"{address}versions/1/").content.decode()
    late = district.post(f"{address}amendment/", {"act": "agree", "version": 2}, follow=True).content.decode()
    assert "学校已经撤回这次修订，不用再决定。" in late
