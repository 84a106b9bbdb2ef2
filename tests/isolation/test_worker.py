"""The real worker on interleaved work of both schools and the district; a killed child leaves nothing waiting."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from kombu import Connection

from core.actors import system_actor
from jobs.models import Job, JobState
from jobs.work import create_job
from tenants.models import School, SchoolState
from tenants.schemas import in_public, in_school
from tenants.tasks import DISTRICT, run_job
from tests.databases import environment_for_a_worker
from tests.isolation.jobs import note_place, wait_to_be_killed

pytestmark = pytest.mark.slow
BROKER = settings.CELERY_BROKER_URL.replace("virtual_host=0", "virtual_host=8")
Pair = tuple[School, School]


@pytest.fixture
def worker(committed: Pair, tmp_path: Path) -> Iterator[None]:
    """A worker of two children on this run's database, with a broker base of its own; its jobs are taken away."""
    environment = environment_for_a_worker(BROKER)
    with Connection(BROKER) as link, link.SimpleQueue("celery") as queue:
        queue.clear()
    log = tmp_path / "worker.log"
    with log.open("wb") as stream:
        child = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-c", "2", "--loglevel", "INFO"],
            env=environment, cwd=settings.BASE_DIR, stdout=stream, stderr=subprocess.STDOUT,
        )  # fmt: skip
        yield
        child.terminate()
        child.wait(20)
    for school in (*committed, None):
        with in_school(school) if school else in_public():
            Job.objects.all().delete()
    print(log.read_text()[-3000:])  # noqa: T201 -- pytest shows it when the test fails


def put(function: Callable[..., object], school: School | None, **arguments: object) -> Job:
    """Create a job in its place, and send it there."""
    with in_school(school) if school else in_public():
        row = create_job(function, arguments, title="试", actor=system_actor(school.code if school else None))
    with Connection(BROKER) as link:
        run_job.apply_async((str(row.uid),), {"place": school.code if school else DISTRICT}, connection=link)
    return row


def jobs_of(school: School | None) -> list[Job]:
    """The jobs of a place as they are now."""
    with in_school(school) if school else in_public():
        return list(Job.objects.order_by("pk"))


def wait_for(condition: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Whether it came true in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def test_sixty_jobs_run_each_in_its_place_and_a_killed_one_is_closed(committed: Pair, worker: None) -> None:
    """One test for one worker, since starting it takes longest."""
    places = (*committed, None)
    for _ in range(20):
        for place in places:
            put(note_place, place, note="x")

    assert wait_for(lambda: all(row.is_over for place in places for row in jobs_of(place)))
    database = connection.settings_dict["NAME"]
    for place in places:
        schema = place.schema_name if place else "public"
        role = f"{database}_{schema if place else 'district'}"
        person = f"{place.short_name}管理员" if place else None
        found = [(row.state, row.report) for row in jobs_of(place)]
        assert found == [(JobState.DONE, {"schema": schema, "role": role, "person": person})] * 20

    first, second = committed
    victim = put(wait_to_be_killed, first, seconds=40.0)
    assert wait_for(lambda: message_of(victim, first).isdigit())
    os.kill(int(message_of(victim, first)), signal.SIGKILL)
    after = put(note_place, second)

    assert wait_for(lambda: state_of(victim, first) == JobState.FAILED)
    assert message_of(victim, first)[:5] == "处理中断了"
    assert wait_for(lambda: state_of(after, second) == JobState.DONE)


def message_of(row: Job, school: School) -> str:
    """What the row says now."""
    with in_school(school):
        return Job.objects.get(pk=row.pk).message


def state_of(row: Job, school: School) -> str:
    """Where the row stands now."""
    with in_school(school):
        return Job.objects.get(pk=row.pk).state


def test_work_for_a_place_that_is_shut_or_unknown_runs_nowhere(committed: Pair, worker: None) -> None:
    """Refused by the real worker, which goes on working; in public nothing happens instead (I-15, I-16)."""
    first, second = committed
    with in_public():
        School.objects.filter(pk=second.pk).update(state=SchoolState.SUSPENDED)
    try:
        shut = put(note_place, second)
        row = put(note_place, None)
        with in_public(), Connection(BROKER) as link:
            lost = create_job(note_place, {}, title="试", actor=system_actor())
            for kwargs in ({}, {"place": "nowhere"}, {"place": "ta"}, {"place": first.schema_name}):
                run_job.apply_async((str(lost.uid),), kwargs, connection=link)
        last = put(note_place, first)

        assert wait_for(lambda: state_of(last, first) == JobState.DONE)
        assert wait_for(lambda: jobs_of(None)[0].state == JobState.DONE)
        assert state_of(shut, second) == JobState.WAITING
        assert [(job.uid == row.uid, job.state) for job in jobs_of(None)] == [
            (True, JobState.DONE), (False, JobState.WAITING),
        ]  # fmt: skip
    finally:
        with in_public():
            School.objects.filter(pk=second.pk).update(state=SchoolState.ACTIVE)
