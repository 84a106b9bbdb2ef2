"""Settings of the site for one school: variables PLAIN_SCHOOL (its code) and PLAIN_SCHEMA; the database's own user."""

import os

from config.settings.dev import *  # noqa: F403 -- the usual way of Django settings
from config.settings.dev import DATABASES, MIDDLEWARE, SCHOOL_URLCONF

DATABASES["default"] |= {
    "ENGINE": "config.bench.plain",
    "OPTIONS": {"options": f"-c search_path={os.environ['PLAIN_SCHEMA']},public"},
}
ROOT_URLCONF = SCHOOL_URLCONF
MIDDLEWARE = [
    "config.bench.plain.middleware.one_school" if name == "tenants.middleware.mount_school" else name
    for name in MIDDLEWARE
]
