"""The two dates of a review: what they allow at their edges, who is told, and that late copies are not lost."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from audit.models import AuditEntry
from core.actors import Role
from core.errors import InvalidInputError, WrongStateError
from district.collection.models import Campaign, Entry
from district.collection.services import campaigns, entries
from district.review import phases, selectors
from district.review.clock import approval_days_used, days_used
from district.review.services import deciding, reviewing, stepping_back
from district.review.standing import with_proposals
from tenants.models import School
from tests.district.review.marking import mark_all
from tests.factories.collection import SYSTEM, entry_of, make_campaign, make_rubric, moment, submit
from tests.factories.people import client_of, make_user

OPENS, CLOSES = moment("2027-03-01 00:00"), moment("2027-03-13 00:00")
SECOND = timedelta(seconds=1)
NOT_YET = "评审将于3月1日（周一）开始，现在只能阅读。"
OVER = "评审已于3月12日（周五）24:00结束，等待审定。"
TOO_EARLY = "评审将于3月12日（周五）24:00结束，之后才能审定。"


@pytest.mark.parametrize(
    ("opens", "closes", "now", "came", "marking", "decision"),
    [
        (OPENS, CLOSES, OPENS - SECOND, None, NOT_YET, TOO_EARLY),
        (OPENS, CLOSES, OPENS, None, "", TOO_EARLY),
        (OPENS, CLOSES, CLOSES - SECOND, None, "", TOO_EARLY),
        (OPENS, CLOSES, CLOSES, CLOSES - SECOND, OVER, ""),
        (OPENS, CLOSES, CLOSES + SECOND, CLOSES, "", ""),  # came after the end: marked and decided at once
        (None, CLOSES, OPENS - SECOND, None, "", TOO_EARLY),
        (OPENS, None, CLOSES, None, "", ""),
        (None, None, CLOSES, None, "", ""),
    ],
)
def test_edges(
    opens: datetime | None, closes: datetime | None, now: datetime, came: datetime | None, marking: str, decision: str
) -> None:
    campaign = Campaign(review_opens_at=opens, review_closes_at=closes)
    with time_machine.travel(now, tick=False):
        assert phases.why_no_marking(campaign, came, now) == marking
        assert phases.why_no_decision(campaign, now) == decision


def test_where_nobody_approves_the_end_says_so_and_decisions_are_free() -> None:
    campaign = Campaign(review_closes_at=CLOSES, needs_approval=False)
    with time_machine.travel(CLOSES, tick=False):
        assert phases.why_no_marking(campaign, None, CLOSES) == "评审已于3月12日（周五）24:00结束，现在只能阅读。"
        assert phases.why_no_decision(campaign, CLOSES - SECOND) == ""


@pytest.fixture
def reviewer(district: None) -> User:
    """Who marks."""
    return make_user(Role.REVIEWER, name="苏雨棠")


@pytest.fixture
def chief(district: None) -> User:
    """Who decides."""
    return make_user(Role.APPROVER, name="程望舒")


@pytest.fixture
def entry(tb: School, reviewer: User) -> Entry:
    """Handed in and assigned on 20 February, to be reviewed in March; the campaign closes at the end of it."""
    School.objects.update(opened_on="2026-01-01")
    with time_machine.travel(moment("2027-02-20 10:00"), tick=False):
        campaign = make_campaign(
            rubric=make_rubric(), year=2027, term="year", needs_approval=True, open_at=moment("2027-02-01 00:00"),
            due_at=moment("2027-02-21 00:00"), close_at=moment("2027-04-01 00:00"), review_opens_at=OPENS,
            review_closes_at=CLOSES,
        )  # fmt: skip
        entry = submit(campaign, tb)
        entries.assign_reviewer(campaign, [entry.uid], reviewer.uid, actor=SYSTEM)
    return entry_of(campaign, tb)


def fresh(entry: Entry) -> Entry:
    return entry_of(entry.campaign, entry.school)


def waits_for(user: User) -> list[tuple[str, int]]:
    return [(each.kind, each.count) for each in selectors.waiting_for(user.as_actor(None))]


def propose(entry: Entry, user: User) -> None:
    mark_all(fresh(entry), user.as_actor(None), 0, 0, 0)
    reviewing.accept_entry(fresh(entry), actor=user.as_actor(None))


def test_marks_and_decisions_have_their_time(entry: Entry, reviewer: User, chief: User) -> None:
    with time_machine.travel(OPENS - SECOND, tick=False):
        for act in (
            lambda: reviewing.begin_review(entry, actor=reviewer.as_actor(None)),
            lambda: mark_all(entry, reviewer.as_actor(None), 0, 0, 0),
            lambda: reviewing.return_entry(entry, reason="缺时间。", actor=reviewer.as_actor(None)),
        ):
            with pytest.raises(WrongStateError, match=NOT_YET):
                act()
        assert (fresh(entry).state, waits_for(reviewer)) == ("submitted", [])
    with time_machine.travel(OPENS, tick=False):
        assert waits_for(reviewer) == [("to_review", 1)]
        propose(entry, reviewer)
    with time_machine.travel(CLOSES - SECOND, tick=False):
        proposal = selectors.desk_of(chief.as_actor(None), fresh(entry)).shown[0]
        for act in (
            lambda: deciding.decide(fresh(entry), outcome="accepted", actor=chief.as_actor(None)),
            lambda: deciding.send_back_proposal(proposal, fresh(entry), reason="再看。", actor=chief.as_actor(None)),
        ):
            with pytest.raises(WrongStateError, match=TOO_EARLY):
                act()
        with pytest.raises(InvalidInputError, match=TOO_EARLY):
            deciding.agree([entry.uid], actor=chief.as_actor(None))
        assert waits_for(chief) == []
    with time_machine.travel(CLOSES, tick=False):
        assert waits_for(chief) == [("to_approve", 1)]
        assert deciding.agree([entry.uid], actor=chief.as_actor(None)) == 1
    assert fresh(entry).state == "accepted"


def test_what_comes_after_the_end_is_marked_and_decided(entry: Entry, reviewer: User, chief: User, tb: School) -> None:
    """The school answers a return after the end; the approver then sends the new proposal back once."""
    with time_machine.travel(OPENS, tick=False):
        reviewing.return_entry(fresh(entry), reason="缺时间。", actor=reviewer.as_actor(None))
    with time_machine.travel(CLOSES, tick=False):
        deciding.decide(fresh(entry), outcome="returned", actor=chief.as_actor(None))
    with time_machine.travel(CLOSES + timedelta(days=3), tick=False):
        submit(entry.campaign, tb)
        assert waits_for(reviewer) == [("to_review", 1)]
        propose(entry, reviewer)
        proposal = selectors.desk_of(chief.as_actor(None), fresh(entry)).shown[0]
        deciding.send_back_proposal(proposal, fresh(entry), reason="再看。", actor=chief.as_actor(None))
        propose(entry, reviewer)
        deciding.agree([entry.uid], actor=chief.as_actor(None))
    assert fresh(entry).state == "accepted"


def test_a_proposal_sent_back_or_a_copy_assigned_after_the_end_is_open(
    entry: Entry, reviewer: User, chief: User
) -> None:
    other = make_user(Role.REVIEWER, name="何立言")
    with time_machine.travel(OPENS, tick=False):
        propose(entry, reviewer)
    with time_machine.travel(CLOSES, tick=False):
        proposal = selectors.desk_of(chief.as_actor(None), fresh(entry)).shown[0]
        deciding.send_back_proposal(proposal, fresh(entry), reason="再看。", actor=chief.as_actor(None))
        assert waits_for(reviewer) == [("to_review", 1)]
        stepping_back.abstain(fresh(entry), reason="亲属在校。", actor=reviewer.as_actor(None))
        entries.assign_reviewer(entry.campaign, [entry.uid], other.uid, actor=SYSTEM)
        propose(entry, other)
    assert with_proposals(Entry.objects.filter(pk=entry.pk)).get().is_ready


def test_pages_stay_readable_and_say_when(entry: Entry, reviewer: User, chief: User) -> None:
    own_page = f"/reviews/entries/{entry.uid}/"
    for now, words in ((OPENS - SECOND, NOT_YET), (CLOSES, OVER)):
        with time_machine.travel(now, tick=False):
            client = client_of(user=reviewer)
            page, queue = (client.get(address).content.decode() for address in (own_page, "/reviews/"))
            assert words in page
            assert words in queue
            assert "rubric-form" not in page
            assert "回避这一份" in page
            assert client.get(f"{own_page}return/").url == own_page
    with time_machine.travel(CLOSES - SECOND, tick=False):
        assert "rubric-form" in client_of(user=reviewer).get(own_page).content.decode()
        propose(entry, reviewer)
        for address in (own_page, f"{own_page}decide/", "/reviews/approval/"):
            assert TOO_EARLY in client_of(user=chief).get(address).content.decode()


@pytest.mark.parametrize(
    ("now", "heading"),
    [
        (OPENS - SECOND, ["现在没有待处理的报送件", "另有1份评审还没开始"]),
        (OPENS, ["<b>1份待处理</b>", "等得最久的在上"]),
        (CLOSES, ["现在没有待处理的报送件", "另有1份评审已结束"]),
    ],
)
def test_the_queue_counts_what_can_be_worked_on_and_names_the_rest(
    entry: Entry, reviewer: User, now: datetime, heading: list[str]
) -> None:
    with time_machine.travel(now, tick=False):
        page = client_of(user=reviewer).get("/reviews/")

    facts = page.content.decode().partition('<p class="facts">')[2].partition("</p>")[0]
    assert re.findall(r"<span>(.*?)</span>", facts) == heading
    assert page.context["filters"]["segments"][0]["count"] == 1


def test_the_clocks_of_reviewer_and_approver_start_with_their_phase(entry: Entry, reviewer: User) -> None:
    with time_machine.travel(OPENS, tick=False):
        waiting = selectors.with_progress(Entry.objects.filter(pk=entry.pk)).get()
        assert days_used(waiting, moment("2027-03-03 09:00")) == 2
        propose(entry, reviewer)
    ready = with_proposals(Entry.objects.filter(pk=entry.pk).select_related("campaign")).get()
    assert [approval_days_used(ready, at) for at in (OPENS, moment("2027-03-16 09:00"))] == [0, 2]


def test_the_dates_are_set_moved_and_kept_in_order(entry: Entry, sign_in: Callable[..., Client]) -> None:
    campaign = entry.campaign
    address = f"/campaigns/{campaign.uid}/edit/"
    with time_machine.travel(OPENS, tick=False):
        client = sign_in(Role.DISTRICT_ADMIN)
        form = client.get(address).context["form"].initial
        client.post(address, {**form, "review_opens_on": "2027-02-25", "review_closes_on": "2027-03-20"})
        wrong = client.post(address, {**form, "review_opens_on": "2027-01-31", "review_closes_on": "2027-01-30"})
        board = client.get(f"/campaigns/{campaign.uid}/").content.decode()

    campaign.refresh_from_db()
    assert (campaign.review_opens_at, campaign.review_closes_at) == (
        moment("2027-02-25 00:00"), moment("2027-03-21 00:00")
    )  # fmt: skip
    assert set(wrong.context["form"].errors) == {"review_opens_on", "review_closes_on"}
    assert "评审2月25日（周四）至3月20日（周六）24:00" in board
    assert set(AuditEntry.objects.filter(verb="campaign.change").latest("pk").after) == {
        "review_opens_at", "review_closes_at"
    }  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"review_opens_at": moment("2027-01-31 23:59:59")},
        {"review_closes_at": OPENS},
        {"review_opens_at": None, "review_closes_at": moment("2027-02-01 00:00")},
    ],
)
def test_neither_service_nor_database_takes_dates_out_of_order(entry: Entry, fields: dict[str, datetime]) -> None:
    with pytest.raises(InvalidInputError, match="评审"):
        campaigns.change_campaign(entry.campaign, replace(campaigns.wish_of(entry.campaign), **fields), actor=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=entry.campaign_id).update(**fields)
