"""What schools may call: push their numbers, or say that measuring them failed."""

from collections.abc import Sequence
from datetime import datetime

from dashboards import services
from dashboards.pushing import FactPush
from dashboards.services import FactValue
from tenants.models import School
from tenants.schemas import in_public

__all__ = ["FactPush", "FactValue", "record_facts", "record_failure"]


def record_facts(school: School, values: Sequence[FactValue], *, measured_at: datetime, family: str = "plan") -> bool:
    """Replace the school's facts of `family` by `values`, in one transaction in the district's schema.

    Idempotent; False when something measured later is there already. `measured_at` is the moment before measuring
    began. Raises InvalidInputError for an indicator that dashboards.definitions does not know.
    """
    with in_public():
        return services.replace_slice(school, values, measured_at=measured_at, family=family)


def record_failure(school: School, reason: str) -> None:
    """Note that measuring failed: the facts stay and the school is shown as stale. `reason` names no person."""
    with in_public():
        services.note_failure(school, reason)
