"""Sharing out evenly: as even as can be, nobody's own, whatever the order of the reviewers."""

from collections import Counter
from itertools import chain, combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import Role
from core.errors import InvalidInputError
from district.collection.balance import share_out
from district.collection.models import ReviewAssignment
from district.collection.selectors import reviewer_loads
from district.collection.services import entries
from district.review.services.reviewing import begin_review
from tenants.models import School
from tests.factories.collection import SYSTEM, entry_of, make_bare_school, make_campaign, reviewers_of, submit
from tests.factories.people import make_user

PLACES = st.lists(st.tuples(st.sets(st.integers(0, 2)), st.integers(0, 3)), max_size=4)
LOADS = st.fixed_dictionaries({}, optional=dict.fromkeys(range(3), st.integers(1, 3)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(PLACES, LOADS)
def test_no_other_sharing_is_more_even(places: list[tuple[set[int], int]], loads: dict[int, int]) -> None:
    """Each item has so many different people as it wants and as may take it, and the loads are as even as can be."""
    barred, wanted = [bar for bar, _ in places], [number for _, number in places]
    found = share_out(dict(enumerate(wanted)), [0, 1, 2], loads, lambda item, person: person not in barred[item])

    allowed = [set(range(3)) - bar for bar in barred]
    choices = [
        list(combinations(people, min(number, len(people)))) for people, number in zip(allowed, wanted, strict=True)
    ]
    least = min(_unevenness(loads, chain(*choice)) for choice in product(*choices))
    assert all(len(set(people)) == len(people) and set(people) <= allowed[item] for item, people in found.items())
    assert [len(people) for people in found.values()] == [len(choice[0]) for choice in choices]
    assert _unevenness(loads, chain(*found.values())) == least


def _unevenness(loads: dict[int, int], choice: object) -> int:
    load = Counter({person: loads.get(person, 0) for person in range(3)}) + Counter(choice)
    return sum(count * count for count in load.values())


def test_an_earlier_gift_is_exchanged_for_one_that_only_one_may_take() -> None:
    people = ["first", "second"]
    found = share_out({"a": 1, "b": 1}, people, {}, lambda item, person: item == "a" or person == "first")

    assert found == {"a": ["second"], "b": ["first"]}


@pytest.fixture
def six(tb: School, district: None) -> list[School]:
    return [tb, *(make_bare_school(f"第{number}小学") for number in range(4))]


def test_schools_are_shared_out_and_never_to_their_own(six: list[School]) -> None:
    campaign = make_campaign()
    own = make_user(Role.REVIEWER, name="方文博", home_school="tb")
    others = [make_user(Role.REVIEWER, name=name) for name in ("苏雨棠", "何立言")]
    uids = [entry_of(campaign, school).uid for school in six]

    count = entries.assign_evenly(campaign, uids, actor=SYSTEM)

    loads = reviewer_loads(campaign)
    assert (count, sorted(loads.values())) == (5, [1, 2, 2])
    assert reviewers_of(campaign, six[0]) <= {person.uid for person in others}
    assert own.uid in loads
    assert entries.assign_evenly(campaign, uids, actor=SYSTEM) == 0


def test_a_review_that_has_begun_stays_and_counts(six: list[School]) -> None:
    campaign = make_campaign()
    first, second = (make_user(Role.REVIEWER, name=name) for name in ("何立言", "苏雨棠"))
    begun = submit(campaign, six[0])
    entries.assign_reviewer(campaign, [begun.uid], second.uid, actor=SYSTEM)
    begin_review(begun, actor=second.as_actor(None))
    uids = [entry_of(campaign, school).uid for school in six[:2]]

    entries.assign_evenly(campaign, uids, actor=SYSTEM)

    assert [reviewers_of(campaign, school) for school in six[:2]] == [{second.uid}, {first.uid}]


def test_a_school_that_nobody_may_review_is_named(six: list[School]) -> None:
    campaign = make_campaign()
    make_user(Role.REVIEWER, home_school="tb")

    with pytest.raises(InvalidInputError, match="乙校没有足够的审核员"):
        entries.assign_evenly(campaign, [entry_of(campaign, school).uid for school in six], actor=SYSTEM)

    assert ReviewAssignment.objects.count() == 0


def test_each_school_gets_as_many_different_reviewers_as_the_campaign_says(six: list[School]) -> None:
    campaign = make_campaign(reviewers_per_copy=2)
    own = make_user(Role.REVIEWER, name="方文博", home_school="tb")
    for name in ("苏雨棠", "何立言"):
        make_user(Role.REVIEWER, name=name)
    uids = [entry_of(campaign, school).uid for school in six]

    entries.assign_evenly(campaign, uids, actor=SYSTEM)

    assert [len(reviewers_of(campaign, school)) for school in six] == [2, 2, 2, 2, 2]
    assert own.uid not in reviewers_of(campaign, six[0])
    assert sorted(reviewer_loads(campaign).values()) == [3, 3, 4]
