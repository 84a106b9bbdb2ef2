"""Amendments with real commits: the whole way, and two acts at one moment on connections of their own."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from core.actors import Actor, Role
from core.errors import ConflictError, DomainError, WrongStateError
from core.periods import Period, today
from district.collection.chain import verify_chain
from district.collection.models import Campaign, Entry
from district.collection.services import amendments, decisions
from schools.plans.models import Amendment, Change, ChangeKind, Plan, PlanTask
from schools.plans.services.amending import agree_changes, withdraw_amendment, withdraw_change
from schools.plans.services.submission import submit_plan, withdraw_plan
from schools.records.standing import whole
from tenants.models import School
from tenants.schemas import in_public, in_school, mount
from tests.factories.amendments import APPROVER, accepted_plan, ask, entry_of
from tests.factories.collection import make_campaign
from tests.factories.people import make_actor
from tests.factories.plans import chair_of, make_plan
from tests.factories.records import make_deed, make_record
from tests.factories.schools import open_test_school
from tests.isolation.world import go_back, highest_numbers

ROUNDS = 3


@dataclass
class Place:
    """A committed school with an accepted plan of eight tasks."""

    school: School
    campaign: Campaign
    plan: Plan
    chair: Actor
    member: Actor

    def ask(self, number: int) -> Change:
        """The member asks to cancel a task."""
        with in_school(self.school):
            task = PlanTask.objects.select_related("plan").filter(plan=self.plan).order_by("position")[number]
            return ask(task, ChangeKind.CANCEL, actor=self.member)

    def agree(self, change: Change) -> Amendment:
        """The chair agrees."""
        with in_school(self.school):
            return agree_changes(self.plan, [change.uid], reason="不办了。", actor=self.chair)

    def take_back(self, amendment: Amendment) -> int:
        """The chair takes back what the chair agreed to."""
        with in_school(self.school):
            return withdraw_amendment(amendment, actor=self.chair)

    def decide(self, *, is_agreed: bool = True) -> Entry:
        """The district decides what waits."""
        with in_public():
            entry = entry_of(self.campaign, self.school)
            version = entry.pending.version if entry.pending else 0
            return amendments.decide(entry, version=version, is_agreed=is_agreed, reason="见附件。", actor=APPROVER)

    def completion(self) -> float:
        """Of the plan now."""
        with in_school(self.school):
            return float(whole(self.plan, today=today()).completion or 0)


@pytest.fixture
def place(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    with django_db_blocker.unblock():
        mount(None)
        before = highest_numbers()
        try:
            school = open_test_school("ra", "竞校").school
            campaign = make_campaign()
            plan = accepted_plan(school, campaign, *(f"任务{number}。" for number in range(8)))
            chair, member = chair_of(school), make_actor(Role.COMMITTEE, school=school)
            mount(None)
            yield Place(school, campaign, plan, chair, member)
        finally:
            go_back(before, "ra")


def at_once(place: Place, *acts: Callable[[], object]) -> list[object]:
    """What each act gave, or the error it raised."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            mount(place.school)
            gate.wait(timeout=20)
            results[number] = acts[number]()
        except DomainError as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def errors(results: list[object]) -> list[type]:
    return [type(result) for result in results if isinstance(result, Exception)]


def test_the_whole_way(place: Place) -> None:
    with in_school(place.school):
        first = PlanTask.objects.filter(plan=place.plan).order_by("position")[0]
        make_deed(make_record("做了", actor=place.member), first, actor=place.member)
    numbers = [place.completion()]
    change = place.ask(7)
    numbers.append(place.completion())
    place.agree(change)
    numbers.append(place.completion())
    entry = place.decide()
    numbers.append(place.completion())

    assert numbers == [1 / 8, 1 / 8, 1 / 8, 1 / 7]
    assert (entry.amendments_count, entry.pending) == (1, None)
    with in_public():
        assert verify_chain(entry)


def test_agreeing_while_it_is_withdrawn(place: Place) -> None:
    for _ in range(ROUNDS):
        change = place.ask(1)
        results = at_once(
            place, lambda: place.agree(change), lambda: withdraw_change(change, actor=place.member)  # noqa: B023 -- joined
        )  # fmt: skip
        assert errors(results) == [ConflictError]
        with in_school(place.school):
            change.refresh_from_db()
        assert (change.state == "sent") == isinstance(results[0], Amendment)
        if change.state == "sent":
            place.decide(is_agreed=False)


def test_the_district_decides_twice(place: Place) -> None:
    for number in range(2, 2 + ROUNDS):
        place.agree(place.ask(number))
        results = at_once(place, lambda: place.decide(), lambda: place.decide(is_agreed=False))
        assert errors(results) == [WrongStateError]


def test_the_district_decides_while_the_chair_takes_it_back(place: Place) -> None:
    for _ in range(ROUNDS):
        amendment = place.agree(place.ask(2))
        results = at_once(place, lambda: place.take_back(amendment), lambda: place.decide(is_agreed=False))  # noqa: B023 -- joined

        assert errors(results) == [WrongStateError]
        with in_school(place.school):
            amendment.refresh_from_db()
            for change in place.plan.asked_changes.filter(state="asked"):
                withdraw_change(change, actor=place.chair)
        assert amendment.is_withdrawn == (results[0] == 1)
        with in_public():
            assert entry_of(place.campaign, place.school).pending is None


def test_who_has_the_entry_first_settles_it(place: Place) -> None:
    """The other waits for the entry, without the plan, and then hears what happened."""
    amendment = place.agree(place.ask(3))
    with in_school(place.school), transaction.atomic():
        place.take_back(amendment)
        late = meanwhile(place, place.decide)
    assert [str(result) for result in late()] == ["学校已经撤回这次修订，不用再决定。"]

    with in_school(place.school):
        again = place.plan.asked_changes.get(state="asked")
    amendment = place.agree(again)
    with in_public(), transaction.atomic():
        place.decide()
        late = meanwhile(place, lambda: place.take_back(amendment))
        with in_school(place.school):
            assert Plan.objects.select_for_update(nowait=True).get(pk=place.plan.pk)
    assert [str(result) for result in late()] == ["区工会已经同意，第1次修订已生效，不能撤回。"]
    with in_public():
        entry = entry_of(place.campaign, place.school)
        assert (entry.pending, entry.amendments_count, verify_chain(entry)) == (None, 1, True)


def meanwhile(place: Place, act: Callable[[], object]) -> Callable[[], list[object]]:
    """Begin `act` on another connection, come back once it waits for a lock; call the answer for what it gave."""
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.extend(at_once(place, act)))
    thread.start()
    wait_for_a_lock()

    def joined() -> list[object]:
        thread.join()
        return results

    return joined


def test_two_amendments_at_once(place: Place) -> None:
    first, second = place.ask(5), place.ask(6)
    results = at_once(place, lambda: place.agree(first), lambda: place.agree(second))

    assert errors(results) == [WrongStateError]
    place.decide(is_agreed=False)
    with in_school(place.school):
        for change in place.plan.asked_changes.filter(state="asked"):
            withdraw_change(change, actor=place.chair)


def test_unlocking_while_the_chair_agrees(place: Place) -> None:
    change = place.ask(6)

    def unlock() -> Entry:
        with in_public():
            until = timezone.now() + timedelta(days=3)
            return decisions.unlock(
                entry_of(place.campaign, place.school), reason="改。", resubmit_by=until, actor=APPROVER
            )

    results = at_once(place, unlock, lambda: place.agree(change))

    assert errors(results) == [WrongStateError]
    with in_public():
        entry = entry_of(place.campaign, place.school)
    assert (entry.state, entry.pending is None) in {("returned", True), ("accepted", False)}


def test_a_school_takes_its_place_at_the_district_before_its_plan(place: Place) -> None:
    """The district's decisions end with the school's plan: the other order would be a deadlock."""
    with in_public():
        campaign = make_campaign()
    plan = make_plan(place.school, "任务。", period=Period(campaign.year, campaign.term))
    with in_school(place.school):
        submit_plan(plan, campaign.uid, accepts_warnings=True, actor=place.chair)
        plan.refresh_from_db()

    with in_public(), transaction.atomic():
        decisions.locked_entry(entry_of(campaign, place.school).uid)
        withdrawing = meanwhile(place, lambda: withdraw_plan(plan, actor=place.chair))
        with in_school(place.school):
            assert Plan.objects.select_for_update(nowait=True).get(pk=plan.pk).state == "submitted"

    assert withdrawing() == [None]
    with in_school(place.school):
        plan.refresh_from_db()
    assert plan.state == "draft"


def wait_for_a_lock() -> None:
    """Return once somebody waits for a lock of somebody else."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.05)
    pytest.fail("Nobody waited.")
