"""Every page of the district that an official opens: at 500 schools against 20, and against its bare SQL."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from psycopg import sql

from accounts.models import User
from config.bench.filling import District, make_district
from config.bench.verdicts import Verdict
from core.actors import DISTRICT_ROLES
from core.database import connection
from district.collection.models import EntryState
from tenants.schemas import in_schema_as_owner

FEW, MANY = 20, 500
PERSON = "bench"
_ROUNDS, _WARM_UP = 25, 2
_SPACES = {"schools", "collection", "review", "dashboards", "home"}  # the rest does not know of schools
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Page:
    """A page by the name of its view, and one address of it."""

    name: str
    address: str


def measure() -> Iterator[Verdict]:
    """Server time in this process, through all middlewares and without a network; two rounds do not count.

    The district of 20 schools is copied before it grows to 500, and each page is opened in both in turn: what the
    machine does meanwhile falls on both, and the median of the turns' ratios counts. Bare SQL is what the page asks
    beyond an empty page (session, account, frame), asked again over the same connection by psycopg alone, all rows
    fetched (docs/decisions/0008).
    """
    district = make_district(person())
    client = signed_in(district.person)
    district.grow(FEW)
    _settle()
    pages = pages_of(district, client)
    small = _copied()
    district.grow(MANY)
    _settle()
    empty = partial(client.get, reverse("home:search"))
    with listening() as asked_by_empty:
        empty()
    known = {text for text, _ in asked_by_empty}
    for page in pages:
        opening = partial(client.get, page.address)
        with listening() as statements:
            opening()
        own = [each for each in statements if each[0] not in known]
        turns = _turns(opening, partial(_in, small, opening), partial(_ask, own), empty)
        growth = median(many / few for many, few, _bare, _empty in turns)
        yield Verdict(f"{page.name}: {MANY} schools ÷ {FEW}", growth, 1.5)
        own_work = median(many / (bare + nothing) for many, _few, bare, nothing in turns)
        yield Verdict(f"{page.name}: page ÷ its bare SQL and an empty page", own_work, 3)
    small.close()


def _copied() -> Any:
    """A connection to a copy of the database as it is now; the roles are those of the original."""
    original = connections["default"]
    name, copy = original.settings_dict["NAME"], f"{original.settings_dict['NAME']}_small"
    original.close()  # a database is copied while nobody uses it
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(name)))
    place = original.settings_dict
    return type(original)({**place, "OPTIONS": {**place["OPTIONS"], "dbname": copy}}, "default")


def _in(database: Any, work: Callable[[], object]) -> None:
    """Do it over another connection."""
    original = connections["default"]
    connections["default"] = database
    try:
        work()
    finally:
        connections["default"] = original


def person() -> User:
    """Somebody with every role of the district."""
    user = User(
        username="bench", name="测量员", roles=[role.value for role in DISTRICT_ROLES], must_change_password=False
    )
    user.set_unusable_password()
    user.save()
    return user


def signed_in(user: User, cookie: str = "union_district") -> Client:
    """A client with a session of `user`, which lies in the current schema."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    client = Client(HTTP_HOST="localhost")
    client.cookies[cookie] = str(session.session_key)
    return client


def pages_of(district: District, client: Client) -> list[Page]:
    """One address of each view of the district's work that answers a GET with a page."""
    found: dict[str, Page] = {}
    for name, route in _routes(get_resolver(settings.ROOT_URLCONF).url_patterns, "", ""):
        if name.partition(":")[0] not in _SPACES:
            continue
        for address in _addresses(route, district):
            response = client.get(address)
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):  # noqa: PLR2004
                found.setdefault(name, Page(name, address))
    return list(found.values())


def _routes(patterns: list[Any], route: str, space: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(
                pattern.url_patterns, here, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield space + pattern.name, here


def _addresses(route: str, district: District) -> Iterator[str]:
    """The address with each kind of object that may be meant."""
    if "<" not in route:
        yield f"/{route}"
        return
    campaign = district.campaigns[-1]
    entry = campaign.entries.select_related("school").filter(state=EntryState.ACCEPTED).earliest("pk")
    code = entry.school.code
    for one in (campaign, entry, district.rubric):
        values: dict[str, str] = defaultdict(str, uid=str(one.uid), code=code, version="1")
        yield "/" + _PART.sub(lambda part, values=values: values[part[1]], route)  # type: ignore[misc]


def _turns(*works: Callable[[], object]) -> list[list[float]]:
    """The seconds that each work took, turn by turn."""
    turns = []
    for _ in range(_WARM_UP + _ROUNDS):
        times = [perf_counter()]
        for work in works:
            work()
            times.append(perf_counter())
        turns.append([after - before for before, after in pairwise(times)])
    return turns[_WARM_UP:]


@contextmanager
def listening() -> Iterator[list[tuple[str, Any]]]:
    """Collect what is asked meanwhile: statements with their parameters."""
    heard: list[tuple[str, Any]] = []

    def listen(execute: Callable[..., object], text: str, params: Any, many: bool, context: Any) -> object:  # noqa: FBT001 -- Django's signature
        heard.append((text, params))
        return execute(text, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def _ask(statements: list[tuple[str, Any]]) -> None:
    with connection.create_cursor() as cursor:
        for text, params in statements:
            cursor.execute(text, params)
            if cursor.description:
                cursor.fetchall()


def _settle() -> None:
    """Let the planner know of the rows that came in bulk; autovacuum would, in a minute. Only the owner may."""
    with in_schema_as_owner("public"), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
