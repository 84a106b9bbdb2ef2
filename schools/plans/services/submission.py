"""Over the threshold: the gate, the frozen copy, the receipt, the way back.

draft → submitted (submit) · submitted → draft (withdraw) · submitted → returned, accepted (the district decides)
· returned → submitted (submit again) · accepted → returned (the district unlocks). Every other arrow is refused.
What changes in an accepted plan without leaving that state is an amendment (`services/amending.py`).
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from core.periods import Period
from district.collection import facade as collection
from district.collection.facade import CampaignView, DocumentSection, DocumentTask, PlanDocument, Receipt
from schools.plans import policies, selectors
from schools.plans.models import Plan, PlanState, PlanTask
from schools.plans.services.guarding import row_locked, school_here
from schools.plans.services.notices import tell_district_of_draft
from schools.plans.words import BLANK


@dataclass(frozen=True)
class Finding:
    """What the gate noticed: a fault stops the submission, a warning may be accepted.

    `anchor` is the place on the page where the plan is changed; empty where nothing there helps.
    """

    message: str
    is_fault: bool
    anchor: str = ""


def document_of(plan: Plan) -> PlanDocument:
    """The plan as the district receives it: plain values, in document order, without cancelled tasks."""
    parts = selectors.outline(plan)
    return PlanDocument(
        plan_uid=str(plan.uid),
        title=plan.title,
        year=plan.year,
        term=plan.term,
        author=plan.author_name,
        sections=tuple(
            DocumentSection(str(part.section.uid), part.section.level, part.section.title, part.section.body)
            for part in parts
            if part.section
        ),
        tasks=tuple(
            document_task(task, str(part.section.uid) if part.section else None)
            for part in parts
            for task in part.tasks
        ),
        kind=plan.kind,
    )


def document_task(task: PlanTask, section_uid: str | None) -> DocumentTask:
    """A task as plain values."""
    return DocumentTask(
        uid=str(task.uid),
        section_uid=section_uid,
        text=task.text,
        area=task.area,
        months=tuple(task.months),
        dates=task.dates,
        recurrence=task.recurrence,
        times=task.times,
        weekdays=tuple(task.weekdays),
        owner=task.owner_name,
        weight=task.weight,
    )


def findings_of(plan: Plan, campaign: CampaignView | None) -> list[Finding]:
    """Everything that stands against sending `plan` to `campaign`, faults first; empty when nothing does."""
    tasks = list(selectors.tasks_of(plan))
    document = document_of(plan)
    found = []
    if not plan.is_editable:
        found.append(Finding(f"{plan.noun}{plan.get_state_display()}，不能再报。", is_fault=True))
    if campaign is None:
        found.append(Finding("请选择要报送的征集。", is_fault=True))
    else:
        found.extend(_campaign_faults(plan, campaign))
        unfit = collection.unfit_for(document, campaign)
        found.extend(Finding(sentence, is_fault=True) for sentence in unfit)
        missing = [] if unfit else collection.missing_in(document, campaign)
        found.extend(Finding(f"这次征集的要求：{sentence}", is_fault=True) for sentence in missing)
    found.extend(_blanks(document))
    found.extend(_task_warnings(tasks))
    return found


def _campaign_faults(plan: Plan, campaign: CampaignView) -> list[Finding]:
    found = []
    if not campaign.can_submit:
        found.append(Finding(campaign.why_not, is_fault=True))
    wanted, noun = Period(campaign.year, campaign.term), plan.noun
    if plan.period != wanted and plan.kind == campaign.kind:
        what = f"征集的是{wanted.label}的{noun}，这份是{plan.period.label}。"
        found.append(Finding(f"{what}请改{noun}的年份、时段，或换一份{noun}。", is_fault=True, anchor="plan-head"))
    if plan.campaign_uid and plan.campaign_uid != campaign.uid:
        found.append(Finding(f"这份{noun}已报送“{plan.campaign_title}”，不能再报另一次征集。", is_fault=True))
    other = selectors.plan_of_campaign(campaign.uid)
    if other is not None and other.pk != plan.pk:
        found.append(Finding(f"这次征集已经报送《{other.title}》。", is_fault=True))
    return found


def _blanks(document: PlanDocument) -> list[Finding]:
    """What the drafter left to people and nobody has filled in, section by section."""
    counted = [(section, BLANK.findall(section.body)) for section in document.sections]
    return [
        Finding(
            f"“{section.title}”里还有{len(blanks)}处没有填写：{'、'.join(dict.fromkeys(blanks))}。",
            is_fault=True,
            anchor=f"item-{section.uid}",
        )
        for section, blanks in counted
        if blanks
    ]


def _task_warnings(tasks: list[PlanTask]) -> list[Finding]:
    checks = (
        (
            "没有时间（月份、日期或周期）",
            [task for task in tasks if not (task.months or task.dates or task.recurrence)],
        ),
        ("没有工作领域", [task for task in tasks if not task.area]),
        ("没有负责人", [task for task in tasks if not task.owner_name]),
        ("还有待确认的疑问", [task for task in tasks if task.doubt]),
    )
    return [
        Finding(
            f"{len(missing)}项任务{what}，如“{missing[0].text[:20]}”。", is_fault=False, anchor=f"item-{missing[0].uid}"
        )
        for what, missing in checks
        if missing
    ]


@transaction.atomic
def submit_plan(plan: Plan, campaign_uid: UUID, *, accepts_warnings: bool, actor: Actor) -> Receipt:
    """Send a frozen copy to the district and lock the plan: both, or neither.

    Raises NotAllowedError, WrongStateError (state), InvalidInputError (faults; warnings that were not accepted), and
    what the district's side raises.
    """
    ensure(policies.can_submit_plans(actor), "只有工会主席可以报送。")
    school = school_here()
    collection.hold(campaign_uid=campaign_uid, school=school)
    plan = row_locked(plan)
    if not plan.is_editable:
        message = f"{plan.noun}{plan.get_state_display()}，不能再报。"
        raise WrongStateError(message)
    campaign = collection.campaign_view(campaign_uid, school)
    findings = findings_of(plan, campaign)
    faults = [finding.message for finding in findings if finding.is_fault]
    if faults or campaign is None:
        raise InvalidInputError(" ".join(faults))
    if findings and not accepts_warnings:
        message = "还有提醒没有确认：" + " ".join(finding.message for finding in findings)
        raise InvalidInputError(message)
    document = document_of(plan)
    receipt = collection.receive(document, campaign_uid=campaign.uid, school=school, sent_by=actor.name)
    before = {"state": plan.state}
    plan.state = PlanState.SUBMITTED
    plan.campaign_uid, plan.campaign_title = campaign.uid, campaign.title
    plan.submitted_version, plan.submitted_at = receipt.version, receipt.submitted_at
    plan.receipt_number, plan.sha256 = receipt.number, receipt.sha256
    plan.sent_copy = document.as_payload()
    plan.save()
    record(
        "plan.submit", plan, actor=actor, before=before, after={"receipt": receipt.number, "version": receipt.version}
    )
    tell_district_of_draft(plan.period)
    return receipt


@transaction.atomic
def withdraw_plan(plan: Plan, *, actor: Actor) -> None:
    """Take a submission back while nobody has begun to review it; the district's copy stays in its history.

    The plan is a draft again, or a returned one when the submission had answered a return.
    """
    ensure(policies.can_submit_plans(actor), "只有工会主席可以撤回。")
    school = school_here()
    if plan.campaign_uid is not None:
        collection.hold(campaign_uid=plan.campaign_uid, school=school)
    plan = row_locked(plan)
    if plan.state != PlanState.SUBMITTED or plan.campaign_uid is None:
        message = f"{plan.noun}{plan.get_state_display()}，没有可撤回的报送。"
        raise WrongStateError(message)
    campaign_uid = plan.campaign_uid
    collection.withdraw(campaign_uid=campaign_uid, school=school, by=actor.name)
    before = {"state": plan.state, "receipt": plan.receipt_number}
    campaign = collection.campaign_view(campaign_uid, school)
    if campaign is not None and campaign.state == PlanState.RETURNED:
        plan.state = PlanState.RETURNED
    else:
        plan.state = PlanState.DRAFT
        plan.campaign_uid, plan.campaign_title = None, ""
        plan.submitted_at, plan.receipt_number, plan.sha256 = None, "", ""
    plan.save()
    record("plan.withdraw", plan, actor=actor, before=before)
    tell_district_of_draft(plan.period)
