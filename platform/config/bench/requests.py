"""What tenancy and roles cost a signed-in school page: requests a second, against the view for one school alone."""

import os
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import cycle
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

from accounts.models import User
from config.bench.opening import opened
from config.bench.pages import signed_in
from config.bench.serving import served
from config.bench.verdicts import Verdict
from core.actors import Role
from schools.members.models import Member
from tenants.models import School
from tenants.schemas import in_school

_SCHOOLS, _MEMBERS = 5, 200
_ROUNDS, _REQUESTS = 9, 40
_PAGES = {"members": "members/", "desk": ""}  # the list asks in the school only, the desk asks the district too

Visit = tuple[str, str]  # address and cookie


def measure() -> Iterator[Verdict]:
    """Two gunicorns of one worker over one database, taking turns of forty requests; median of nine ratios.

    Ours goes to another school with every request, which is the worst case; the other one knows one school, has schema
    and public in its search path and turns nowhere (`config.bench.plain`).
    """
    schools = [_furnished(number) for number in range(_SCHOOLS)]
    keys = [_key(school) for school in schools]
    one = {"WEB_WORKERS": "1", "WEB_THREADS": "1"}
    plain = {
        "DJANGO_SETTINGS_MODULE": "config.bench.plain.settings", "DATABASE_URL": os.environ["PLAIN_DATABASE_URL"],
        "PLAIN_SCHOOL": schools[0].code, "PLAIN_SCHEMA": schools[0].schema_name,
    }  # fmt: skip
    with served(**one) as ours, served(**one, **plain) as theirs:
        for name, page in _PAGES.items():
            visits = [(school.prefix + page, key) for school, key in zip(schools, keys, strict=True)]
            alone = [(f"/{page}", keys[0])]
            _rate(ours, visits), _rate(theirs, alone)
            ratios = [_rate(ours, visits) / _rate(theirs, alone) for _ in range(_ROUNDS)]
            label = f"school {name}: requests/s ÷ without tenancy and roles"
            yield Verdict(label, median(ratios), 0.85, at_least=True)


def _furnished(number: int) -> School:
    school = opened(f"requests{number}")
    with in_school(school):
        Member.objects.bulk_create(
            Member(name=f"教师{each}", pinyin=f"jiaoshi{each}", staff_number=f"T{each:05}") for each in range(_MEMBERS)
        )
    return school


def _key(school: School) -> str:
    with in_school(school):
        user = User(username="bench", name="测量员", roles=[Role.CHAIR.value], must_change_password=False)
        user.set_unusable_password()
        user.save()
        return signed_in(user, "union_school").cookies["union_school"].value


def _rate(site: str, visits: list[Visit]) -> float:
    """Requests a second over one connection; raises RuntimeError when a page does not answer with 200."""
    link = HTTPConnection(urlsplit(site).netloc, timeout=60)
    turns = cycle(visits)
    began = perf_counter()
    for _ in range(_REQUESTS):
        address, key = next(turns)
        link.request("GET", address, headers={"Cookie": f"union_school={key}"})
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:  # noqa: PLR2004
            message = f"{site}{address} answers {answer.status}"
            raise RuntimeError(message)
    ended = perf_counter()
    link.close()
    return _REQUESTS / (ended - began)
