"""A person's tasks as an iCalendar (RFC 5545), and the address that nobody can guess."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from hmac import compare_digest
from uuid import UUID

from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event, vDuration

from core.periods import today
from schools.calendar.models import Feed, Occurrence
from schools.calendar.month import item_of

_UID_LENGTH, _SEAL_LENGTH = 32, 40
_SUMMARY_MOST = 60
_REFRESH = timedelta(hours=6)


def secret_of(feed: Feed, school: str) -> str:
    """The secret part of the address: the feed's uid, which is random, and 160 bits that only this server can make."""
    return f"{feed.uid.hex}{_seal(feed.uid, school)}"


def uid_of(secret: str, school: str) -> UUID | None:
    """The uid of the feed that a secret opens in the school with this code; None when it was not made here."""
    try:
        uid = UUID(secret[:_UID_LENGTH])
    except ValueError:
        return None
    return uid if secret.isascii() and compare_digest(secret[_UID_LENGTH:], _seal(uid, school)) else None


def _seal(uid: UUID, school: str) -> str:
    return salted_hmac("schools.calendar.feed", f"{school}:{uid.hex}", algorithm="sha256").hexdigest()[:_SEAL_LENGTH]


def calendar_of(rows: Iterable[Occurrence], *, name: str, school: str) -> bytes:
    """The file: a whole day for each occurrence, on the day that it is due; the words are those of the plan."""
    whole = Calendar()
    whole.add("prodid", "-//union-platform//calendar//ZH")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", name)
    whole.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    day = today()
    for row in rows:
        state = item_of(row, day).look.word
        event = Event()
        event.add("uid", f"{row.task.uid}-{row.number}@{school}.union")
        event.add("dtstamp", row.task.updated_at.astimezone(UTC))
        event.add("dtstart", row.due_on)
        event.add("dtend", row.due_on + timedelta(days=1))
        text = row.task.text if len(row.task.text) <= _SUMMARY_MOST else f"{row.task.text[:_SUMMARY_MOST]}…"
        event.add("summary", f"【{state}】{text}")
        facts = [row.task.rhythm, row.task.get_area_display(), row.task.owner_name]
        event.add("description", "\n".join([row.task.text, "，".join(fact for fact in facts if fact)]))
        event.add("transp", "TRANSPARENT")
        whole.add_component(event)
    return whole.to_ical()
