"""The district's reminder reaches those who write plans by mail, in their school and only there."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from core.actors import Role
from district.collection.models import EntryEvent, EventKind
from district.collection.services.entries import remind
from schools.mail.models import Letter
from schools.mail.services import Round, send_waiting
from tenants.models import School
from tenants.schemas import in_public, in_school
from tests.factories.collection import SYSTEM, entry_of, make_campaign, submit
from tests.factories.people import make_user
from tests.schools.mail.conftest import office
from tests.schools.mail.post_office import PostOffice

__all__ = ["office"]


@pytest.fixture
def writers(ta: School, tb: School) -> None:
    """In each school a chair and a committee member with addresses, a chair without, and a member."""
    for school in (ta, tb):
        for role, name in ((Role.CHAIR, "chair"), (Role.COMMITTEE, "committee"), (Role.MEMBER, "member")):
            make_user(role, school=school, name=f"{school.code}{name}", email=f"{name}@{school.code}.example.com")
        make_user(Role.CHAIR, school=school)


def letters_in(school: School) -> list[str]:
    with in_school(school):
        return list(Letter.objects.values_list("user__name", flat=True))


def test_only_writers_of_schools_that_owe_are_told_by_mail(
    ta: School,
    tb: School,
    writers: None,
    office: PostOffice,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with in_public():
        campaign = make_campaign()
        submit(campaign, tb)
        with django_capture_on_commit_callbacks() as asked:
            remind(campaign, [entry_of(campaign, school).uid for school in (ta, tb)], actor=SYSTEM)

    assert (letters_in(ta), letters_in(tb)) == (["tachair", "tacommittee"], [])
    assert [callback.args for callback in asked] == [("ta", 0)]  # type: ignore[attr-defined]
    with in_school(ta), time_machine.travel("2026-11-24T09:00+08:00", tick=False):
        Letter.objects.update(next_try_at=timezone.now(), created_at=timezone.now())
        assert send_waiting() == Round(sent=2)
    address, letter = office.letters[0]
    lines = letter.get_content().splitlines()
    assert (address, lines[0]) == ("chair@ta.example.com", "tachair，您好：")
    assert lines[2] == f"区教育工会提醒：贵校还没有完成“{campaign.title}”的报送。"
    assert lines[5] == "去报送：https://union.example.com/s/ta/"


def test_without_mail_a_reminder_does_not_enter_the_school(ta: School, writers: None, settings: Settings) -> None:
    settings.SENDS_MAIL = False
    with in_public():
        campaign = make_campaign()
        remind(campaign, [entry_of(campaign, ta).uid], actor=SYSTEM)
        assert EntryEvent.objects.filter(kind=EventKind.REMINDED).count() == 1

    assert letters_in(ta) == []


def test_the_school_hears_again_the_next_day(ta: School, writers: None, office: PostOffice) -> None:
    with in_public():
        campaign = make_campaign()
        uids = [entry_of(campaign, ta).uid]
        for hours in (0, 1, 25):
            with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
                remind(campaign, uids, actor=SYSTEM)

    assert letters_in(ta) == ["tachair", "tacommittee"] * 2
    assert connection.tenant == ta
