"""Records for tests, made through the real services."""

import base64
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from core.actors import Actor
from core.periods import today
from schools.plans.models import PlanTask
from schools.records import kinds
from schools.records.models import Deed, WorkRecord
from schools.records.services.deeds import carry_out
from schools.records.services.writing import RecordText, add_record

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def photo(name: str = "现场.png", content: bytes = PNG) -> SimpleUploadedFile:
    """A photo as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="image/png")


def make_record(
    title: str, *uploads: SimpleUploadedFile, day: date | None = None, area: str = "congress", actor: Actor
) -> WorkRecord:
    """A record in the current school."""
    return add_record(RecordText(day or today(), title, area), uploads, actor=actor)


def make_deed(row: WorkRecord, task: PlanTask, *, actor: Actor) -> Deed:
    """The record carries out the task."""
    return carry_out(kinds.WORK.code, row.uid, task, day=row.day, title=row.title, actor=actor)
