"""The document that crosses from a school to the district: frozen, canonical, with a schema number.

Schema 1 knew plans only; schema 2 says what `kind` of document it is; schema 3 how many times and on which weekdays a
task comes round.
"""

import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from core.documents import DocumentKind

SCHEMA_NUMBER = 3


@dataclass(frozen=True)
class DocumentSection:
    """A heading with the text under it; `level` 1 is the highest."""

    uid: str
    level: int
    title: str
    body: str


@dataclass(frozen=True)
class DocumentTask:
    """A task; `section_uid` None stands before all sections, `area` is a code of core.areas.Area or empty.

    `recurrence`, `times` and `weekdays` as in core.rhythms.
    """

    uid: str
    section_uid: str | None
    text: str
    area: str
    months: tuple[int, ...]
    dates: str
    recurrence: str
    owner: str
    weight: int
    times: int = 1
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True)
class DocumentChange:
    """What an amendment changes in a task, in words; `kind` is postpone, cancel, reword or add."""

    kind: str
    task_uid: str
    text: str
    before: str
    after: str
    reason: str
    asked_by: str


@dataclass(frozen=True)
class DocumentAmendment:
    """Why an accepted plan changes, and how."""

    reason: str
    changes: tuple[DocumentChange, ...]


@dataclass(frozen=True)
class PlanDocument:
    """A plan or a summary as its school sends it; sections and tasks in document order, a summary has no tasks.

    The payload has the key `amendment` only when the document amends an accepted plan.
    """

    plan_uid: str
    title: str
    year: int
    term: str
    author: str
    sections: tuple[DocumentSection, ...]
    tasks: tuple[DocumentTask, ...]
    kind: str = DocumentKind.PLAN.value
    amendment: DocumentAmendment | None = None

    def as_payload(self) -> dict[str, Any]:
        """The canonical JSON value: NFC text, document order, the schema number first."""
        values = asdict(self)
        if self.amendment is None:
            del values["amendment"]
        return normalised({"schema": SCHEMA_NUMBER, **values})


def kind_of(payload: dict[str, Any]) -> DocumentKind:
    """What a copy of any schema number is."""
    return DocumentKind(payload.get("kind", DocumentKind.PLAN))


def normalised(value: Any) -> Any:
    """Return a JSON value with all text in NFC and tuples as lists, so that equal documents hash alike."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case dict():
            return {key: normalised(item) for key, item in value.items()}
        case list() | tuple():
            return [normalised(item) for item in value]
        case _:
            return value
