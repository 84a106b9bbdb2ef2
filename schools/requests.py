"""The request that views of a school get, with what the middleware put on it."""

from django.http import HttpRequest

from accounts.models import User
from core.actors import Actor
from tenants.models import School


class SchoolRequest(HttpRequest):
    """A request inside a school."""

    actor: Actor
    user: User  # type: ignore[assignment] # the guard lets signed-in people in only
    school: School
