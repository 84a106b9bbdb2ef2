"""The JSON API as a whole: answers that its schema describes, throttle, CSRF, the page about it, the client example."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi import checks as openapi

from accounts.models import User
from core import figures
from core.actors import DISTRICT_ROLES, SCHOOL_ROLES, Role
from tenants.models import School
from tenants.schemas import in_public
from tests.accounts.test_tokens import secret_of
from tests.factories.collection import make_campaign, make_rubric, submit
from tests.factories.people import client_of, make_user
from tests.factories.plans import chair_of, make_plan
from tests.factories.records import make_record, photo

MANUAL = Path(__file__).resolve().parents[2] / "docs/operations/api.md"
EXAMPLES = 8
CHECKS = [
    schemathesis.checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
]


def everyone(school: School | None) -> User:
    return make_user(*(SCHOOL_ROLES if school else DISTRICT_ROLES), school=school)


@pytest.fixture
def application(db: None) -> Iterator[WSGIHandler]:
    """The real application on this test's connection, which a request must not close."""
    quiet = (signals.request_started, signals.request_finished)
    for signal in quiet:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in quiet:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("place", ["school", "district"])
def test_no_500_and_no_undocumented_answer(
    place: str, ta: School, application: WSGIHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests that schemathesis makes up for every operation: each answer must be one that the schema describes."""
    monkeypatch.setattr("core.rest_access.PlaceThrottle.get_rate", lambda _: "1000000/min")
    with in_public():
        submit(make_campaign(rubric=make_rubric()), ta)
    make_plan(ta, "甲校计划")
    make_record("召开教代会", photo(), actor=chair_of(ta))
    school = ta if place == "school" else None
    headers = {"Authorization": f"Bearer {secret_of(everyone(school), school)}"}
    prefix = school.prefix if school else "/"
    schema = schemathesis.openapi.from_wsgi(f"{prefix}api/v1/schema/", application, headers=headers)
    statuses = set()

    for result in schema.get_all_operations():

        @given(case=result.ok().as_strategy())
        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def holds(case: schemathesis.Case) -> None:
            statuses.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

        holds()

    assert statuses >= {200, 404}


def test_so_many_requests_a_minute_by_person_and_place(ta: School, tb: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.rest_access.figures.value", lambda _key: 2)
    users = [make_user(Role.CHAIR, school=school, uid="00000000-0000-4000-8000-000000000001") for school in (ta, tb)]
    clients = [client_of(school=school, user=user) for school, user in zip((ta, tb), users, strict=True)]
    first = [clients[0].get(f"{ta.prefix}api/v1/plans/") for _ in range(3)]

    assert [answer.status_code for answer in first] == [200, 200, 429]
    assert (first[2]["Content-Type"], int(first[2]["Retry-After"]) > 0) == ("application/problem+json", True)
    assert clients[1].get(f"{tb.prefix}api/v1/plans/").status_code == 200


def test_the_rate_is_a_figure_of_the_district() -> None:
    assert figures.FIGURES["api.per_minute"].default == 300


def test_a_session_needs_the_csrf_token_and_a_token_does_not(ta: School) -> None:
    chair = make_user(Role.CHAIR, school=ta)
    secret = secret_of(chair, ta)
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = client_of(school=ta, user=chair).cookies
    address = f"{ta.prefix}api/v1/imports/"
    with_session = browser.post(address, {"text": "一、工作目标"}, content_type="application/json")
    with_token = Client(enforce_csrf_checks=True).post(
        address, {"text": "10月召开教代会。"}, content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip

    assert (with_session.status_code, "CSRF" in with_session.json()["detail"]) == (403, True)
    assert with_token.status_code == 201


@pytest.mark.parametrize("place", ["school", "district"])
def test_the_page_about_it_names_every_operation_and_asks_nothing_outside(place: str, ta: School) -> None:
    school = ta if place == "school" else None
    prefix = school.prefix if school else "/"
    client = client_of(school=school, user=everyone(school))
    answer, schema = client.get(f"{prefix}api/v1/docs/"), client.get(f"{prefix}api/v1/schema/").json()
    page = answer.content.decode()
    named = [f"{method.upper()} {prefix.rstrip('/')}{path}" for path, of in schema["paths"].items() for method in of]

    names = [operation["operationId"] for of in schema["paths"].values() for operation in of.values()]

    assert [name for name in named if name not in page] == []
    assert (len(set(names)), [name for name in names if re.fullmatch(r"view|.*\d", name)]) == (len(names), [])
    assert len(named) == {"school": 16, "district": 9}[place]
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", page) == []
    assert answer["Content-Security-Policy"].startswith("default-src 'self'; script-src 'self'")


@pytest.fixture
def server(application: WSGIHandler) -> Iterator[str]:
    """A real server on a port of its own, which answers on this test's connection and so sees what it wrote."""
    shared = connections["default"]

    def on_this_connection(environ: dict[str, object], start: object) -> object:
        connections["default"] = shared
        return application(environ, start)

    shared.inc_thread_sharing()
    with make_server("127.0.0.1", 0, on_this_connection) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()
    shared.dec_thread_sharing()


def test_the_client_of_the_manual_works(ta: School, server: str, tmp_path: Path) -> None:
    [program] = re.findall(r"```python\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    (tmp_path / "client.py").write_text(program, "utf-8")
    make_plan(ta, "10月召开教代会。", title="甲校工会工作计划")
    secret = secret_of(make_user(Role.CHAIR, school=ta), ta)

    done = subprocess.run(
        [sys.executable, "client.py", f"{server}{ta.prefix}", secret],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert (done.stderr, done.stdout.splitlines()) == (
        "", ["甲校工会工作计划：1项任务", "10月召开教代会。", "已改：10月15日前召开教代会。", "识别出1份计划，2项任务"]
    )  # fmt: skip
