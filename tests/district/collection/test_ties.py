"""Declared ties: nobody assigns, opens or judges against them; what was assigned goes back at once."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import chain, product

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.actors import Actor, Role
from core.errors import InvalidInputError, NotAllowedError, WrongStateError
from core.periods import today
from district.collection import conflicts, facade, selectors
from district.collection.balance import share_out
from district.collection.models import Entry, Tie
from district.collection.services import entries
from district.collection.services.ties import TieWish, change_tie, declare_tie, withdraw_tie
from district.review import policies
from district.review.selectors import reviews_visible_to
from district.review.services.reviewing import begin_review
from tenants.models import School
from tests.factories.collection import SYSTEM, entry_of, make_bare_school, make_campaign, reviewers_of, submit
from tests.factories.people import client_of, make_user

WORKED = TieWish("worked", "2019年在校任教")
PEOPLE, PLACES = range(3), range(4)
SOME_SCHOOLS = st.dictionaries(st.sampled_from(PEOPLE), st.sets(st.sampled_from(PLACES)))


@pytest.fixture
def reviewer(district: None) -> User:
    return make_user(Role.REVIEWER, name="苏雨棠")


@pytest.fixture
def assigned(reviewer: User, tb: School) -> Entry:
    """A plan of tb with the reviewer."""
    entry = submit(make_campaign(), tb)
    entries.assign_reviewer(entry.campaign, [entry.uid], reviewer.uid, actor=SYSTEM)
    return entry_of(entry.campaign, tb)


@given(
    st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PLACES)),
    SOME_SCHOOLS,
    st.lists(st.sampled_from(PLACES), max_size=5),
)
def test_neither_own_schools_nor_ties_are_given_and_no_other_sharing_is_more_even(
    home: dict[int, int], tied: dict[int, set[int]], schools: list[int]
) -> None:
    barred = {person: tied.get(person, set()) | ({home[person]} if person in home else set()) for person in PEOPLE}
    items = list(enumerate(schools))

    given_to = share_out(dict.fromkeys(items, 1), list(PEOPLE), {}, lambda item, person: item[1] not in barred[person])

    free = {item: [person for person in PEOPLE if item[1] not in barred[person]] for item in items}
    assert {item for item, people in given_to.items() if people} == {item for item in items if free[item]}
    assert all(person in free[item] for item, people in given_to.items() for person in people)
    spreads = [_spread(choice) for choice in product(*filter(None, free.values()))]
    assert _spread(chain(*given_to.values())) <= min(spreads)


def _spread(people: object) -> int:
    load = Counter(people)
    return max(load[person] for person in PEOPLE) - min(load[person] for person in PEOPLE)


def test_a_tie_is_a_conflict_like_the_own_school(assigned: Entry, reviewer: User, tb: School) -> None:
    actor = reviewer.as_actor(None)
    assert policies.can_review(actor, assigned, is_assigned=True)

    declare_tie(reviewer.uid, tb, WORKED, actor=actor)

    stale = Entry.objects.select_related("school").get(pk=assigned.pk)
    assert not policies.can_review(actor, stale, is_assigned=True)
    with pytest.raises(NotAllowedError):
        begin_review(stale, actor=actor)
    assert not reviews_visible_to(actor).exists()
    assert not selectors.entries_visible_to(actor).filter(school=tb).exists()
    assert client_of(user=reviewer).get(f"/reviews/entries/{assigned.uid}/").status_code == 404
    assert client_of(user=reviewer).get(f"/campaigns/entries/{assigned.uid}/").status_code == 404


def test_what_was_assigned_goes_back_and_the_school_is_not_told(assigned: Entry, reviewer: User, tb: School) -> None:
    begin_review(assigned, actor=reviewer.as_actor(None))
    successor = make_user(Role.REVIEWER, name="何立言")

    declare_tie(reviewer.uid, tb, WORKED, actor=SYSTEM)

    entry = entry_of(assigned.campaign, tb)
    assert (reviewers_of(entry.campaign, tb), entry.state) == (set(), "reviewing")
    assert selectors.events_of(entry)[0].get_kind_display() == "不再审核"
    assert "不再审核" not in [event.label for event in facade.history(entry.campaign.uid, tb)]
    [waiting] = [each for each in selectors.waiting_for(SYSTEM) if each.kind == "to_assign"]
    assert waiting.count == 1
    assert entries.assign_evenly(entry.campaign, [entry.uid], actor=SYSTEM) == 1
    assert reviewers_of(entry.campaign, tb) == {successor.uid}


def test_by_hand_the_tie_is_named_but_not_its_reason(reviewer: User, tb: School) -> None:
    campaign = make_campaign()
    declare_tie(reviewer.uid, tb, WORKED, actor=SYSTEM)

    with pytest.raises(InvalidInputError) as refused:
        entries.assign_reviewer(campaign, [entry_of(campaign, tb).uid], reviewer.uid, actor=SYSTEM)

    assert str(refused.value) == "苏雨棠已申报回避乙校，不能审核它的报送件；请另选审核员。"


def test_sharing_out_avoids_ties(reviewer: User, tb: School) -> None:
    campaign = make_campaign()
    declare_tie(reviewer.uid, tb, WORKED, actor=SYSTEM)
    with pytest.raises(InvalidInputError, match="乙校没有足够的审核员"):
        entries.assign_evenly(campaign, [entry_of(campaign, tb).uid], actor=SYSTEM)
    other = make_user(Role.REVIEWER, name="何立言")

    entries.assign_evenly(campaign, [entry_of(campaign, tb).uid], actor=SYSTEM)

    assert reviewers_of(campaign, tb) == {other.uid}


def test_a_tie_ends_with_its_last_day_or_when_it_is_withdrawn(reviewer: User, tb: School) -> None:
    yesterday, actor = today() - timedelta(days=1), reviewer.as_actor(None)
    tie = declare_tie(reviewer.uid, tb, WORKED, actor=actor)
    assert conflicts.barred_from(actor) == {"tb"}

    change_tie(tie, TieWish("worked", until_on=today()), actor=SYSTEM)
    assert not conflicts.may_judge(actor, "tb")
    change_tie(tie, TieWish("worked", until_on=yesterday), actor=SYSTEM)
    assert conflicts.may_judge(actor, "tb")
    change_tie(tie, WORKED, actor=SYSTEM)
    withdraw_tie(tie, actor=actor)
    assert conflicts.may_judge(actor, "tb")
    with pytest.raises(WrongStateError):
        withdraw_tie(tie, actor=SYSTEM)


def test_each_declares_for_oneself_and_administrators_for_all(reviewer: User, tb: School) -> None:
    other, official = make_user(Role.REVIEWER, name="何立言").as_actor(None), make_user(Role.OFFICIAL)
    actor = reviewer.as_actor(None)
    by_admin = declare_tie(reviewer.uid, tb, WORKED, actor=SYSTEM)

    with pytest.raises(NotAllowedError):
        declare_tie(reviewer.uid, make_bare_school(), WORKED, actor=other)
    with pytest.raises(NotAllowedError):
        withdraw_tie(by_admin, actor=actor)
    with pytest.raises(NotAllowedError):
        change_tie(by_admin, WORKED, actor=actor)
    with pytest.raises(InvalidInputError, match="在用的审核员"):
        declare_tie(official.uid, tb, WORKED, actor=SYSTEM)
    with pytest.raises(InvalidInputError, match="已经申报过"):
        declare_tie(reviewer.uid, tb, WORKED, actor=actor)
    assert Tie.objects.count() == 1


@pytest.mark.parametrize(
    "wish",
    [
        TieWish("other"), TieWish("worked", "字" * 201), TieWish("nothing"),
        TieWish("worked", since_on=today() + timedelta(days=1)),
        TieWish("worked", since_on=today(), until_on=today() - timedelta(days=1)),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(wish: TieWish, reviewer: User, tb: School) -> None:
    with pytest.raises(InvalidInputError):
        declare_tie(reviewer.uid, tb, wish, actor=SYSTEM)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_shows_reasons_to_the_person_and_administrators_only(
    count: int, reviewer: User, tb: School, sign_in: Callable[..., Client], django_assert_max_num_queries: object
) -> None:
    for school in [tb, *(make_bare_school() for _ in range(count - 1))]:
        declare_tie(reviewer.uid, school, WORKED, actor=SYSTEM)
    own, admin, approver = client_of(user=reviewer), sign_in(Role.DISTRICT_ADMIN), sign_in(Role.APPROVER)
    own.get("/reviews/ties/")

    with django_assert_max_num_queries(6):
        page = own.get("/reviews/ties/").content.decode()

    assert page.count("2019年在校任教") == count
    assert admin.get("/reviews/ties/").content.decode().count("2019年在校任教") == count
    assert "2019年在校任教" not in approver.get("/reviews/ties/").content.decode()
    assert approver.post(f"/reviews/ties/{Tie.objects.first().uid}/withdraw/").status_code == 404


def test_a_reviewer_declares_and_withdraws_on_the_page(assigned: Entry, reviewer: User, tb: School) -> None:
    client = client_of(user=reviewer)

    client.post("/reviews/ties/new/", {"place": tb.code, "kind": "relative", "reason": "女儿在读"})

    tie = Tie.objects.get()
    assert (tie.person_uid, tie.school, tie.declared_by) == (reviewer.uid, tb, "苏雨棠")
    assert reviewers_of(assigned.campaign, tb) == set()
    client.post(f"/reviews/ties/{tie.uid}/withdraw/")
    assert Tie.objects.get().state == "withdrawn"


def test_a_school_is_found_by_its_name_and_a_doubt_is_named(reviewer: User, tb: School) -> None:
    client = client_of(user=reviewer)
    schools = [make_bare_school(f"云台{number}小") for number in range(7)]
    wanted = {"kind": "relative", "reason": "女儿在读"}

    answers = {
        words: client.post("/reviews/ties/new/", {"place": words, **wanted}).content.decode()
        for words in ("云台", "没有这所", " ")
    }
    client.post("/reviews/ties/new/", {"place": schools[3].code.upper(), **wanted})

    assert "有几所学校都符合：云台0小、云台1小、云台2小、云台3小、云台4小等。请写全校名。" in answers["云台"]
    assert "没有叫“没有这所”的学校。" in answers["没有这所"]
    assert "请填写学校。" in answers[" "]
    assert [tie.school for tie in Tie.objects.all()] == [schools[3]]


def test_an_actor_without_account_has_no_ties(district: None) -> None:
    assert conflicts.barred_from(Actor(None, "系统")) == frozenset()
