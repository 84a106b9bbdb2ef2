"""Settings of the zero-setup start: embedded services unless the environment names others."""

import logging.config
import os

os.environ.setdefault("SECRET_KEY", "development-only-not-a-secret-0123456789-abcdefghijklmnop")

from config import environment
from embedded.addresses import database_url, valkey_urls

_VAR = environment.var_dir()
environment.offer(DATABASE_URL=database_url(_VAR))
if not environment.text("REDIS_URL"):
    _queue, _cache = valkey_urls(_VAR)
    environment.offer(REDIS_URL=_queue, CACHE_URL=_cache)

from config.logs import logging_config  # noqa: E402
from config.settings.base import *  # noqa: E402, F403 -- the usual way of Django settings

DEBUG = environment.flag("DEBUG", default=True)
ALLOWED_HOSTS = ["*"]
LOGGING = logging_config(json=False)
logging.config.dictConfig(LOGGING)
