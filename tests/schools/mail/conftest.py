"""A mail server, and settings that point to it."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.schools.mail.post_office import PostOffice


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    """A real mail server that the settings name."""
    made = PostOffice()
    server = made.opened()
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DEFAULT_FROM_EMAIL = "工会工作平台 <union@example.com>"
    settings.PUBLIC_URL = "https://union.example.com/"
    yield made
    server.stop()
