"""Addresses, hosts, forms and links that try to reach beyond their place (scale.md I-19, I-21)."""

import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from core.actors import DISTRICT_ROLES, SCHOOL_ROLES, Role
from files.models import StoredFile
from files.services import store
from tenants.models import School
from tenants.schemas import in_public, in_school
from tenants.services import add_host
from tests.factories.collection import SYSTEM
from tests.factories.people import client_of, make_actor, make_user
from tests.factories.schools import PASSWORD

HOST = "jia.example.cn"


def place_of(answer: HttpResponse) -> str | None:
    """Code of the school that answered, None for the district."""
    school = answer.wsgi_request.school
    return school.code if school else None


@pytest.fixture
def hosted(ta: School) -> School:
    """`ta` with a host name of its own."""
    with in_public():
        add_host(ta, host=HOST, actor=SYSTEM)
    return ta


@pytest.mark.parametrize(
    "host", [HOST, HOST.upper(), f"{HOST}.", f"{HOST}:8443", f"{HOST.title()}.:80"], ids=lambda host: host
)
def test_a_host_is_known_however_it_is_written(host: str, hosted: School) -> None:
    answer = Client().get("/accounts/sign-in/", headers={"host": host})

    assert (answer.status_code, place_of(answer)) == (200, "ta")


@pytest.mark.parametrize("host", [f"x.{HOST}", f"www.{HOST}", f"{HOST}.evil.example", "jia", "localhost"])
def test_a_host_that_only_looks_alike_is_the_district(host: str, hosted: School) -> None:
    assert place_of(Client().get("/accounts/sign-in/", headers={"host": host})) is None


@pytest.mark.parametrize("host", [f"evil@{HOST}", f"{HOST}, tb.example.cn", f"{HOST}/s/tb", "", "a b"])
def test_a_host_that_is_none_is_refused(host: str, hosted: School) -> None:
    answer = Client().get("/accounts/sign-in/", headers={"host": host})

    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["x-forwarded-host", "x-host", "forwarded", "x-original-url", "x-rewrite-url"])
def test_what_a_client_says_about_its_host_is_not_believed(name: str, hosted: School) -> None:
    said = {"forwarded": f"host={HOST}", "x-original-url": "/s/ta/", "x-rewrite-url": "/s/ta/"}.get(name, HOST)

    assert place_of(Client().get("/accounts/sign-in/", headers={name: said})) is None


def test_a_host_has_one_school_whatever_the_path_says(hosted: School, tb: School) -> None:
    client = client_of(*SCHOOL_ROLES, school=tb)

    answer = client.get(f"{tb.prefix}plans/", headers={"host": HOST})

    assert (answer.status_code, place_of(answer)) == (404, "ta")


def test_a_session_of_the_prefix_is_the_same_school_on_its_host(hosted: School, tb: School) -> None:
    own, other = client_of(Role.CHAIR, school=hosted), client_of(Role.CHAIR, school=tb)

    answers = [client.get("/plans/", headers={"host": HOST}) for client in (own, other)]

    assert [answer.status_code for answer in answers] == [200, 302]


ABSENT = (
    "/s/TA/", "/s/Ta/plans/", "/s/../", "/s/../ta/", "/s//", "/s/ta;x/", "/s/ta%20/", "/s/ｔａ/", "/s/nowhere/plans/",
    "/s/ta%00/", "/s/%2e%2e/", "/s/ta%2520/",
)  # fmt: skip


@pytest.mark.parametrize("path", ABSENT)
def test_a_code_that_is_not_exactly_one_is_no_school(path: str, ta: School) -> None:
    answer = client_of(*SCHOOL_ROLES, school=ta).get(path)

    assert (answer.status_code, place_of(answer)) == (404, None)


INSIDE = (
    "/s/ta/../tb/plans/", "/s/ta/%2e%2e/tb/plans/", "/s/ta/..%2Ftb/plans/", "/s/ta//s/tb/plans/",
    "/s/ta/s/tb/plans/", "/s/ta/\\..\\tb/plans/", "/s/ta//plans/",
)  # fmt: skip


@pytest.mark.parametrize("path", INSIDE)
def test_no_path_leads_out_of_a_school(path: str, ta: School, tb: School) -> None:
    answer = client_of(*SCHOOL_ROLES, school=ta).get(path)

    assert (answer.status_code, place_of(answer)) == (404, "ta")


def test_a_school_without_its_last_slash_is_sent_on(ta: School) -> None:
    answer = Client().get("/s/ta")

    assert (answer.status_code, answer["Location"]) == (302, "/s/ta/")


def test_an_absolute_request_line_does_not_choose_the_school(hosted: School) -> None:
    answer = Client().get("/", PATH_INFO=f"http://{HOST}/accounts/sign-in/")

    assert (answer.status_code, place_of(answer)) == (404, None)


def test_stored_files_have_no_address_of_their_own(ta: School) -> None:
    stored: StoredFile = store("a.txt", b"canary", "txt", actor=make_actor(Role.CHAIR, school=ta))
    paths = [
        f"{start}{middle}{ta.schema_name}/{stored.content.name}"
        for start in ("/", ta.prefix, "/static/../", "/static/%2e%2e/", "/static//", "/s/ta/static/../")
        for middle in ("media/", "", "../media/")
    ]
    clients = [client_of(*SCHOOL_ROLES, school=ta), client_of(*DISTRICT_ROLES)]

    answers = [client.get(path) for client in clients for path in paths]

    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("path", ["/static/../manage.py", "/static/%2e%2e/manage.py", "/static/..%2f..%2fmanage.py"])
def test_nothing_of_the_program_is_served(path: str, district: None) -> None:
    assert Client().get(path).status_code == 404


def test_a_file_and_a_job_are_known_by_their_school_only(ta: School, tb: School) -> None:
    with in_school(tb):
        stored = store("a.txt", b"canary", "txt", actor=make_actor(Role.CHAIR, school=tb))
    client = client_of(*SCHOOL_ROLES, school=ta)

    assert client.get(f"{ta.prefix}files/{stored.uid}/").status_code == 404


FOREIGN = ("//evil.example/", "https://evil.example/", "\\\\evil.example", "/\\evil.example", "javascript:alert(1)",
           "/s/tb/plans/", "/accounts/own/", "/s/ta/../tb/plans/", "/s/ta/%2e%2e/tb/plans/", "/s/ta", "/s/tax/",
           "///evil.example", "http:///evil.example", "/s/ta/\\..\\..\\tb/")  # fmt: skip


@pytest.mark.parametrize("asked", FOREIGN)
def test_signing_in_leads_nowhere_but_into_the_place(asked: str, ta: School) -> None:
    make_user(Role.CHAIR, school=ta, username="chair")

    answer = Client().post(f"{ta.prefix}accounts/sign-in/", {"name": "chair", "password": PASSWORD, "next": asked})

    assert (answer.status_code, answer["Location"]) == (302, ta.prefix)


@pytest.mark.parametrize("asked", FOREIGN)
def test_whoever_is_signed_in_is_led_nowhere_else_either(asked: str, ta: School) -> None:
    answer = client_of(Role.CHAIR, school=ta).get(f"{ta.prefix}accounts/sign-in/", {"next": asked})

    assert answer["Location"] == ta.prefix


def test_signing_in_leads_on_to_what_was_asked_for(ta: School) -> None:
    make_user(Role.CHAIR, school=ta, username="chair")
    asked = f"{ta.prefix}plans/?year=2026"

    answer = Client().post(f"{ta.prefix}accounts/sign-in/", {"name": "chair", "password": PASSWORD, "next": asked})

    assert answer["Location"] == asked


def browser(school: School, *roles: Role) -> Client:
    """A client that must send the form's token, like a browser."""
    client = client_of(*roles, school=school)
    client.handler.enforce_csrf_checks = True
    return client


def token_of(client: Client, address: str) -> str:
    """The token in the page's form."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())
    assert found is not None
    return found[1]


def test_a_form_is_taken_with_its_own_token_only(ta: School, tb: School) -> None:
    own, stranger = browser(ta, Role.SCHOOL_ADMIN), browser(tb, Role.SCHOOL_ADMIN)
    form = {"name": "一组"}
    address = f"{ta.prefix}members/groups/"
    foreign = token_of(stranger, f"{tb.prefix}members/groups/")
    token = token_of(own, address)

    answers = [own.post(address, form | said) for said in ({}, {"csrfmiddlewaretoken": foreign},
                                                          {"csrfmiddlewaretoken": token})]  # fmt: skip

    assert [answer.status_code for answer in answers] == [403, 403, 302]


def test_the_name_of_the_school_visited_last_opens_nothing(ta: School) -> None:
    client = client_of(Role.CHAIR, school=ta)

    client.get(f"{ta.prefix}plans/")

    assert sorted(client.cookies) == sorted(
        ["last_school", "union_school", *(["csrftoken"] if "csrftoken" in client.cookies else [])]
    )
    assert client.cookies["last_school"].value == "ta"
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY) == (True, True)


@pytest.mark.parametrize("path", ["plans/", "", "/", "/search/"])
def test_a_cookie_that_is_none_is_passed_over(path: str, ta: School) -> None:
    cookies = (
        r'union_school="aaaaaaaaaa\000b"; union_district="aaaaaaaaaa\000b"; last_school="a\000b"; csrftoken="\000"'
    )

    answer = Client().get(path if path.startswith("/") else ta.prefix + path, headers={"cookie": cookies})

    assert answer.status_code == (200 if path == "/" else 302)


SCHOOL_LISTS = ("plans/", "members/", "accounts/", "audit/", "jobs/", "search/")
DISTRICT_LISTS = (
    "", "schools/", "campaigns/", "reviews/", "reviews/rubrics/", "accounts/", "audit/", "jobs/", "search/",
    "dashboards/plans/", "schools/open/code/",
)  # fmt: skip
STRANGE = {"nul": "%00", "no utf-8": "%ff%fe", "sql": "'%3bRESET ROLE%3b--", "percent": "%25", "backslash": "%5C",
           "long": "a" * 3000}  # fmt: skip
PARAMETERS = (
    "q", "page", "size", "sort", "state", "area", "kind", "year", "term", "verb", "person", "campaign", "role", "name",
    "short_name", "group", "from", "until",
)  # fmt: skip


@pytest.mark.parametrize("place", ["school", "district"])
@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_a_list_takes_any_text(text: str, place: str, ta: School) -> None:
    school, roles = (ta, SCHOOL_ROLES) if place == "school" else (None, DISTRICT_ROLES)
    client, prefix = client_of(*roles, school=school), ta.prefix if school else "/"
    query = "&".join(f"{name}={text}" for name in PARAMETERS)
    lists = SCHOOL_LISTS if school else DISTRICT_LISTS

    answers = {page: client.get(f"{prefix}{page}?{query}").status_code for page in lists}

    assert answers == dict.fromkeys(lists, 200)


@pytest.mark.parametrize("path", ["/settings/%00/", "/dashboards/plans/schools/a%00b/", "/schools/%00/", "/%00"])
def test_a_part_of_an_address_that_cannot_be_is_not_found(path: str, district: None) -> None:
    assert client_of(*DISTRICT_ROLES).get(path).status_code == 404
