"""Which records hold stored files: a file is as visible as a record that holds it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, router
from django.db.models import Model, QuerySet

from core.actors import Actor

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Holder:
    """Rows of `model` hold the file that `field` points at; `visible(actor)`: whose file this person may fetch."""

    model: type[Model]
    field: str
    visible: Callable[[Actor], Rows]

    def held(self) -> Rows:
        """Keys of all files that a row holds."""
        return self._keys(self.model._default_manager.all())

    def shown(self, actor: Actor) -> Rows:
        """Keys of the files that this person may fetch."""
        return self._keys(self.visible(actor))

    def _keys(self, rows: Rows) -> Rows:
        return rows.filter(**{f"{self.field}__isnull": False}).order_by().values(self.field)


_holders: dict[tuple[type[Model], str], Holder] = {}


def register(holder: Holder) -> None:
    """Say at start-up that a model holds files; an app registers every foreign key of its own to StoredFile."""
    _holders[holder.model, holder.field] = holder


def holders() -> list[Holder]:
    """Everything that was registered."""
    return list(_holders.values())


def holders_here() -> list[Holder]:
    """Those whose table the current place has: schools and the district keep different ones."""
    return [each for each in holders() if router.allow_migrate_model(DEFAULT_DB_ALIAS, each.model)]
