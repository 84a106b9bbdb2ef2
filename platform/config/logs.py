"""Structured logs: one line an event, with the school's code and the request's number."""

from typing import Any

import structlog

from core.database import connection


def add_school(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Put the code of the mounted school (or `-`) on every log line."""
    event["school"] = getattr(connection.tenant, "code", None) or "-"
    return event


def logging_config(*, json: bool) -> dict[str, Any]:
    """Return the logging settings and configure structlog: JSON lines, or coloured text for people."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        add_school,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.add_log_level,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderers: list[Any] = [
        structlog.processors.format_exc_info,  # also for what Django logs: without it JSON lines had no traceback
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    if not json:  # plain: drawing a traceback with boxes and colours took 80 ms for every refused page
        renderers = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        "foreign_pre_chain": shared,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django_structlog": {"level": "INFO" if json else "WARNING"},
        },
    }
