"""Work that is started reaches the broker with its place, once the transaction is committed."""

from collections.abc import Callable, Iterator

import pytest
from celery import Celery

from config.celery import app
from core.actors import Role
from jobs.models import JobState
from jobs.work import create_job
from tenants.schemas import in_public
from tenants.tasks import PlaceTask, open_schools
from tenants.work import NOT_SENT, send_or_fail, start_job
from tests.factories.people import make_actor


@pytest.fixture
def queue(db: None) -> Iterator["SimpleQueue"]:
    with app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        queue.clear()
        yield queue
        queue.clear()


def test_a_job_of_the_district_is_sent_after_the_commit(
    district: None, queue: "SimpleQueue", django_capture_on_commit_callbacks: Callable[..., "Context"]
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        row = start_job(open_schools, {"file": "x"}, title="试", actor=make_actor(Role.DISTRICT_ADMIN))
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.1)

    callbacks[-1]()

    message = queue.get(timeout=5)
    message.ack()
    assert (message.headers["task"], message.payload[:2]) == (
        "tenants.tasks.run_job", [[str(row.uid)], {"place": "@district"}],
    )  # fmt: skip


def test_a_job_of_a_school_names_its_school(
    ta: "School", queue: "SimpleQueue", django_capture_on_commit_callbacks: Callable[..., "Context"]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        start_job(open_schools, {"file": "x"}, title="试", actor=make_actor(Role.CHAIR, school=ta))

    message = queue.get(timeout=5)
    message.ack()
    assert message.payload[1] == {"place": "ta"}


def test_a_job_that_cannot_be_sent_says_so_instead_of_waiting_for_ever(ta: "School") -> None:
    def never(uid: str) -> None:
        """Never runs."""

    dead = Celery(broker="redis+socket:///nowhere/valkey.sock", set_as_current=False)
    dead.conf.update(task_publish_retry=False, broker_transport_options={"max_retries": 0})
    task = dead.task(never, base=PlaceTask, name="never")
    row = create_job(open_schools, {}, title="试", actor=make_actor(Role.CHAIR, school=ta))

    with in_public():
        send_or_fail(task, row, place=ta)

    row.refresh_from_db()
    assert (row.state, row.message, row.is_over) == (JobState.FAILED, NOT_SENT, True)
