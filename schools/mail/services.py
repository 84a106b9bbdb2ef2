"""Letters: written with what they tell, sent afterwards, tried again, given up in the administrator's sight."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.periods import SHANGHAI
from jobs.models import Job, JobState
from schools.mail.faults import Fault, fault_of
from schools.mail.hours import is_time_to_tell
from schools.mail.models import Letter, LetterState
from tenants.schemas import current_school

log = structlog.get_logger(__name__)

# Minutes from a failed try to the next; after the last one the letter is given up. Longer ones wait for beat's round.
WAITS = (2, 10, 30, 60, 120, 240)
_LONGEST_MESSAGE_MINUTES = 30
MOST_DAYS = 10
KEPT_DAYS = 90
FAULTS = "schools.mail.services.send_waiting"
_SUBJECT_MOST = 120


def wants_mail(user: User) -> bool:
    """Whether letters to this person are sent: mail is configured, an address is there, and they did not decline."""
    return bool(settings.SENDS_MAIL and user.is_active and user.has_mail_reminders and user.email)


def write_letter(user: User, *, subject: str, body: str) -> Letter | None:
    """Put a letter into the outbox, in the caller's transaction; None when the person gets no mail."""
    if not wants_mail(user):
        return None
    return Letter.objects.create(user=user, subject=subject[:_SUBJECT_MOST], body=body)


def send_soon(*, countdown: int = 0) -> None:
    """Ask a worker to send what waits in the current school, `countdown` seconds after the commit.

    A broker that is away is no loss: beat asks every hour (config.schedule).
    """
    school = current_school()
    if school is not None and settings.SENDS_MAIL:
        transaction.on_commit(partial(_ask, school.code, countdown), robust=True)


def _ask(place: str, countdown: int) -> None:
    current_app.send_task("schools.mail.tasks.send_letters", kwargs={"place": place}, countdown=countdown)


@dataclass(frozen=True)
class Round:
    """How many letters the server took, and in how many seconds the first failed one is to be tried again, if soon."""

    sent: int = 0
    again_in: int | None = None


def send_waiting() -> Round:
    """Send the letters of the current school whose time has come; nothing in quiet hours and on days off.

    At least once, never lost: a letter is marked as sent after the server took it, under a lock of its row that the
    database opens when the worker dies. A worker that dies between the two leaves this one letter to be sent again,
    with the same Message-ID. Marking first would lose it instead, and a reminder that never comes is worse than one
    that comes twice. Two workers never hold the same letter.
    """
    now = timezone.now()
    if not settings.SENDS_MAIL or not is_time_to_tell(now):
        return Round()
    Letter.objects.filter(created_at__lt=now - timedelta(days=KEPT_DAYS)).exclude(state=LetterState.WAITING).delete()
    due = list(
        Letter.objects.filter(state=LetterState.WAITING, next_try_at__lte=now)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if not due:
        return Round()
    with_server = get_connection()
    shut = _fault_in_opening(with_server)
    try:
        posted = [letter for pk in due if (letter := _post(pk, with_server, shut))]
    finally:
        _close(with_server)
    waits = [WAITS[letter.tries - 1] for letter in posted if letter.state == LetterState.WAITING]
    soon = [wait for wait in waits if wait <= _LONGEST_MESSAGE_MINUTES]
    return Round(sum(letter.state == LetterState.SENT for letter in posted), min(soon) * 60 if soon else None)


@transaction.atomic
def _post(pk: int, with_server: BaseEmailBackend, shut: Fault | None) -> Letter | None:
    """Try one letter; None when another worker has it or had it. `shut`: the server cannot be reached at all."""
    now = timezone.now()
    waiting = Letter.objects.filter(pk=pk, state=LetterState.WAITING, next_try_at__lte=now)
    letter = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("user").first()
    if letter is None:
        return None
    if not wants_mail(letter.user):
        letter.state = LetterState.DROPPED
    elif letter.created_at < now - timedelta(days=MOST_DAYS):
        _give_up(letter, Fault(f"超过{MOST_DAYS}天没有发出"))
    elif fault := shut or _fault_in_sending(letter, with_server):
        _try_later(letter, fault)
    else:
        letter.state, letter.sent_at, letter.fault = LetterState.SENT, timezone.now(), ""
    letter.save()
    return letter


def _fault_in_opening(with_server: BaseEmailBackend) -> Fault | None:
    try:
        with_server.open()
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is said, kept and tried again
        return _noted(error, "mail_server_not_reached")
    return None


def _fault_in_sending(letter: Letter, with_server: BaseEmailBackend) -> Fault | None:
    school = current_school()
    message = EmailMessage(
        letter.subject,
        letter.body,
        to=[letter.user.email],
        connection=with_server,
        headers={
            "Message-ID": f"<{letter.uid}@{school.code if school else 'district'}.union>",
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 -- as above; one bad letter does not stop the others
        _close(with_server)  # it opens again for the next letter
        return _noted(error, "letter_not_sent", letter=str(letter.uid))
    return None


def _noted(error: Exception, event: str, **more: str) -> Fault:
    """The fault, after it was logged; without the error's own text where that holds an address."""
    fault = fault_of(error)
    log.warning(event, fault=fault.words, error=type(error).__name__, exc_info=not isinstance(error, OSError), **more)
    return fault


def _close(with_server: BaseEmailBackend) -> None:
    try:
        with_server.close()
    except OSError as error:
        log.warning("mail_server_not_closed", error=type(error).__name__)


def _try_later(letter: Letter, fault: Fault) -> None:
    letter.tries += 1
    if fault.is_final or letter.tries > len(WAITS):
        _give_up(letter, fault)
        return
    letter.fault = fault.words
    letter.next_try_at = timezone.now() + timedelta(minutes=WAITS[letter.tries - 1])


def _give_up(letter: Letter, fault: Fault) -> None:
    """End a letter, and list it in the administrator's 后台任务: one failed job a day, one line a letter."""
    letter.state, letter.fault = LetterState.FAILED, fault.words
    now = timezone.localtime(timezone=SHANGHAI)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = Job.objects.select_for_update().filter(kind=FAULTS, created_at__gte=midnight).first()
    job = today or Job(kind=FAULTS, state=JobState.FAILED, title="发送提醒邮件", started_by="系统", started_at=now)
    lines = [*job.report.get("lines", []), f"{letter.user.name}：{fault.words}"]
    job.report = {"lines": lines}
    job.message = f"{len(lines)}封没有发出，系统内的提醒照常。"
    job.finished_at = now
    job.save()
