"""What the floors above may ask of mail: write a letter, have it sent, and when people may be told anything."""

from django.conf import settings
from django.urls import get_script_prefix, reverse

from schools.mail.hours import is_time_to_tell
from schools.mail.services import send_soon, wants_mail, write_letter
from tenants.models import School

__all__ = ["address_in", "is_time_to_tell", "send_soon", "wants_mail", "write_letter"]


def address_in(school: School, name: str, *arguments: object) -> str:
    """The whole address of a page of `school` by its URL name, for letters: on the district's host (PUBLIC_URL)."""
    path = reverse(name, urlconf=settings.SCHOOL_URLCONF, args=arguments).removeprefix(get_script_prefix())
    return f"{settings.PUBLIC_URL.rstrip('/')}{school.prefix}{path}"
