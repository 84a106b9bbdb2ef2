"""Proposer and approver apart, several reviewers blind to each other, stepping back: rules, pages, the database."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.actors import Actor, Role
from core.errors import InvalidInputError, NotAllowedError, WrongStateError
from district.collection import facade
from district.collection.models import Campaign, Decision, Entry
from district.collection.selectors import waiting_for as collection_waiting_for
from district.collection.services import entries
from district.review import selectors
from district.review.models import Review
from district.review.services import deciding, reviewing, stepping_back
from district.review.services.publishing import publish_results
from district.review.standing import with_disputes
from tenants.models import School
from tenants.schemas import mount
from tests.district.review.marking import mark_all
from tests.factories.collection import SYSTEM, entry_of, make_campaign, make_rubric, plan_of, reviewers_of, submit
from tests.factories.people import client_of, make_user

NAMES = ("苏雨棠", "何立言", "方文博")
pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def people() -> list[User]:
    """Three reviewers."""
    return [make_user(Role.REVIEWER, name=name) for name in NAMES]


@pytest.fixture
def chief() -> User:
    """The approver."""
    return make_user(Role.APPROVER, name="程望舒")


def given_to(people: list[User], school: School, campaign: Campaign) -> Entry:
    mount(None)
    entry = submit(campaign, school)
    for person in people:
        entries.assign_reviewer(campaign, [entry.uid], person.uid, actor=SYSTEM)
    return entry_of(campaign, school)


@pytest.fixture
def entry(tb: School, people: list[User]) -> Entry:
    """Handed in, with two reviewers, to be approved."""
    campaign = make_campaign(rubric=make_rubric(), reviewers_per_copy=2, needs_approval=True)
    return given_to(people[:2], tb, campaign)


def acting(user: User) -> Actor:
    return user.as_actor(None)


def fresh(entry: Entry) -> Entry:
    return entry_of(entry.campaign, entry.school)


def propose(entry: Entry, user: User, *levels: int, reason: str = "理由甲。") -> Entry:
    mark_all(fresh(entry), acting(user), *levels, reason=reason)
    return reviewing.accept_entry(fresh(entry), actor=acting(user))


def test_a_proposal_decides_nothing_and_the_school_sees_nothing(entry: Entry, people: list[User], tb: School) -> None:
    before = facade.history(entry.campaign.uid, tb)
    for person in people[:2]:
        propose(entry, person, 0, 0, 0)

    assert (fresh(entry).state, plan_of(entry.campaign, tb).state) == ("reviewing", "submitted")
    assert [event.kind for event in facade.history(entry.campaign.uid, tb)][len(before) :] == ["opened"]
    assert not any(name in str(facade.history(entry.campaign.uid, tb)) for name in NAMES)
    with pytest.raises(WrongStateError, match="已经提交"):
        mark_all(fresh(entry), acting(people[0]), 1, 1, 1)


def test_the_approver_agrees_and_the_score_is_the_reviewers_together(
    entry: Entry, people: list[User], chief: User, tb: School
) -> None:
    propose(entry, people[0], 0, 0, -1)  # 100
    with pytest.raises(WrongStateError, match="没有交齐"):
        deciding.decide(fresh(entry), outcome="accepted", actor=acting(chief))
    propose(entry, people[1], 1, 1, 1, reason="理由乙。")  # 80

    assert deciding.agree([entry.uid], actor=acting(chief)) == 1

    found, decision = fresh(entry), Decision.objects.get()
    assert (found.state, found.score, found.decision_id) == ("accepted", Decimal("90.00"), decision.pk)
    assert (set(decision.proposers), decision.decided_by_name) == ({user.uid for user in people[:2]}, "程望舒")
    publish_results(Campaign.objects.get(pk=entry.campaign_id), actor=acting(chief))
    sheet = plan_of(entry.campaign, tb).sheet
    assert (sheet["total"], [row["points"] for row in sheet["rows"]]) == (90.0, [45.0, 27.0, 16.0])
    assert (sheet["rows"][0]["reason"], sheet["rows"][0]["level"]) == ("理由甲。；理由乙。", "")
    assert not any(name in str(sheet) for name in NAMES)


def test_deciding_otherwise_needs_a_reason_and_complete_marks(
    entry: Entry, people: list[User], chief: User, tb: School
) -> None:
    """A proposal to return goes to the approver at once."""
    reviewing.add_remark(entry, line_number=5, text="写明人数。", is_required=True, actor=acting(people[0]))
    reviewing.return_entry(fresh(entry), reason="缺时间。", actor=acting(people[0]))

    with pytest.raises(InvalidInputError, match="写原因"):
        deciding.decide(fresh(entry), outcome="accepted", actor=acting(chief))
    with pytest.raises(InvalidInputError, match="没有完整的评分"):
        deciding.decide(fresh(entry), outcome="accepted", reason="可以。", actor=acting(chief))
    deciding.decide(fresh(entry), outcome="returned", actor=acting(chief))

    plan = plan_of(entry.campaign, tb)
    assert (fresh(entry).state, plan.return_reason) == ("returned", "缺时间。")
    assert [(each["text"], each["by"]) for each in plan.remarks] == [("写明人数。", "程望舒")]


def test_who_has_a_part_in_the_review_or_the_school_does_not_decide(entry: Entry, people: list[User]) -> None:
    people[0].roles = [Role.REVIEWER, Role.APPROVER]
    people[0].save()
    own = make_user(Role.APPROVER, home_school="tb")
    for person in people[:2]:
        propose(entry, person, 0, 0, 0)

    for actor in (acting(people[0]), acting(own), acting(make_user(Role.DISTRICT_ADMIN)), SYSTEM.__class__(None, "")):
        with pytest.raises(NotAllowedError):
            deciding.decide(fresh(entry), outcome="accepted", actor=actor)
        assert not selectors.approvals_visible_to(actor).exists()


@pytest.mark.parametrize("fault", ["no proposal", "own proposal", "no decision", "proposal without its time"])
def test_the_database_keeps_proposer_and_approver_apart(fault: str, entry: Entry, people: list[User]) -> None:
    uid = people[0].uid
    review = reviewing.begin_review(entry, actor=acting(people[0]))

    def decide(proposers: list[object], by: object) -> None:
        Decision.objects.create(
            submission=entry.current, outcome="accepted", proposers=proposers, decided_by_uid=by,
            decided_by_name="某人", decided_at=timezone.now(),
        )  # fmt: skip

    acts = {
        "no proposal": lambda: decide([], uuid4()),
        "own proposal": lambda: decide([uuid4(), uid], uid),
        "no decision": lambda: Entry.objects.filter(pk=entry.pk).update(state="accepted", accepted=entry.current),
        "proposal without its time": lambda: Review.objects.filter(pk=review.pk).update(proposal="accepted"),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        acts[fault]()


def test_a_proposal_sent_back_is_open_again_with_its_marks(entry: Entry, people: list[User], chief: User) -> None:
    for person in people[:2]:
        propose(entry, person, 0, 1, 0)
    review = Review.objects.get(reviewer_name="苏雨棠")

    deciding.send_back_proposal(review, fresh(entry), reason="请再看第3项。", actor=acting(chief))

    with pytest.raises(WrongStateError, match="没有交齐"):
        deciding.decide(fresh(entry), outcome="accepted", actor=acting(chief))
    page = client_of(user=people[0]).get(f"/reviews/entries/{entry.uid}/")
    assert (page.context["may_review"], page.context["sheet"]["marked_n"]) == (True, 3)
    assert "请再看第3项。" in page.content.decode()
    assert "何立言" not in page.content.decode()


def test_one_more_reviewer_is_waited_for(entry: Entry, people: list[User], chief: User) -> None:
    propose(entry, people[0], 0, 0, 0)
    propose(entry, people[1], 3, 3, 3)
    [found] = with_disputes(selectors.approvals_visible_to(acting(chief)))
    assert (found.is_disputed, found.lowest, found.highest) == (True, Decimal("30.00"), Decimal("100.00"))

    deciding.ask_one_more(fresh(entry), people[2].uid, actor=acting(chief))

    assert not selectors.approvals_visible_to(acting(chief)).exists()
    propose(entry, people[2], 1, 1, 1)
    assert deciding.agree([entry.uid], actor=acting(chief)) == 1
    assert fresh(entry).score == Decimal("70.00")


def test_several_are_agreed_to_at_once_or_none(entry: Entry, people: list[User], chief: User, ta: School) -> None:
    other = given_to(people[:2], ta, entry.campaign)
    for person in people[:2]:
        propose(entry, person, 0, 0, 0)
    propose(other, people[0], 0, 0, 0)
    reviewing.return_entry(fresh(other), reason="缺时间。", actor=acting(people[1]))
    client = client_of(user=chief)

    listed = client.get("/reviews/approval/").context["rows"]
    refused = client.post("/reviews/approval/agree/", {"entry": [str(entry.uid), str(other.uid)]}, follow=True)
    client.post("/reviews/approval/agree/", {"entry": str(entry.uid)})

    assert [(row["entry"].pk, row["is_mixed"]) for row in listed] == [(other.pk, True), (entry.pk, False)]
    assert "甲校：初评之间不同" in refused.content.decode()
    assert (fresh(entry).state, fresh(other).state) == ("accepted", "reviewing")


def test_others_are_hidden_until_ones_own_is_in(entry: Entry, people: list[User]) -> None:
    """Marks, totals, remarks and names: neither on pages nor in files nor in the API."""
    secret = "密语甲乙丙丁"
    reviewing.add_remark(entry, line_number=5, text=secret, is_required=True, actor=acting(people[1]))
    propose(entry, people[1], 3, 3, 3, reason=secret)  # 30 points
    client = client_of(user=people[0])
    addresses = [
        f"/reviews/entries/{entry.uid}/", f"/reviews/entries/{entry.uid}/?line=5", "/reviews/", "/reviews/?state=all",
        f"/campaigns/{entry.campaign.uid}/", f"/campaigns/entries/{entry.uid}/", "/desk/",
        f"/api/v1/entries/{entry.uid}/reviews/", f"/api/v1/campaigns/{entry.campaign.uid}/board/",
        f"/dashboards/plans/tracker/?campaign={entry.campaign.uid}",
    ]  # fmt: skip

    def told() -> list[str]:
        pages = [client.get(address).content.decode() for address in addresses]
        return [word for word in (secret, "何立言", "30.00") if any(word in page for page in pages)]

    before = told()
    files = [client.get(f"{address}?export=xlsx&state=all").content for address in ("/reviews/", addresses[4])]
    propose(entry, people[0], 0, 0, 0)

    assert before == []
    assert all(content[:2] == b"PK" for content in files)
    assert told() == [secret, "何立言", "30.00"]
    assert client_of(user=people[2]).get(addresses[0]).status_code == 404


def test_without_approval_one_mind_takes_effect_and_two_go_to_the_approver(
    people: list[User], chief: User, ta: School, tb: School
) -> None:
    mount(None)
    campaign = make_campaign(reviewers_per_copy=2)
    agreed, split = (given_to(people[:2], school, campaign) for school in (ta, tb))
    for person in people[:2]:
        reviewing.accept_entry(fresh(agreed), actor=acting(person))
    reviewing.return_entry(fresh(split), reason="缺时间。", actor=acting(people[0]))
    reviewing.accept_entry(fresh(split), actor=acting(people[1]))

    assert (fresh(agreed).state, fresh(split).state) == ("accepted", "reviewing")
    assert Decision.objects.get().decided_by_uid is None
    assert [found.pk for found in selectors.approvals_visible_to(acting(chief))] == [split.pk]


def test_who_steps_back_is_not_assigned_again_and_the_manager_is_told(entry: Entry, people: list[User]) -> None:
    mark_all(entry, acting(people[0]), 0, None, None)
    client = client_of(user=people[0])
    empty = client.post(f"/reviews/entries/{entry.uid}/abstain/", {"reason": " "})
    client.post(f"/reviews/entries/{entry.uid}/abstain/", {"reason": "与负责人是亲属。"})

    assert list(empty.context["form"].errors) == ["reason"]
    assert client.get(f"/reviews/entries/{entry.uid}/").status_code == 404
    assert {each.kind: each.count for each in collection_waiting_for(SYSTEM)}["to_assign"] == 1
    with pytest.raises(InvalidInputError, match="已回避乙校"):
        entries.assign_reviewer(entry.campaign, [entry.uid], people[0].uid, actor=SYSTEM)
    assert entries.assign_evenly(entry.campaign, [entry.uid], actor=SYSTEM) == 1
    assert people[0].uid not in reviewers_of(entry.campaign, entry.school)


def test_what_is_skipped_comes_last(entry: Entry, people: list[User], ta: School) -> None:
    other = given_to(people[:1], ta, entry.campaign)
    client = client_of(user=people[0])

    went = client.post(f"/reviews/entries/{entry.uid}/skip/")

    assert went.url == f"/reviews/entries/{other.uid}/"
    assert [row["entry"].pk for row in client.get("/reviews/").context["rows"]] == [other.pk, entry.pk]
    propose(entry, people[0], 0, 0, 0)
    with pytest.raises(WrongStateError):
        stepping_back.skip(fresh(entry), actor=acting(people[0]))


def test_what_waits_for_whom(entry: Entry, people: list[User], chief: User) -> None:
    def waits(user: User) -> list[tuple[str, int]]:
        return [(each.kind, each.count) for each in selectors.waiting_for(acting(user))]

    before = waits(people[0]), waits(chief)
    for person in people[:2]:
        propose(entry, person, 0, 0, 0)

    assert before == ([("to_review", 1)], [])
    assert (waits(people[0]), waits(chief)) == ([], [("to_approve", 1)])


def test_an_approver_decides_sends_back_and_asks_for_more_on_the_page(
    entry: Entry, people: list[User], chief: User
) -> None:
    for person in people[:2]:
        propose(entry, person, 0, 0, 0)
    client, address = client_of(user=chief), f"/reviews/entries/{entry.uid}/"
    review = Review.objects.get(reviewer_name="何立言")

    shown = client.get(f"{address}decide/").content.decode()
    client.post(f"{address}send-back/", {"review": str(review.uid), "reason": "请细看。"})
    reviewing.accept_entry(fresh(entry), actor=acting(people[1]))
    client.post(f"{address}one-more/", {"reviewer": str(people[2].uid)})
    propose(entry, people[2], 0, 0, 0)
    client.post(f"{address}decide/", {"outcome": "returned", "reason": ""})
    waits = fresh(entry).state
    client.post(f"{address}decide/", {"outcome": "returned", "reason": "请补预算。"})

    assert all(name in shown for name in NAMES)
    assert (waits, fresh(entry).state, Decision.objects.get().reason) == ("reviewing", "returned", "请补预算。")
    assert client_of(Role.DISTRICT_ADMIN).get(f"{address}decide/").status_code == 403


@pytest.mark.parametrize("schools", [1, 2])
def test_the_approvers_queue_asks_the_same_number_of_questions(
    schools: int, entry: Entry, people: list[User], chief: User, ta: School,
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    found = [entry, given_to(people[:2], ta, entry.campaign)][:schools]
    for each in found:
        reviewing.return_entry(each, reason="缺时间。", actor=acting(people[0]))
    client: Client = client_of(user=chief)
    client.get("/reviews/approval/")

    with django_assert_num_queries(5):
        page = client.get("/reviews/approval/")

    assert len(page.context["rows"]) == schools
