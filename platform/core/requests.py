"""What a view gets: a request that knows its place and its person."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from core.actors import Actor


class PlaceRequest(HttpRequest):
    """A request after tenants.middleware and accounts.middleware; for annotations only.

    `school` is a tenants.models.School or None in the district; `user` an accounts.models.User or None.
    """

    if TYPE_CHECKING:
        school: Any
        user: Any
        actor: Actor
