"""Tokens: keys with which programs act as one person in one place. The secret is shown once and kept as a digest."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import ApiToken, User
from audit.services import record
from core import figures
from core.actors import Actor
from core.errors import InvalidInputError, WrongStateError

MOST_TOKENS = 20
_NOTE_EVERY = timedelta(minutes=1)
_SECRET_BYTES = 32


def place_mark(school: str | None) -> str:
    """What a secret of this place begins with; codes hold no underscore, so no mark begins another (scale.md I-13)."""
    return f"us_{school}_" if school else "ud_"


@transaction.atomic
def create_token(user: User, *, name: str, days: int, actor: Actor) -> tuple[ApiToken, str]:
    """Make a token for oneself that works for `days` days; return it and its secret, which nobody can read again.

    Raises InvalidInputError for too many days, WrongStateError when the person has 20 that work.
    """
    most = figures.value("api.token_days")
    if not 1 <= days <= most:
        message = f"有效天数应为1—{most}天。"
        raise InvalidInputError(message)
    user = User.objects.select_for_update().get(pk=user.pk)
    now = timezone.now()
    if ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
        message = f"最多同时有{MOST_TOKENS}个令牌，请先停用不用的。"
        raise WrongStateError(message)
    secret = place_mark(actor.school) + secrets.token_urlsafe(_SECRET_BYTES)
    token = ApiToken.objects.create(
        user=user, name=name.strip(), digest=digest_of(secret), expires_at=now + timedelta(days=days)
    )
    record("token.create", token, actor=actor, after={"name": token.name, "expires": token.expires_at.isoformat()})
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor) -> None:
    """Let a token work no longer; once more changes nothing."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at", "updated_at"])
        record("token.revoke", token, actor=actor)


def digest_of(secret: str) -> str:
    """The digest that is kept; the secret has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_for(secret: str, *, school: str | None) -> ApiToken | None:
    """The working token with this secret, with its active user, if it was made for this place; else None.

    A secret that names another place is refused before anything is read: rows that were copied into another schema
    open nothing there. Notes the use once a minute.
    """
    if not secret.startswith(place_mark(school)):
        return None
    now = timezone.now()
    working = ApiToken.objects.select_related("user").filter(revoked_at=None, expires_at__gt=now, user__is_active=True)
    token = working.filter(digest=digest_of(secret)).first()
    if token and (token.last_used_at is None or now - token.last_used_at > _NOTE_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
