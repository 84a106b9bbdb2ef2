"""Reading accounts of the current place."""

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import ApiToken, SignIn, User
from core.actors import DISTRICT_ROLES, SCHOOL_ROLES, Actor, Role
from core.listing import matches_name


def users_visible_to(actor: Actor) -> QuerySet[User]:
    """All accounts of the place for its administrator, else one's own."""
    users = User.objects.all()
    if actor.has(Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN):
        return users
    return users.filter(uid=actor.uid) if actor.uid else users.none()


def matches_text(text: str) -> Q:
    """The condition of the search field: name, pinyin, user name, staff number, mobile number."""
    return matches_name(text) | Q(username__icontains=text) | Q(staff_number__icontains=text) | Q(mobile__endswith=text)


def roles_offered(actor: Actor) -> tuple[Role, ...]:
    """The roles that accounts of the actor's place may have."""
    return SCHOOL_ROLES if actor.school else DISTRICT_ROLES


def sign_ins_of(user: User) -> QuerySet[SignIn]:
    """The attempts to sign in to an account, newest first."""
    return SignIn.objects.filter(user=user)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """One's own tokens, newest first, those that no longer work included."""
    return ApiToken.objects.filter(user=user)


def actor_named(uid: UUID | str, *, school: str | None) -> Actor | None:
    """The actor of an active account of the current place, for work that somebody started earlier."""
    user = User.objects.filter(uid=uid, is_active=True).first()
    return user.as_actor(school) if user else None


def names_taken(beginnings: list[str]) -> set[str]:
    """User names that begin with one of `beginnings`."""
    condition = Q(pk__in=[])
    for beginning in set(beginnings):
        condition |= Q(username__startswith=beginning)
    return set(User.objects.filter(condition).values_list("username", flat=True))


def users_by_uid(uids: list[UUID]) -> dict[UUID, User]:
    """Accounts by uid."""
    return {user.uid: user for user in User.objects.filter(uid__in=uids)}
