"""What happens to accounts. All functions work in the current place (school or district)."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.passwords import HashedPassword, first_password, hashed_first_password
from audit.services import record
from core.actors import DISTRICT_ROLES, SCHOOL_ROLES, Actor, Role
from core.errors import InvalidInputError, WrongStateError, ensure
from core.pinyin import person_pinyin
from core.templatetags.ui import mask_email, mask_mobile


def administrator_role(actor: Actor) -> Role:
    """The role that keeps the accounts where `actor` works."""
    return Role.SCHOOL_ADMIN if actor.school else Role.DISTRICT_ADMIN


def _ensure_administrator(actor: Actor) -> None:
    ensure(actor.has(administrator_role(actor)), "只有管理员可以管理账号。")


def _checked_roles(roles: Iterable[str], actor: Actor) -> list[str]:
    allowed = SCHOOL_ROLES if actor.school else DISTRICT_ROLES
    chosen = [role.value for role in allowed if role.value in set(roles)]
    if not chosen or set(chosen) != set(roles):
        message = "请至少选一个本单位的角色。"
        raise InvalidInputError(message)
    return chosen


@transaction.atomic
def create_user(  # noqa: PLR0913 -- the fields of an account
    *,
    username: str,
    name: str,
    roles: Iterable[str],
    actor: Actor,
    mobile: str | None = None,
    email: str = "",
    staff_number: str | None = None,
    home_school: str = "",
    first: HashedPassword | None = None,
) -> tuple[User, str]:
    """Create an account with a first password, random if not given, that must be changed; return both.

    Raises InvalidInputError when a name, mobile, e-mail address or staff number is taken or malformed.
    """
    _ensure_administrator(actor)
    name = name.strip()
    user = User(
        username=username.strip().lower(), name=name, pinyin=person_pinyin(name), home_school=home_school,
        roles=_checked_roles([str(role) for role in roles], actor), mobile=mobile or None,
        email=_email(email), staff_number=staff_number or None,
    )  # fmt: skip
    password = first or hashed_first_password()
    user.password = password.digest
    _validate(user)
    user.save()
    record("user.create", user, actor=actor, after={"roles": user.roles})
    return user, password.text


def _email(text: str) -> str:
    """The address as it is kept: the domain in lower case; what stands before it may depend on case (RFC 5321, 2.4)."""
    return User.objects.normalize_email(text.strip())


def _validate(user: User) -> None:
    try:
        user.full_clean()
    except ValidationError as error:
        labels = {field.name: str(field.verbose_name) for field in User._meta.fields}
        sentences = [f"{labels.get(name, '账号')}：{'；'.join(words)}" for name, words in error.message_dict.items()]
        raise InvalidInputError(" ".join(sentences)) from error


@transaction.atomic
def change_user(  # noqa: PLR0913 -- the fields of an account
    user: User, *, name: str, roles: Iterable[str], mobile: str | None, email: str, staff_number: str | None,
    actor: Actor, home_school: str = "",
) -> User:  # fmt: skip
    """Change name, roles, mobile, e-mail address and staff number; the last active administrator keeps that role."""
    _ensure_administrator(actor)
    administrators = _locked_administrators(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    before = _shown(user)
    chosen = _checked_roles([str(r) for r in roles], actor)
    if administrator_role(actor) not in chosen:
        _ensure_not_last_administrator(user, administrators)
    user.name, user.roles, user.home_school = name.strip(), chosen, home_school
    user.pinyin = person_pinyin(user.name)
    user.mobile, user.email, user.staff_number = mobile or None, _email(email), staff_number or None
    _validate(user)
    user.save()
    _record_change("user.change", user, before, actor)
    return user


def _record_change(verb: str, user: User, before: dict[str, object], actor: Actor) -> None:
    after = _shown(user)
    changed = [key for key in after if after[key] != before[key]]
    record(
        verb, user, actor=actor,
        before={key: before[key] for key in changed}, after={key: after[key] for key in changed},
    )  # fmt: skip


def _shown(user: User) -> dict[str, object]:
    """The facts of an account as the audit trail keeps them: mobile number and e-mail address masked."""
    return {
        "name": user.name, "roles": user.roles, "mobile": mask_mobile(user.mobile),
        "email": mask_email(user.email), "has_mail_reminders": user.has_mail_reminders,
        "staff_number": user.staff_number or "", "home_school": user.home_school,
    }  # fmt: skip


def _locked_administrators(actor: Actor) -> list[int]:
    """Lock the active administrators in one order, before anything else, so that two who stop each other wait."""
    role = administrator_role(actor)
    active = User.objects.select_for_update().filter(is_active=True, roles__contains=[role.value])
    return list(active.order_by("pk").values_list("pk", flat=True))


def _ensure_not_last_administrator(user: User, administrators: list[int]) -> None:
    if administrators == [user.pk]:
        message = f"{user.name}是最后一位管理员，不能停用或取消管理员角色；请先设另一位管理员。"
        raise WrongStateError(message)


@transaction.atomic
def deactivate_user(user: User, *, actor: Actor) -> User:
    """Stop an account; its sessions end with the next request. The last administrator stays, and so does oneself."""
    _ensure_administrator(actor)
    if user.uid == actor.uid:
        message = "不能停用自己的账号，请让另一位管理员来做。"
        raise WrongStateError(message)
    administrators = _locked_administrators(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    _ensure_not_last_administrator(user, administrators)
    user.is_active = False
    user.save(update_fields=["is_active", "updated_at"])
    record("user.deactivate", user, actor=actor)
    return user


@transaction.atomic
def activate_user(user: User, *, actor: Actor) -> User:
    """Let a stopped account sign in again."""
    _ensure_administrator(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = True
    user.save(update_fields=["is_active", "updated_at"])
    record("user.activate", user, actor=actor)
    return user


@transaction.atomic
def reset_password(user: User, *, actor: Actor) -> str:
    """Give a new first password, end a lock, all sessions and tokens, return the password (shown once)."""
    _ensure_administrator(actor)
    password = first_password()
    user = User.objects.select_for_update().get(pk=user.pk)
    user.set_password(password)
    # The moment of the reset ends a lock and starts the count of wrong passwords afresh.
    user.must_change_password, user.locked_until = True, timezone.now()
    user.save(update_fields=["password", "must_change_password", "locked_until", "updated_at"])
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    record("user.reset", user, actor=actor)
    return password


@transaction.atomic
def change_own_password(user: User, *, old: str, new: str, actor: Actor) -> User:
    """Change one's own password; the rules of settings.AUTH_PASSWORD_VALIDATORS hold, the old one is refused.

    Raises InvalidInputError with the sentence of the rule.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.check_password(old):
        message = "原密码不对。"
        raise InvalidInputError(message)
    if user.check_password(new):
        message = "新密码不能与原密码相同。"
        raise InvalidInputError(message)
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise InvalidInputError(" ".join(error.messages)) from error
    user.set_password(new)
    user.must_change_password, user.password_changed_at = False, timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at", "updated_at"])
    record("user.password", user, actor=actor)
    return user


@transaction.atomic
def change_own_mail(user: User, *, email: str, has_mail_reminders: bool, actor: Actor) -> User:
    """Change one's own e-mail address, and whether reminders are mailed to it. Raises InvalidInputError."""
    ensure(user.uid == actor.uid, "只能修改自己的邮箱。")
    user = User.objects.select_for_update().get(pk=user.pk)
    before = _shown(user)
    user.email, user.has_mail_reminders = _email(email), has_mail_reminders
    _validate(user)
    user.save(update_fields=["email", "has_mail_reminders", "updated_at"])
    _record_change("user.mail", user, before, actor)
    return user


@transaction.atomic
def end_sessions(user: User, *, actor: Actor) -> User:
    """End every session of a person; a view that acts for the person itself then renews its own.

    A person ends their own, an administrator anyone's.
    """
    if user.uid != actor.uid:
        _ensure_administrator(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.sessions_round += 1
    user.save(update_fields=["sessions_round", "updated_at"])
    record("user.end_sessions", user, actor=actor)
    return user
