"""Work that is started reaches the broker with its place, once the transaction is committed."""

from collections.abc import Callable, Iterator

import pytest

from config.celery import app
from core.actors import Role
from tenants.tasks import open_schools
from tenants.work import start_job
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
    with django_capture_on_commit_callbacks(execute=True):
        row = start_job(open_schools, {"file": "x"}, title="试", actor=make_actor(Role.DISTRICT_ADMIN))
        assert queue.qsize() == 0

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
