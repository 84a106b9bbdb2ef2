"""What the district does to its schools after they are open. A school is never deleted."""

import re
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError, ensure
from core.periods import today
from core.pinyin import text_pinyin
from tenants import directory, policies
from tenants.models import Domain, School, SchoolState
from tenants.signals import school_joined

REFUSAL = "只有区工会管理员可以管理学校。"
_CHANGEABLE = ("name", "short_name", "kind", "area", "staff_count")
_HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")


def sentences_of(error: ValidationError, model: type[School]) -> str:
    """One sentence a field, for people."""
    labels = {field.name: str(field.verbose_name) for field in model._meta.fields}
    return " ".join(f"{labels.get(name, '学校')}：{'；'.join(words)}" for name, words in error.message_dict.items())


def _forget_soon() -> None:
    directory.forget()
    transaction.on_commit(directory.forget)


def _locked(school: School) -> School:
    return School.objects.select_for_update().get(pk=school.pk)


@transaction.atomic
def change_school(school: School, *, fields: dict[str, object], actor: Actor) -> School:
    """Change name, short_name, kind, area or staff_count (people); the code stays, for it is in every address.

    Raises InvalidInputError with a sentence per wrong field.
    """
    ensure(policies.can_change_schools(actor), REFUSAL)
    school = _locked(school)
    before = {name: getattr(school, name) for name in _CHANGEABLE}
    for name in _CHANGEABLE:
        setattr(school, name, fields.get(name, before[name]))
    school.pinyin = text_pinyin(school.short_name)
    try:
        school.full_clean(exclude=["schema_name"])
    except ValidationError as error:
        raise InvalidInputError(sentences_of(error, School)) from error
    changed = [name for name in _CHANGEABLE if before[name] != getattr(school, name)]
    if changed:
        school.save(update_fields=[*_CHANGEABLE, "pinyin", "updated_at"])
        record(
            "school.rename", school, actor=actor,
            before={name: before[name] for name in changed}, after={name: getattr(school, name) for name in changed},
        )  # fmt: skip
        _forget_soon()
    return school


@transaction.atomic
def suspend_school(school: School, *, reason: str, actor: Actor) -> School:
    """Shut a school for a while: nobody signs in, nothing is lost; within 30 seconds in every process."""
    return _turn(school, SchoolState.SUSPENDED, {SchoolState.ACTIVE}, "school.suspend", reason=reason, actor=actor)


@transaction.atomic
def resume_school(school: School, *, actor: Actor) -> School:
    """Let a suspended school go on."""
    return _turn(school, SchoolState.ACTIVE, {SchoolState.SUSPENDED}, "school.resume", actor=actor)


@transaction.atomic
def close_school(school: School, *, reason: str, typed_name: str, actor: Actor) -> School:
    """Close a school for good, its records kept; `typed_name` must be its short name, as a confirmation."""
    ensure(policies.can_change_schools(actor), REFUSAL)
    if typed_name.strip() != school.short_name:
        message = f"请一字不差地填写学校简称“{school.short_name}”，以确认关闭。"
        raise InvalidInputError(message)
    before = {SchoolState.ACTIVE, SchoolState.SUSPENDED}
    return _turn(school, SchoolState.CLOSED, before, "school.close", reason=reason, actor=actor, closed_on=today())


@transaction.atomic
def reopen_school(school: School, *, reason: str, actor: Actor) -> School:
    """Open a closed school again, as it was."""
    return _turn(school, SchoolState.ACTIVE, {SchoolState.CLOSED}, "school.reopen", reason=reason, actor=actor)


_REFUSED_TURN = {
    "school.suspend": "只有使用中的学校可以停用。",
    "school.resume": "只有停用的学校可以恢复。",
    "school.close": "这所学校已经关闭。",
    "school.reopen": "只有关闭的学校可以重新开通。",
}


def _turn(  # noqa: PLR0913 -- one place for all four turns
    school: School, state: SchoolState, allowed: set[SchoolState], verb: str, *, actor: Actor,
    reason: str | None = None, closed_on: date | None = None,
) -> School:  # fmt: skip
    ensure(policies.can_change_schools(actor), REFUSAL)
    words = (reason or "").strip()
    if reason is not None and not words:
        message = "请写明原因，学校会看到。"
        raise InvalidInputError(message)
    school = _locked(school)
    if school.state not in allowed:
        raise WrongStateError(_REFUSED_TURN[verb])
    before = {"state": school.state}
    school.state, school.closed_on = state, closed_on
    school.state_reason = "" if state == SchoolState.ACTIVE else words[:200]
    school.save(update_fields=["state", "state_reason", "closed_on", "updated_at"])
    record(verb, school, actor=actor, before=before, after={"state": state.value, "reason": words})
    if state == SchoolState.ACTIVE:
        school_joined.send(School, school=school)
    _forget_soon()
    return school


@transaction.atomic
def add_host(school: School, *, host: str, actor: Actor) -> Domain:
    """Give a school a host name of its own; the address /s/<code>/ goes on working.

    Raises InvalidInputError for what is no host name, is the district's own or is taken.
    """
    ensure(policies.can_change_schools(actor), REFUSAL)
    wanted = host.strip().lower().rstrip(".")
    if not _HOST.match(wanted):
        message = "域名写法不对，例如 gonghui.example.edu.cn，不要写 http:// 和端口。"
        raise InvalidInputError(message)
    if wanted == (urlsplit(settings.PUBLIC_URL).hostname or ""):
        message = "这是区工会自己的域名，不能给学校。"
        raise InvalidInputError(message)
    if (holder := Domain.objects.select_related("tenant").filter(domain=wanted).first()) is not None:
        message = f"这个域名已经属于{holder.tenant.short_name}。"
        raise InvalidInputError(message)
    domain = Domain.objects.create(domain=wanted, tenant=school, is_primary=False)
    record("school.host_add", school, actor=actor, after={"host": wanted})
    _forget_soon()
    return domain


@transaction.atomic
def remove_host(school: School, *, host: str, actor: Actor) -> None:
    """Take a host name away from a school; nothing happens when it is gone already."""
    ensure(policies.can_change_schools(actor), REFUSAL)
    gone, _ = Domain.objects.filter(tenant=school, domain=host).delete()
    if gone:
        record("school.host_remove", school, actor=actor, before={"host": host})
        _forget_soon()


def note_first_use(school: School) -> None:
    """Remember the day on which somebody of the school first worked here; the district learns nothing else of it."""
    school.first_used_on = today()
    School.objects.filter(pk=school.pk, first_used_on__isnull=True).update(first_used_on=school.first_used_on)
