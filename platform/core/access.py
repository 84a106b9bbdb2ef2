"""Who may open a page: every view says it, and a view that says nothing is refused (accounts.middleware)."""

from collections.abc import Callable
from typing import Any, TypeVar

from core.actors import Role

View = TypeVar("View", bound=Callable[..., Any])


def open_to_all(view: View) -> View:
    """Anyone, signed in or not."""
    view.access = "all"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Everyone who is signed in here."""
    view.access = "signed_in"  # type: ignore[attr-defined]
    return view


def only(*roles: Role) -> Callable[[View], View]:
    """People who hold at least one of `roles`."""

    def mark(view: View) -> View:
        view.access = frozenset(role.value for role in roles)  # type: ignore[attr-defined]
        return view

    return mark
