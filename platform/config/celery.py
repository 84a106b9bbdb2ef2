"""The Celery application: tasks carry their school explicitly (see tenants.tasks)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("union")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule_filename = os.path.join(os.environ.get("UNION_VAR", "var"), "celerybeat-schedule")  # noqa: PTH118 -- Celery takes text


@app.on_after_finalize.connect
def add_schedule(sender: Celery, **_kwargs: object) -> None:
    """Hand beat the table of config.schedule once all tasks are known."""
    from config.schedule import BEAT_SCHEDULE  # noqa: PLC0415 -- after Django is set up

    sender.conf.beat_schedule = BEAT_SCHEDULE
