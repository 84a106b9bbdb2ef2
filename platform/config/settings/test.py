"""Settings of the test suite: real PostgreSQL and Valkey, cheap password hashing, no manifest.

The suite's folder is named here and not in conftest, because pytest-django may read the settings first. A worker of
pytest-xdist has a folder of its own beside it, and so its own servers.
"""

import os
from pathlib import Path

from embedded.addresses import PROJECT

os.environ.setdefault("SECRET_KEY", "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-tests")
_var, _worker = Path(os.environ.get("UNION_VAR") or PROJECT / "var/test"), os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and not _var.name.endswith(_worker):  # a program that the worker started has the name already
    _var = _var.with_name(f"{_var.name}-{_worker}")
os.environ["UNION_VAR"] = str(_var)

from config.settings.dev import *  # noqa: E402, F403 -- the usual way of Django settings

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "files.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = False
