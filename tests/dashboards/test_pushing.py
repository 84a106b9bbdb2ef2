"""Schools measure and push: after a change, when beat asks, and a failing school does not stop the others."""

import base64
import json
from collections.abc import Iterator

import pytest
from celery import current_app
from django.core.cache import cache
from pytest_django import DjangoCaptureOnCommitCallbacks

from config.schedule import BEAT_SCHEDULE
from core.periods import Period
from dashboards.definitions import DEFINITIONS
from dashboards.models import Fact, Freshness
from dashboards.tasks import ask_schools
from schools.plans import indicators
from schools.plans.pushing import facts_changed, push_facts
from schools.plans.tasks import push_plan_facts
from tenants.models import School, SchoolState
from tenants.schemas import in_public, in_school
from tests.factories.comparison import lock_plans
from tests.factories.plans import make_plan

AUTUMN = Period(2026, "first")


def facts_of(school: School) -> dict[str, tuple[int | None, int | None]]:
    with in_public():
        return {row.indicator: (row.numerator, row.denominator) for row in Fact.objects.filter(school=school)}


@pytest.fixture
def queue() -> Iterator[list[str]]:
    """The places that messages to `push_plan_facts` name, in order, read from the real broker."""
    current_app.control.purge()
    yield _Places()
    current_app.control.purge()


class _Places(list[str]):
    def read(self) -> list[str]:
        with current_app.connection_for_read() as link:
            raw = link.default_channel.client.lrange("celery", 0, -1)
        bodies = [json.loads(base64.b64decode(json.loads(message)["body"])) for message in raw]
        return sorted(body[1]["place"] for body in bodies)


def test_the_district_knows_every_indicator_under_the_same_name() -> None:
    measured = {indicator.code: indicator.label for indicator in indicators.INDICATORS}

    assert measured == {code: definition.name for code, definition in DEFINITIONS.items() if code.startswith("plan.")}


def test_a_school_pushes_what_its_plan_holds(ta: School) -> None:
    make_plan(ta, "走访困难教职工", "召开教代会", period=AUTUMN)

    with in_school(ta):
        assert push_facts() is True

    facts = facts_of(ta)
    assert (facts["plan.tasks"], facts["plan.tasks_dated"][1]) == ((2, None), 2)
    assert set(facts) == {code for code in DEFINITIONS if code.startswith("plan.")}


def test_a_failing_school_goes_stale_and_keeps_its_facts(ta: School, tb: School) -> None:
    make_plan(ta, "走访困难教职工", period=AUTUMN)
    make_plan(tb, "召开教代会", period=AUTUMN)
    for school in (ta, tb):
        with in_school(school):
            push_facts()
    before = facts_of(ta)
    lock_plans(ta)

    with in_school(ta):
        assert push_facts() is False
    with in_school(tb):
        assert push_facts() is True

    with in_public():
        failures = dict(Freshness.objects.values_list("school__code", "failure"))
    assert facts_of(ta) == before
    assert failures == {"ta": "计算时出错（ProgrammingError）", "tb": ""}


def test_many_changes_send_one_message(
    ta: School, queue: _Places, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for _change in range(5):
            facts_changed()

    assert queue.read() == ["ta"]


def test_after_a_measurement_the_next_change_is_announced_again(
    ta: School, queue: _Places, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    cache.clear()
    for _round in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            facts_changed()
        push_facts()

    assert queue.read() == ["ta", "ta"]


def test_nothing_is_announced_before_the_commit(ta: School, queue: _Places) -> None:
    cache.clear()
    facts_changed()

    assert queue.read() == []


def test_beat_asks_every_open_school_once(ta: School, tb: School, queue: _Places) -> None:
    with in_public():
        School.objects.filter(code="tb").update(state=SchoolState.SUSPENDED)
        assert ask_schools.run(push_plan_facts.name) == 1

    assert queue.read() == ["ta"]


def test_beat_names_tasks_that_exist() -> None:
    current_app.loader.import_default_modules()  # as a worker does
    named = {(entry["task"], entry["kwargs"].get("task_name")) for entry in BEAT_SCHEDULE.values()}

    assert (ask_schools.name, push_plan_facts.name) in named
    assert [task for task, _inner in named if task not in current_app.tasks] == []
