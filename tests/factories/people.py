"""People for tests: an account with roles in the current place, and a client signed in as it."""

import itertools

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from accounts.models import User
from core.actors import Actor, Role
from tenants.models import School
from tenants.schemas import in_public, in_school
from tests.factories.schools import PASSWORD

_numbers = itertools.count(1)


def make_user(*roles: Role, school: School | None = None, **fields: object) -> User:
    """An account that may sign in with PASSWORD, in `school` or in the district."""
    number = next(_numbers)
    values = {"username": f"user{number}", "name": f"测试{number}", "must_change_password": False, **fields}
    with in_school(school) if school else in_public():
        user = User(roles=[role.value for role in roles], **values)
        user.set_password(PASSWORD)
        user.save()
    return user


def make_actor(*roles: Role, school: School | None = None) -> Actor:
    """The actor of a new account."""
    return make_user(*roles, school=school).as_actor(school.code if school else None)


def client_of(*roles: Role, school: School | None = None, user: User | None = None) -> Client:
    """A client whose session lies in the schema of the place; also sets `client.user`."""
    user = user or make_user(*roles, school=school)
    with in_school(school) if school else in_public():
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
    client = Client()
    client.cookies["union_school" if school else "union_district"] = session.session_key
    client.user = user  # type: ignore[attr-defined]
    return client
