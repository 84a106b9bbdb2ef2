"""A document on its way in: read, kept aside, then taken as plans or thrown away."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from core.periods import Term
from files.models import StoredFile
from files.services import store
from schools.members.facade import members_for_choice
from schools.plans import policies
from schools.plans.models import ImportDraft, Plan, PlanTask, Section
from schools.plans.reading import PlanUnreadable, Reading, read_file, read_text
from schools.plans.services import drafting
from schools.plans.services.drafting import DraftPart
from schools.plans.services.guarding import tell_tasks_changed
from schools.plans.services.notices import tell_district_of_draft
from schools.plans.services.rules import rules_for_reading

MOST_TASKS = 1_000
MOST_LINES = 20_000
MOST_CHARACTERS = 1_000_000
_REFUSED = "只有工会主席和工会委员可以导入计划。"
_DOUBT_MOST = 200


def read_upload_as_draft(name: str, content: bytes, kind: str, *, actor: Actor) -> ImportDraft:
    """Read a checked file and keep what was recognised aside; no plan exists yet.

    Raises InvalidInputError with a sentence when it cannot be read or holds too much.
    """
    ensure(policies.can_edit_plans(actor), _REFUSED)
    try:
        reading = read_file(name, content, rules=rules_for_reading())
    except PlanUnreadable as error:
        raise InvalidInputError(str(error)) from error
    _check_size(reading)
    with transaction.atomic():
        return _keep(name, reading, actor=actor, file=store(name, content, kind, actor=actor))


def read_text_as_draft(text: str, *, actor: Actor) -> ImportDraft:
    """Read pasted text, like `read_upload_as_draft`."""
    ensure(policies.can_edit_plans(actor), _REFUSED)
    if not text.strip():
        message = "还没有粘贴文字。"
        raise InvalidInputError(message)
    if len(text) > MOST_CHARACTERS:
        message = f"文字有{len(text) // 10_000}万字，最多{MOST_CHARACTERS // 10_000}万字，请分几次导入。"
        raise InvalidInputError(message)
    try:
        reading = read_text(text, rules=rules_for_reading())
    except PlanUnreadable as error:
        raise InvalidInputError(str(error)) from error
    _check_size(reading)
    return _keep("粘贴的文字", reading, actor=actor, file=None)


def _check_size(reading: Reading) -> None:
    tasks = sum(len(plan.tasks) for plan in reading.plans)
    if tasks > MOST_TASKS:
        message = f"识别出{tasks}项任务，一次最多导入{MOST_TASKS}项。请确认这是工作计划，或拆成几个文件。"
        raise InvalidInputError(message)
    if len(reading.lines) > MOST_LINES:
        message = f"文件有{len(reading.lines)}行，一次最多读{MOST_LINES}行。请确认这是工作计划，或拆成几个文件。"
        raise InvalidInputError(message)


def _keep(name: str, reading: Reading, *, actor: Actor, file: StoredFile | None) -> ImportDraft:
    title = name.rsplit(".", 1)[0] if file else "工作计划"
    members = members_for_choice()
    return ImportDraft.objects.create(
        name=name[:200],
        file=file,
        lines=drafting.lines_as_json(reading.lines),
        plans=[drafting.plan_as_json(plan, fallback_title=title, members=members) for plan in reading.plans]
        or [drafting.blank_plan(title)],
        warnings=list(reading.warnings),
        created_by_uid=actor.uid,
        created_by=actor.name,
    )


@transaction.atomic
def confirm_import(draft: ImportDraft, *, actor: Actor) -> list[Plan]:
    """Make a draft plan of every chosen plan; all of them or none. Open questions go along as 待确认.

    Raises WrongStateError when it was confirmed already, InvalidInputError when nothing is chosen or a year is missing.
    """
    ensure(policies.can_edit_plans(actor), _REFUSED)
    draft = locked_draft(draft)
    chosen = drafting.chosen_plans(draft)
    if not chosen:
        message = "没有可导入的计划。可以先从原文添加任务，或新建空白计划。"
        raise InvalidInputError(message)
    faults = [fault for plan in chosen for fault in faults_of(plan)]
    if faults:
        raise InvalidInputError(" ".join(faults))
    plans = [_plan_from(part, draft, actor=actor) for part in chosen]
    draft.confirmed_at = timezone.now()
    draft.save(update_fields=["confirmed_at", "updated_at"])
    for plan in plans:
        tell_district_of_draft(plan.period)
    return plans


def faults_of(plan: DraftPart) -> list[str]:
    """What keeps a recognised plan from being imported, as sentences."""
    faults = []
    if not plan["title"].strip():
        faults.append("请填写计划标题。")
    if plan["year"] is None:
        faults.append(f"请为《{plan['title']}》选择年份，原文没有写明。")
    return faults


def locked_draft(draft: ImportDraft) -> ImportDraft:
    """The draft, locked for this transaction. Raises WrongStateError when it is confirmed or thrown away."""
    row = ImportDraft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if row is None or row.confirmed_at is not None:
        message = "这份文件已经导入或放弃，不能再改。"
        raise WrongStateError(message)
    return row


def _plan_from(part: DraftPart, draft: ImportDraft, *, actor: Actor) -> Plan:
    plan = Plan.objects.create(
        title=part["title"].strip(),
        year=part["year"],
        term=part["term"] or Term.YEAR,
        author_uid=actor.uid,
        author_name=actor.name,
        saved_by=actor.name,
        source_file=draft.file,
    )
    rows = [
        Section(
            plan=plan, position=position, level=entry["level"], title=entry["title"], body=entry["text"],
            saved_by=actor.name,
        )
        for position, entry in enumerate(part["sections"])
    ]  # fmt: skip
    sections = dict(zip((entry["uid"] for entry in part["sections"]), Section.objects.bulk_create(rows), strict=True))
    PlanTask.objects.bulk_create(
        _task_from(entry, plan, sections.get(entry["section"]), position, actor)
        for position, entry in enumerate(part["tasks"])
    )
    tell_tasks_changed(plan)
    after = {"title": plan.title, "source": draft.name, "tasks": len(part["tasks"])}
    record("plan.import", plan, actor=actor, after=after)
    return plan


def _task_from(entry: DraftPart, plan: Plan, section: Section | None, position: int, actor: Actor) -> PlanTask:
    return PlanTask(
        plan=plan,
        section=section,
        position=position,
        text=entry["text"],
        area=entry["area"],
        months=entry["months"],
        dates=entry["dates"],
        recurrence=entry["recurrence"],
        times=entry.get("times", 1),
        weekdays=entry.get("weekdays", []),
        owner_uid=UUID(entry["owner_uid"]) if entry["owner_uid"] else None,
        owner_name=entry["owner_name"],
        weight=entry["weight"],
        doubt=" ".join(doubt["message"] for doubt in entry["doubts"])[:_DOUBT_MOST],
        saved_by=actor.name,
    )


@transaction.atomic
def discard_import(draft: ImportDraft, *, actor: Actor) -> None:
    """Throw an unconfirmed document away, its file included."""
    ensure(policies.can_edit_plans(actor), _REFUSED)
    draft = locked_draft(draft)
    file = draft.file
    draft.delete()
    if file is not None:
        content = file.content
        file.delete()
        transaction.on_commit(lambda: content.delete(save=False))
