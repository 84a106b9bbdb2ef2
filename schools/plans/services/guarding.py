"""What every change to a plan asks first: may this person, may this plan, did nobody else save in between."""

from django.utils import timezone

from core.actors import Actor
from core.errors import ConflictError, WrongStateError, ensure
from schools.plans import policies
from schools.plans.models import Plan, PlanTask, Section, SharedRecord
from schools.plans.pushing import facts_changed
from schools.plans.signals import tasks_changed
from tenants.models import School
from tenants.schemas import current_school

_REFUSED = "只有工会主席和工会委员可以修改计划和小结。"


def locked_plan(plan: Plan, *, actor: Actor) -> Plan:
    """The plan, locked for this transaction and open for changes; the district gets its numbers afterwards.

    Raises NotAllowedError for people who do not write plans, WrongStateError once it is with the district.
    """
    ensure(policies.can_edit_plans(actor), _REFUSED)
    row = Plan.objects.select_for_update(of=("self",)).filter(pk=plan.pk).first()
    if row is None:
        message = "这份计划或小结已被删除。"
        raise WrongStateError(message)
    if not row.is_editable:
        message = f"{row.noun}{row.get_state_display()}，不能修改。需要改时，请先撤回，或等区工会退回。"
        raise WrongStateError(message)
    facts_changed()
    return row


def row_locked(plan: Plan) -> Plan:
    """The plan as it is now, locked for this transaction, whatever its state."""
    return Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


def school_here() -> School:
    """The school where we are. Raises WrongStateError in the district."""
    school = current_school()
    if school is None:
        message = "这件事要在学校里办。"
        raise WrongStateError(message)
    return school


def tell_tasks_changed(plan: Plan) -> None:
    """Say that tasks of a plan, their time, their order or the plan's period changed: call it after the change."""
    tasks_changed.send(Plan, plan=plan)


def check_version(row: SharedRecord, version: int) -> None:
    """Raise ConflictError, with who saved and when, unless `version` is the one that the person had before them."""
    if row.version != version:
        raise ConflictError(conflict_sentence(row))


def conflict_sentence(row: SharedRecord) -> str:
    """Say who saved in between."""
    at = timezone.localtime(row.updated_at)
    return f"{row.saved_by or '别人'}在{at:%H:%M}保存过这一项，您的修改没有存入。请对照后再保存。"


def save_shared(row: Plan | Section | PlanTask, fields: list[str], *, actor: Actor) -> None:
    """Save `fields` as one more version by this person."""
    row.version += 1
    row.saved_by = actor.name
    row.save(update_fields=[*fields, "version", "saved_by", "updated_at"])
