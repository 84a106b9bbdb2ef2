"""Settings of production: everything from the environment, secrets from files, HTTPS."""

import logging.config

from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.settings.base import *  # noqa: F403 -- the usual way of Django settings
from config.settings.base import DATABASES, LOGGING, SECRET_KEY

for _name in ("DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"):
    if not environment.text(_name):
        _message = f"缺少环境变量 {_name}。"
        raise ImproperlyConfigured(_message)
if not SECRET_KEY:
    _message = "缺少 SECRET_KEY 或 SECRET_KEY_FILE。"
    raise ImproperlyConfigured(_message)

if environment.flag("DATABASE_POOL"):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "max_lifetime": 600}  # type: ignore[index]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT")
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [environment.text("PUBLIC_URL", "https://localhost")]
logging.config.dictConfig(LOGGING)
