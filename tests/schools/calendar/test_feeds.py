"""The feed for other calendars: what it holds, who finds it, and that it is a calendar by RFC 5545."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from accounts.models import User
from core.actors import Role
from schools.calendar.feeds import secret_of
from schools.calendar.models import Feed
from schools.plans.models import PlanTask
from schools.plans.services.tasks import add_task
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.plans import chair_of, complete, make_plan, staying

SignIn = Callable[..., Client]
LONG = "邀请全体退休教师回校参加重阳节茶话会，汇报学校一年的工作，听取意见，参观新建成的教工之家和图书馆，合影留念。"


@pytest.fixture
def client(ta: School, sign_in: SignIn) -> Client:
    """A chair with a long task of her own, weekly ones of somebody else, and a feed of all."""
    client, plan = sign_in(Role.CHAIR, school=ta), make_plan(ta)
    own = {"months": [], "dates": "重阳节", "recurrence": "year", "owner_name": client.user.name}
    add_task(plan, complete(LONG, **own), actor=chair_of(ta))
    weekly = {"months": [11], "recurrence": "weekly", "weekdays": [5], "owner_name": "陈砚秋"}
    add_task(plan, complete("工间操", **weekly), actor=chair_of(ta))
    client.post(f"{ta.prefix}calendar/feed/", {"scope": "all"})
    return client


def address(client: Client, ta: School) -> str:
    return client.get(f"{ta.prefix}calendar/feed/").context["address"].removeprefix("http://testserver")


def events(content: bytes) -> list[tuple[str, date, str]]:
    found = Calendar.from_ical(content)
    return [(str(one["uid"]), one.decoded("dtstart"), str(one["summary"])) for one in found.walk("VEVENT")]


def test_whoever_knows_the_address_reads_it_without_signing_in(ta: School, client: Client) -> None:
    answer = staying(Client()).get(address(client, ta))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert set(answer.cookies) == {"last_school"}
    assert [(day, summary[:9]) for _, day, summary in events(answer.content)] == [
        (date(2026, 10, 18), "【逾期】邀请全体退"), (date(2026, 11, 6), "【逾期】工间操"),
        (date(2026, 11, 13), "【逾期】工间操"),
        (date(2026, 11, 20), "【逾期】工间操"), (date(2026, 11, 27), "【将到期】工间操"),
    ]  # fmt: skip


def test_the_file_keeps_to_the_format(ta: School, client: Client) -> None:
    where = address(client, ta)
    content = staying(Client()).get(where).content
    with time_machine.travel("2026-11-25T10:00+08:00", tick=False):
        later = staying(Client()).get(where).content

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert re.search(rb"DTSTART;VALUE=DATE:20261018\r\n", content)
    assert re.search(rb"DTEND;VALUE=DATE:20261019\r\n", content)
    assert re.search(rb"DTSTAMP:\d{8}T\d{6}Z\r\n", content)
    assert (content[:15], content.endswith(b"END:VCALENDAR\r\n")) == (b"BEGIN:VCALENDAR", True)
    uids = [uid for uid, _, _ in events(content)]
    assert uids == [uid for uid, _, _ in events(later)]
    assert len(set(uids)) == 5
    [first, *_] = Calendar.from_ical(content).walk("VEVENT")
    assert str(first["description"]).startswith(LONG)


def test_one_s_own_tasks_only_when_asked(ta: School, client: Client) -> None:
    before = address(client, ta)
    client.post(f"{ta.prefix}calendar/feed/", {"scope": "mine"})

    assert address(client, ta) == before
    assert [day for _, day, _ in events(staying(Client()).get(before).content)] == [date(2026, 10, 18)]


def test_a_new_address_a_closed_feed_and_a_person_who_left_end_the_old_one(ta: School, client: Client) -> None:
    old = address(client, ta)
    client.post(f"{ta.prefix}calendar/feed/act/", {"act": "renew"})
    new = address(client, ta)
    assert [staying(Client()).get(each).status_code for each in (old, new)] == [404, 200]

    User.objects.filter(pk=client.user.pk).update(is_active=False)
    assert staying(Client()).get(new).status_code == 404

    User.objects.filter(pk=client.user.pk).update(is_active=True)
    client.post(f"{ta.prefix}calendar/feed/act/", {"act": "close"})
    assert (staying(Client()).get(new).status_code, Feed.objects.count()) == (404, 0)


def test_the_address_of_one_school_is_nothing_in_another_even_with_its_row(
    ta: School, tb: School, client: Client
) -> None:
    feed = Feed.objects.get()
    secret = secret_of(feed, "ta")
    with in_school(tb):
        user = User(username="double", name="同名")
        user.save()
        Feed.objects.create(uid=feed.uid, user=user, scope="all")

    answers = [
        staying(Client()).get(f"{tb.prefix}calendar/feed/{each}.ics") for each in (secret, f"{feed.uid.hex}{'0' * 40}")
    ]

    assert len(secret) == 72
    assert [answer.status_code for answer in answers] == [404, 404]


def test_too_many_requests_are_told_to_wait(ta: School, client: Client) -> None:
    where = address(client, ta)
    codes = [staying(Client()).get(where).status_code for _ in range(21)]
    guesses = [
        staying(Client()).get(f"{ta.prefix}calendar/feed/{'a' * number}.ics").status_code for number in range(1, 22)
    ]
    cache.clear()

    assert (set(codes[:20]), codes[20], set(guesses[:20]), guesses[20]) == ({200}, 429, {404}, 429)


def test_a_member_s_feed_holds_no_draft(ta: School, client: Client, sign_in: SignIn) -> None:
    member = sign_in(Role.MEMBER, school=ta)
    member.post(f"{ta.prefix}calendar/feed/", {"scope": "all"})

    assert events(staying(Client()).get(address(member, ta)).content) == []
    assert PlanTask.objects.count() == 2
