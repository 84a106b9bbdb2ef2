"""Settings of the test suite: real PostgreSQL and Valkey, cheap password hashing, no manifest."""

import os

from embedded.addresses import PROJECT

os.environ.setdefault("SECRET_KEY", "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-tests")
os.environ.setdefault("UNION_VAR", str(PROJECT / "var/test"))  # here: pytest-django may read settings before conftest

from config.settings.dev import *  # noqa: F403 -- the usual way of Django settings

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "files.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = False
