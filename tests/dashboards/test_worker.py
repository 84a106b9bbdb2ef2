"""The real worker: beat's message fans out, each school is measured in its own place, one failure stays one."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone
from kombu import Connection
from pytest_django import DjangoDbBlocker

from dashboards.freshness import report_on
from dashboards.models import Fact, Freshness
from dashboards.services import FactValue, replace_slice
from dashboards.tasks import ask_schools
from schools.plans.models import Plan, PlanTask
from schools.plans.tasks import push_plan_facts
from tenants.models import School
from tenants.protection import grant_rights
from tenants.schemas import in_public, in_schema_as_owner, in_school
from tenants.tasks import DISTRICT
from tests.databases import environment_for_a_worker
from tests.factories.comparison import lock_plans

pytestmark = pytest.mark.slow
BROKER = settings.CELERY_BROKER_URL.replace("virtual_host=0", "virtual_host=7")


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[None]:
    """A worker on this run's database, with a broker base of its own."""
    environment = environment_for_a_worker(BROKER)
    with (tmp_path / "worker.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-c", "1", "--loglevel", "INFO"],
            env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        yield
        child.terminate()
        child.wait(20)
    print((tmp_path / "worker.log").read_text()[-3000:])  # noqa: T201 -- pytest shows it when the test fails


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[School]]:
    """Plans in `ta` and `tb` that other connections see; all of it is taken away afterwards.

    Not made by the services: their audit entries could not be taken away.
    """
    with django_db_blocker.unblock():
        schools = list(School.objects.filter(code__in=["ta", "tb"]).order_by("code"))
        for school in schools:
            with in_school(school):
                plan = Plan.objects.create(title="计划", year=2026, term="first", author_name="主席")
                PlanTask.objects.create(plan=plan, position=1, text="召开教代会")
        yield schools
        for school in schools:
            with in_schema_as_owner(school.schema_name):
                grant_rights(school.schema_name)
            with in_school(school):
                PlanTask.objects.all().delete()
                Plan.objects.all().delete()
        with in_public():
            Fact.objects.all().delete()
            Freshness.objects.all().delete()


def wait_for(condition: Callable[[], bool], *, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.3)
    return False


def ask() -> None:
    with Connection(BROKER) as link:
        current_app.send_task(
            ask_schools.name, kwargs={"place": DISTRICT, "task_name": push_plan_facts.name}, connection=link
        )


def states() -> dict[str, tuple[bool, str]]:
    rows = Freshness.objects.values_list("school__code", "measured_at", "failure")
    return {code: (measured_at is not None, failure) for code, measured_at, failure in rows}


def test_one_failing_school_is_stale_and_the_other_fresh(committed: list[School], worker: None) -> None:
    """district.md §5, check 8: the failing school keeps its old numbers and is shown as stale, never as 0."""
    failing = committed[1]
    with in_public():
        yesterday = timezone.now() - timedelta(hours=30)
        replace_slice(failing, [FactValue("plan.tasks", "2026-first", 7)], measured_at=yesterday, family="plan")
    lock_plans(failing)

    ask()

    expected = {"ta": (True, ""), "tb": (True, "计算时出错（ProgrammingError）")}
    assert wait_for(lambda: states() == expected, seconds=60), states()
    counts = Fact.objects.filter(indicator="plan.tasks").values_list("school__code", "numerator")
    assert dict(counts) == {"ta": 1, "tb": 7}
    report = report_on(list(Freshness.objects.values_list("school__code", "measured_at")), now=timezone.now())
    assert (report.late, report.is_red) == (("tb",), True)
