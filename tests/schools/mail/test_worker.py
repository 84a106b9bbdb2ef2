"""The real worker and a real mail server: what a killed worker leaves is finished by the next, nothing is lost."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from celery import Task
from django.conf import settings
from kombu import Connection
from pytest_django import DjangoDbBlocker

from accounts.models import User
from core.actors import Role
from schools.calendar.models import Reminder
from schools.calendar.tasks import remind
from schools.mail.models import Letter, LetterState
from schools.mail.services import Round, send_waiting, write_letter
from schools.mail.tasks import send_letters
from schools.plans.services.tasks import add_task
from tenants.models import School
from tenants.schemas import in_public, in_school
from tests.databases import environment_for_a_worker
from tests.factories.people import make_user
from tests.factories.plans import chair_of, complete, make_plan
from tests.factories.schools import open_test_school
from tests.isolation.world import as_superuser, go_back, highest_numbers
from tests.schools.mail.post_office import PostOffice

pytestmark = pytest.mark.slow
BROKER = settings.CELERY_BROKER_URL.replace("virtual_host=0", "virtual_host=9")
NAMES = ("甲一", "乙二", "丙三", "丁四", "戊五", "己六")
ADDRESSES = [f"owner{number}@example.com" for number in range(len(NAMES))]


@pytest.fixture
def school(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[School]:
    """A school of its own, committed, where six people each have two tasks due on 27 November; dropped afterwards."""
    with django_db_blocker.unblock():
        before = highest_numbers()
        try:
            with in_public():
                made = open_test_school("ma", "戊校").school
            for name, address in zip(NAMES, ADDRESSES, strict=True):
                make_user(Role.COMMITTEE, school=made, name=name, email=address)
            plan = make_plan(made)
            with in_school(made):
                for name in NAMES * 2:
                    task = complete("座谈", months=[11], dates="11月27日", owner_name=name)
                    add_task(plan, task, actor=chair_of(made))
            yield made
        finally:
            go_back(before, "ma")


@contextmanager
def worker(hour: str, office_port: int, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker that starts at `hour` (HH:MM) of 24 November, on this run's database, with a broker base of its own."""
    environment = environment_for_a_worker(
        BROKER,
        EMAIL_URL=f"smtp://127.0.0.1:{office_port}",
        EMAIL_FROM="union@example.com",
        MOMENT=f"2026-11-24T{hour}+08:00",
    )
    program = [
        sys.executable,
        "-m",
        "tests.schools.mail.worker_at",
        "-A",
        "config.celery",
        "worker",
        "-c",
        "1",
    ]
    with log.open("ab") as stream:
        child = subprocess.Popen(
            [*program, "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
            env=environment, cwd=settings.BASE_DIR, stdout=stream, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

        try:
            yield child
        finally:
            kill(child)


def kill(child: "subprocess.Popen[bytes]") -> None:
    """End a worker and its children without a last word."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(20)


def ask(task: Task, school: School) -> None:
    """What beat's round does for this school."""
    with Connection(BROKER) as link:
        task.apply_async((), {"place": school.code}, connection=link)


def wait_for(condition: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Whether it came true in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def is_waited_for(table: str) -> bool:
    """Whether somebody waits until the table is free."""
    with as_superuser() as link:
        waits = link.execute("SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return waits.fetchone() is not None


def reminded(school: School) -> list[str]:
    """The name of the person for each reminder, in the order in which they were told."""
    with in_school(school):
        return list(Reminder.objects.order_by("pk").values_list("user__name", flat=True))


def states(school: School) -> list[str]:
    """Where the letters stand, in the order in which they were written."""
    with in_school(school):
        return list(Letter.objects.values_list("state", flat=True))


def kill_between_reminder_and_letter(child: "subprocess.Popen[bytes]", school: School, log: Path) -> None:
    """Kill the worker's child when three people were told, and the fourth's letter cannot be written yet."""
    schema, letters = school.schema_name, f"{school.schema_name}.schools_mail_letter"
    with in_school(school):
        fourth = User.objects.get(name=NAMES[3]).pk
    with as_superuser() as outbox, outbox.transaction():
        with as_superuser() as person, person.transaction():
            person.execute(f"SELECT 1 FROM {schema}.accounts_user WHERE id = %s FOR UPDATE", [fourth])
            ask(remind, school)
            assert wait_for(lambda: len(reminded(school)) == 6), log.read_text()[-3000:]
            outbox.execute(f"LOCK TABLE {letters} IN EXCLUSIVE MODE")
        # now the fourth is told, and the letter about it cannot be written
        assert wait_for(lambda: is_waited_for(letters)), log.read_text()[-3000:]
        subprocess.run(["pkill", "-KILL", "-P", str(child.pid)], check=True)  # the broker has the task again
        assert wait_for(lambda: "WorkerLostError" in log.read_text()), log.read_text()[-3000:]
        assert reminded(school) == [name for name in NAMES[:3] for _ in range(2)]
        assert states(school) == [LetterState.WAITING] * 3


def test_a_worker_killed_while_telling_and_while_mailing_loses_nothing(school: School, tmp_path: Path) -> None:
    office = PostOffice(stops_at=3)
    server, log = office.opened(), tmp_path / "worker.log"
    with Connection(BROKER) as link, link.SimpleQueue("celery") as queue:
        queue.clear()

    try:
        with worker("08:52", server.port, log) as child:
            kill_between_reminder_and_letter(child, school, log)
            assert office.has_stopped.wait(60), log.read_text()[-3000:]
            kill(child)
        assert reminded(school) == [name for name in NAMES for _ in range(2)]
        assert states(school) == [LetterState.SENT] * 2 + [LetterState.WAITING] * 4

        with worker("09:12", server.port, log):
            ask(send_letters, school)
            assert wait_for(lambda: states(school) == [LetterState.SENT] * 6), log.read_text()[-3000:]
    finally:
        server.stop()

    assert reminded(school) == [name for name in NAMES for _ in range(2)]
    assert Counter(office.receivers) == Counter(ADDRESSES) + Counter(ADDRESSES[2:3])
    twice = [letter["Message-ID"] for address, letter in office.letters if address == ADDRESSES[2]]
    assert twice[0] == twice[1]


def test_a_letter_that_another_worker_holds_is_left_to_it(school: School, office: PostOffice) -> None:
    with in_school(school), time_machine.travel("2026-11-24T09:00+08:00", tick=False):
        letter = write_letter(User.objects.get(name=NAMES[0]), subject="催办", body="x")
        assert letter is not None
        with as_superuser() as link, link.transaction():
            link.execute(f"SELECT 1 FROM {school.schema_name}.schools_mail_letter WHERE id = {letter.pk} FOR UPDATE")
            held = send_waiting()

        assert (held, send_waiting()) == (Round(), Round(sent=1))
    assert office.receivers == ADDRESSES[:1]
