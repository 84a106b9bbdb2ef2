"""Sharing out evenly: as even as can be, nobody's own, whatever the order of the reviewers."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.actors import Role
from core.errors import InvalidInputError
from district.collection.balance import share_out
from district.collection.models import Entry
from district.collection.services import decisions, entries
from tenants.models import School
from tests.factories.collection import SYSTEM, entry_of, make_bare_school, make_campaign, submit
from tests.factories.people import make_user

BARRED = st.lists(st.sets(st.integers(0, 2)), max_size=5)
LOADS = st.fixed_dictionaries({}, optional=dict.fromkeys(range(3), st.integers(1, 3)))


@given(BARRED, LOADS)
def test_no_other_sharing_is_more_even(barred: list[set[int]], loads: dict[int, int]) -> None:
    found = share_out(range(len(barred)), [0, 1, 2], loads, lambda item, person: person not in barred[item])

    allowed = [[person for person in range(3) if person not in bar] for bar in barred]
    possible = [choice for choice in allowed if choice]
    least = min(_unevenness(loads, choice) for choice in product(*possible))
    assert all(found[item] in allowed[item] for item in found)
    assert set(found) == {item for item, choice in enumerate(allowed) if choice}
    assert _unevenness(loads, list(found.values())) == least


def _unevenness(loads: dict[int, int], choice: object) -> int:
    load = Counter({person: loads.get(person, 0) for person in range(3)}) + Counter(choice)
    return sum(count * count for count in load.values())


def test_an_earlier_gift_is_exchanged_for_one_that_only_one_may_take() -> None:
    found = share_out("ab", ["first", "second"], {}, lambda item, person: item == "a" or person == "first")

    assert found == {"a": "second", "b": "first"}


@pytest.fixture
def six(tb: School, district: None) -> list[School]:
    return [tb, *(make_bare_school(f"第{number}小学") for number in range(4))]


def test_schools_are_shared_out_and_never_to_their_own(six: list[School]) -> None:
    campaign = make_campaign()
    own = make_user(Role.REVIEWER, name="方文博", home_school="tb")
    others = [make_user(Role.REVIEWER, name=name) for name in ("苏雨棠", "何立言")]
    uids = [entry_of(campaign, school).uid for school in six]

    count = entries.assign_evenly(campaign, uids, actor=SYSTEM)

    loads = Counter(campaign.entries.filter(uid__in=uids).values_list("reviewer_uid", flat=True))
    assert (count, sorted(loads.values())) == (5, [1, 2, 2])
    assert entry_of(campaign, six[0]).reviewer_uid in {person.uid for person in others}
    assert own.uid in loads
    assert entries.assign_evenly(campaign, uids, actor=SYSTEM) == 0


def test_a_review_that_has_begun_stays_and_counts(six: list[School]) -> None:
    campaign = make_campaign()
    first, second = (make_user(Role.REVIEWER, name=name) for name in ("何立言", "苏雨棠"))
    begun = submit(campaign, six[0])
    entries.assign_reviewer(campaign, [begun.uid], second.uid, actor=SYSTEM)
    decisions.begin(begun, by="苏雨棠")
    uids = [entry_of(campaign, school).uid for school in six[:2]]

    entries.assign_evenly(campaign, uids, actor=SYSTEM)

    assert [entry_of(campaign, school).reviewer_uid for school in six[:2]] == [second.uid, first.uid]


def test_a_school_that_nobody_may_review_is_named(six: list[School]) -> None:
    campaign = make_campaign()
    make_user(Role.REVIEWER, home_school="tb")

    with pytest.raises(InvalidInputError, match="乙校没有可以审核的审核员"):
        entries.assign_evenly(campaign, [entry_of(campaign, school).uid for school in six], actor=SYSTEM)

    assert Entry.objects.exclude(reviewer_uid=None).count() == 0
