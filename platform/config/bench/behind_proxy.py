"""Settings of a site whose pages are compressed, as Caddy does in production (platform/deploy/Caddyfile)."""

from config.settings.dev import *  # noqa: F403 -- the usual way of Django settings
from config.settings.dev import MIDDLEWARE

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
