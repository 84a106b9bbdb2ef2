"""What happens elsewhere in the district and concerns campaigns."""

from typing import Any

from django.dispatch import receiver

from district.collection.services.campaigns import list_newcomer
from tenants.models import School
from tenants.signals import school_joined


@receiver(school_joined)
def list_school(sender: type[School], *, school: School, **_others: Any) -> None:  # noqa: ARG001 -- Django's signature
    """A school that opens, or works again, is expected in the campaigns that are not due yet."""
    list_newcomer(school)
