"""Reminders by mail: one letter a person and run, quiet hours, tries, refusals; over a real mail server."""

import socket
from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from core.actors import Role
from core.periods import SHANGHAI
from jobs.models import Job, JobState
from jobs.selectors import report_of
from schools.calendar.models import Reminder
from schools.calendar.tasks import remind
from schools.mail.models import Letter, LetterState
from schools.mail.services import KEPT_DAYS, MOST_DAYS, WAITS, Round, send_waiting, write_letter
from schools.plans.services import tasks
from tenants.models import School
from tests.factories.people import make_user
from tests.factories.plans import chair_of, complete, make_plan
from tests.schools.mail.post_office import PostOffice

MORNING = "2026-11-24T09:00+08:00"


def at(moment: str) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def owner(ta: School) -> User:
    """A committee member with an address who has tasks due on Friday, 27 November, and one that is late."""
    user = make_user(Role.COMMITTEE, school=ta, name="何青云", email="he@example.com")
    plan, chair = make_plan(ta), chair_of(ta)
    for text, day in (("心理\n讲座", "11月27日"), ("征集提案", "11月27日"), ("慰问退休教师", "11月20日")):
        tasks.add_task(plan, complete(text, months=[11], dates=day, owner_name="何青云"), actor=chair)
    return user


def states() -> list[str]:
    return list(Letter.objects.values_list("state", flat=True))


def test_a_run_is_one_letter_with_titles_days_and_addresses(ta: School, owner: User, office: PostOffice) -> None:
    with at(MORNING):
        assert (remind.run(), send_waiting()) == (3, Round(sent=1))
        assert (remind.run(), send_waiting()) == (0, Round())

    [(address, letter)] = office.letters
    body = letter.get_content()
    first, second, third = Reminder.objects.order_by("due_on", "occurrence__task__position")
    page = "https://union.example.com/s/ta/"
    assert address == "he@example.com"
    # a long first word begins a new line, whose blank belongs to nobody
    assert (letter["Subject"].strip(), letter["From"].addresses[0].addr_spec) == (
        "任务提醒：1项已逾期，2项将到期（甲校工会）",
        "union@example.com",
    )
    assert (letter.get_content_type(), letter["Auto-Submitted"]) == ("text/plain", "auto-generated")
    assert body.splitlines() == [
        "何青云，您好：",
        "",
        "您负责的任务，1项已逾期，2项将到期：",
        "",
        "· 慰问退休教师（11月20日到期，已逾期）",
        f"{page}progress/tasks/{first.occurrence.task.uid}/",
        "",
        "· 心理 讲座（11月27日到期）",
        f"{page}progress/tasks/{second.occurrence.task.uid}/",
        "",
        "· 征集提案（11月27日到期）",
        f"{page}progress/tasks/{third.occurrence.task.uid}/",
        "",
        f"收件箱：{page}calendar/reminders/",
        f"不想再收邮件，可在“我的账号”里关闭：{page}accounts/own/",
        "",
        "甲校工会",
    ]


@pytest.mark.parametrize(
    "facts", [{"email": ""}, {"has_mail_reminders": False}, {}], ids=["no address", "declined", "not configured"]
)
def test_who_gets_no_mail_is_reminded_all_the_same(
    ta: School, owner: User, office: PostOffice, settings: Settings, facts: dict[str, object]
) -> None:
    User.objects.filter(pk=owner.pk).update(**facts or {"is_active": True})
    settings.SENDS_MAIL = bool(facts)

    with at(MORNING):
        assert (remind.run(), send_waiting()) == (3, Round())

    assert (states(), office.letters) == ([], [])


def test_a_long_list_is_cut_and_says_so(ta: School, owner: User, office: PostOffice) -> None:
    plan, chair = make_plan(ta), chair_of(ta)
    for number in range(25):
        text = f"活动{number:02}" + "很长的说明" * 20
        tasks.add_task(plan, complete(text, months=[11], dates="11月26日", owner_name="何青云"), actor=chair)

    with at(MORNING):
        remind.run()
        send_waiting()

    lines = office.letters[0][1].get_content().splitlines()
    shown = [line for line in lines if line.startswith("· ")]
    assert (len(shown), max(map(len, shown)), "另有5项，请在收件箱里看。" in lines) == (20, 73, True)


def test_what_is_late_in_the_evening_waits_for_the_next_working_day(
    ta: School, owner: User, office: PostOffice
) -> None:
    with at("2026-11-27T19:58+08:00"):  # Friday
        remind.run()
    sent = []
    for moment in ("27T20:05", "28T09:00", "29T12:00", "30T06:59", "30T07:12"):
        with at(f"2026-11-{moment}+08:00"):
            sent.append(send_waiting().sent)

    assert sent == [0, 0, 0, 0, 1]


def test_whoever_declines_meanwhile_gets_nothing(ta: School, owner: User, office: PostOffice) -> None:
    with at(MORNING):
        remind.run()
        User.objects.filter(pk=owner.pk).update(has_mail_reminders=False)
        send_waiting()

    assert (states(), office.letters) == ([LetterState.DROPPED], [])


def test_a_busy_server_is_asked_again_after_a_while(ta: School, owner: User, office: PostOffice) -> None:
    office.busy = 2
    with time_machine.travel(MORNING, tick=False) as clock:
        remind.run()
        rounds = []
        for minutes in (0, 1, 1, 10):
            clock.shift(timedelta(minutes=minutes))
            rounds.append(send_waiting())

    assert rounds == [Round(0, 120), Round(), Round(0, 600), Round(1)]
    assert (states(), office.receivers) == ([LetterState.SENT], ["he@example.com"])


def test_a_server_that_is_away_gives_up_after_some_hours_and_the_administrator_sees_it(
    ta: School, owner: User, office: PostOffice, settings: Settings
) -> None:
    colleague = make_user(Role.COMMITTEE, school=ta, name="林知微", email="lin@example.com")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        with time_machine.travel(MORNING, tick=False) as clock:
            remind.run()
            write_letter(colleague, subject="催办", body="x")
            rounds = []
            for minutes in (0, *WAITS):
                clock.shift(timedelta(minutes=minutes))
                rounds.append(send_waiting())
                assert send_waiting() == Round()

    assert rounds == [Round(0, 120), Round(0, 600), Round(0, 1800), Round(), Round(), Round(), Round()]
    assert states() == [LetterState.FAILED] * 2
    [job] = Job.objects.all()
    assert (job.state, job.title, job.message) == (
        JobState.FAILED,
        "发送提醒邮件",
        "2封没有发出，系统内的提醒照常。",
    )
    assert report_of(job).lines == ["何青云：连不上邮件服务器，或中途断开", "林知微：连不上邮件服务器，或中途断开"]


def test_a_refused_address_is_given_up_at_once_and_stops_no_other(ta: School, owner: User, office: PostOffice) -> None:
    office.refusals = {"he@example.com": "550 no such user", "later@example.com": "450 full"}
    with at(MORNING):
        remind.run()
        for name, address in (("林知微", "lin@example.com"), ("周以宁", "later@example.com")):
            write_letter(make_user(Role.MEMBER, school=ta, name=name, email=address), subject="催办", body="x")
        assert send_waiting() == Round(1, 120)

    assert (states(), office.receivers) == (
        [LetterState.FAILED, LetterState.SENT, LetterState.WAITING],
        ["lin@example.com"],
    )
    assert report_of(Job.objects.get()).lines == ["何青云：邮箱被拒收（550）"]
    assert list(Letter.objects.values_list("fault", flat=True)) == ["邮箱被拒收（550）", "", "邮箱被拒收（450）"]


def test_a_letter_that_cannot_be_written_stops_no_other(ta: School, owner: User, office: PostOffice) -> None:
    with at(MORNING):
        write_letter(owner, subject="两\n行", body="x")
        write_letter(owner, subject="一行", body="x")
        assert send_waiting() == Round(1, 120)

    assert list(Letter.objects.values_list("fault", flat=True)) == ["出错了（BadHeaderError），原因在日志里", ""]


def test_a_letter_that_waited_too_long_is_not_sent_any_more(ta: School, owner: User, office: PostOffice) -> None:
    with at(MORNING):
        write_letter(owner, subject="催办", body="x")
    with at((datetime.fromisoformat(MORNING) + timedelta(days=MOST_DAYS, minutes=1)).isoformat()):
        send_waiting()

    assert (states(), office.letters) == ([LetterState.FAILED], [])
    assert report_of(Job.objects.get()).lines == [f"何青云：超过{MOST_DAYS}天没有发出"]


def test_letters_are_forgotten_after_a_while(ta: School, owner: User, office: PostOffice) -> None:
    with at(MORNING):
        write_letter(owner, subject="催办", body="x")
        send_waiting()
    kept = []
    for days in (KEPT_DAYS - 2, KEPT_DAYS + 1):
        day = datetime.fromisoformat(MORNING).astimezone(SHANGHAI) + timedelta(days=days)
        with at(day.isoformat()):
            send_waiting()
            kept.append(Letter.objects.count())

    assert kept == [1, 0]


def test_new_reminders_ask_a_worker_once(
    ta: School,
    owner: User,
    office: PostOffice,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with at(MORNING):
        with django_capture_on_commit_callbacks() as first:
            remind.run()
        with django_capture_on_commit_callbacks() as second:
            remind.run()

    assert [callback.args for callback in first] == [("ta", 0)]  # type: ignore[attr-defined]
    assert second == []
