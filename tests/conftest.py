"""Fixtures that every test may use: a real database with two schools, people of every role, signed-in clients.

The database is made anew for every run: own cluster below `UNION_VAR` (default var/test), roles, migrations, template,
and two opened schools `ta` and `tb`. Each test then runs in a transaction that is rolled back.

With `-n 2` every worker has servers and databases of its own. A file stays with one worker, all journeys with one.
"""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.databases import fresh_database, start_services, stop_services

hypothesis_settings.register_profile("untimed", deadline=None)  # how long an example takes is the machine's affair
hypothesis_settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers, except where this process only hands tests out to workers."""
    if hasattr(config, "workerinput") or config.getoption("dist", "no") == "no":
        start_services()


def pytest_unconfigure() -> None:
    """Stop what was started."""
    stop_services()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the journeys first: their sites take longest, and the other workers have the rest meanwhile."""
    items.sort(key=lambda item: item.path.parent.name != "journeys")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Keep each file with one worker, and all journeys with one."""
    return FileScheduling(config, log)


class FileScheduling(LoadScopeScheduling):  # type: ignore[misc]  # the library is untyped
    """A part of the work is a file, or the whole folder of journeys; in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if nodeid.startswith("tests/journeys/") else nodeid.partition("::")[0]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Create the run's database and the two schools; drop nothing (the next run starts over)."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock():
        fresh_database()
        call_command("migrate_all", verbosity=0)
        from tests.factories.schools import open_test_schools

        open_test_schools()
        connection.close()
        yield
        connection.close()


@pytest.fixture(autouse=True)
def _district(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test begins and ends in the district, with nothing remembered of schools."""
    from tenants import directory

    directory.forget()
    # else a slow machine asks for the tests' host again between two requests, which counts as a query
    monkeypatch.setattr(directory, "SECONDS_UNKNOWN_KEPT", 600.0)
    connection.set_schema_to_public()
    yield
    connection.set_schema_to_public()
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()


@pytest.fixture
def ta(db: None) -> "School":
    """The first test school; the test works inside it."""
    from tenants.models import School

    school = School.objects.get(code="ta")
    connection.set_tenant(school)
    return school


@pytest.fixture
def tb(db: None) -> "School":
    """The second test school; does not change where the test works."""
    from tenants.models import School
    from tenants.schemas import in_public

    with in_public():
        return School.objects.get(code="tb")


@pytest.fixture
def district(db: None) -> None:
    """The test works in the district."""


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """`sign_in(Role.CHAIR, school=ta)` → a client signed in as a person with these roles; school None: the district.

    Addresses of a school are taken from its prefix: `client.get(school.prefix + "plans/")`.
    """
    from tests.factories.people import client_of

    return client_of
