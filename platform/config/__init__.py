"""The project's settings, addresses and start-up: the only place that knows every floor."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
