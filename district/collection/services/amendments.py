"""Amendments of accepted plans on the district's side: taken in as copies, in force at once or when somebody agrees.

A copy of the entry's chain with the cause 修订. Where the campaign leaves it to the chairs: received → in force. Else:
received → waits (`Entry.pending`) → in force, refused, or taken back by the school. One waits at a time. What the
review accepted and scored, timeliness and rounds stay as they are. An amendment may come after the campaign's close
and after the results, not once the campaign is archived; while one waits, the entry is not unlocked and the campaign
not archived.
"""

from collections import Counter
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import ConflictError, InvalidInputError, WrongStateError, ensure
from district.collection import demands, policies
from district.collection.documents import PlanDocument
from district.collection.models import AmendedBy, Cause, Entry, EventKind, Submission
from district.collection.services import decisions
from district.collection.services.events import note
from district.collection.services.submissions import append, locked_entry
from district.collection.signals import amendment_decided
from tenants.models import School

_KINDS = {"postpone": "延期", "cancel": "取消", "reword": "改写", "add": "新增"}


@transaction.atomic
def receive(
    document: PlanDocument, *, campaign_uid: UUID, school: School, sent_by: str
) -> tuple[Submission, int | None]:
    """Take in an amended copy; return it with its number, None while it waits for the district.

    Raises WrongStateError when the plan cannot be amended now, InvalidInputError when the amended plan lacks what the
    campaign demands.
    """
    entry = locked_entry(campaign_uid, school)
    if why_not := policies.why_no_amendment(entry):
        raise WrongStateError(why_not)
    campaign = entry.campaign
    if document.amendment is None or not document.amendment.changes or not document.tasks:
        message = "修订后计划要有任务，修订要写明改了什么。"
        raise InvalidInputError(message)
    if unfit := demands.unfit_for(document, campaign.kind):
        raise InvalidInputError("".join(unfit))
    if missing := demands.missing_in(document, sections=campaign.required_sections, areas=campaign.required_areas):
        raise InvalidInputError("这次征集的要求，修订后也要满足：" + "".join(missing))
    copy = append(
        document, entry, cause=Cause.AMENDMENT, sent_by=sent_by, now=timezone.now(), on_time=bool(entry.first_on_time)
    )  # fmt: skip
    if campaign.amended_by == AmendedBy.CHAIR:
        return copy, _put_in_force(entry, copy, by=sent_by)
    entry.pending = copy
    entry.save(update_fields=["pending", "updated_at"])
    note(entry, EventKind.AMEND_ASKED, by=sent_by, submission=copy, reason=summary_of(copy.payload))
    return copy, None


@transaction.atomic
def decide(entry: Entry, *, version: int, is_agreed: bool, reason: str, actor: Actor) -> Entry:
    """Agree with the amendment that waits as copy `version`, or refuse it with a reason; the school follows at once.

    Raises WrongStateError when it was decided already, ConflictError when another one waits by now.
    """
    ensure(policies.can_decide_amendments(actor, entry), "只有这所学校的审核员、审定人或区工会管理员可以决定修订。")
    entry = decisions.locked_entry(entry.uid)
    copy = entry.pending
    if copy is None:
        taken_back = entry.events.filter(kind=EventKind.AMEND_WITHDRAWN, submission__version=version).exists()
        message = "学校已经撤回这次修订，不用再决定。" if taken_back else "这次修订已经处理过了，请看最新的情况。"
        raise WrongStateError(message)
    if copy.version != version:
        message = "现在等决定的是另一次修订，请看过再定。"
        raise ConflictError(message)
    reason = reason.strip()
    if not is_agreed and not reason:
        message = "不同意时请写原因，学校看得到。"
        raise InvalidInputError(message)
    number = None
    entry.pending = None
    if is_agreed:
        number = _put_in_force(entry, copy, by=actor.name, reason=reason)
    else:
        entry.save(update_fields=["pending", "updated_at"])
        note(entry, EventKind.AMEND_REFUSED, by=actor.name, submission=copy, reason=reason)
    record(
        "entry.amend" if is_agreed else "entry.refuse_amendment", entry, actor=actor,
        after={"version": version, "number": number, "reason": reason},
    )  # fmt: skip
    amendment_decided.send(
        Entry, school=entry.school, campaign_uid=entry.campaign.uid, plan_uid=copy.payload["plan_uid"],
        version=version, number=number, reason=reason, by=actor.name, at=timezone.now(),
    )  # fmt: skip
    return entry


@transaction.atomic
def withdraw(*, campaign_uid: UUID, school: School, version: int, by: str) -> Entry:
    """Let the school take back the amendment that waits as copy `version`; the copy and the event stay.

    Raises WrongStateError when the district has decided.
    """
    entry = locked_entry(campaign_uid, school)
    copy = entry.pending
    if copy is None or copy.version != version:
        message = "区工会已经决定了这次修订，不能再撤回。"
        raise WrongStateError(message)
    entry.pending = None
    entry.save(update_fields=["pending", "updated_at"])
    note(entry, EventKind.AMEND_WITHDRAWN, by=by, submission=copy)
    record("entry.withdraw_amendment", entry, actor=Actor(uid=None, name=by), after={"version": version})
    return entry


def _put_in_force(entry: Entry, copy: Submission, *, by: str, reason: str = "") -> int:
    entry.amended, entry.amendments_count = copy, entry.amendments_count + 1
    entry.save(update_fields=["amended", "pending", "amendments_count", "updated_at"])
    number, summary = entry.amendments_count, summary_of(copy.payload)
    said = f"第{number}次修订：{summary}" + (f"（{reason}）" if reason else "")
    note(entry, EventKind.AMENDED, by=by, submission=copy, reason=said, number=number, summary=summary)
    return number


def changes_of(payload: dict[str, Any]) -> list[dict[str, str]]:
    """The changes of an amended copy, each with its kind in a word (`word`)."""
    return [{**change, "word": _KINDS[change["kind"]]} for change in payload["amendment"]["changes"]]


def summary_of(payload: dict[str, Any]) -> str:
    """「延期1项、取消2项」."""
    counts = Counter(change["kind"] for change in payload["amendment"]["changes"])
    return "、".join(f"{word}{counts[kind]}项" for kind, word in _KINDS.items() if counts[kind])
