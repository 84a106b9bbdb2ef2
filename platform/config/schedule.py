"""What runs at which time (Asia/Shanghai); beat works in the district and tasks fan out to the schools."""

from typing import Any

from celery.schedules import crontab

from tenants.tasks import DISTRICT

# Hourly, the night included: facts count as late after two hours (dashboards.freshness), and a change that was
# announced while the broker was away is caught up within the hour.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "facts-of-plans": {
        "task": "dashboards.tasks.ask_schools",
        "schedule": crontab(minute="7"),
        "kwargs": {"place": DISTRICT, "task_name": "schools.plans.tasks.push_plan_facts"},
    },
    "facts-of-work": {
        "task": "dashboards.tasks.ask_schools",
        "schedule": crontab(minute="22"),
        "kwargs": {"place": DISTRICT, "task_name": "schools.records.tasks.push_work_facts"},
    },
    # Hourly too: after an upgrade, and when a figure that was decided earlier comes into force.
    "calendars": {
        "task": "dashboards.tasks.ask_schools",
        "schedule": crontab(minute="37"),
        "kwargs": {"place": DISTRICT, "task_name": "schools.calendar.tasks.rebuild"},
    },
    # Hourly: quiet hours and days off are the school's task to keep, what was told once is not told again.
    "reminders": {
        "task": "dashboards.tasks.ask_schools",
        "schedule": crontab(minute="52"),
        "kwargs": {"place": DISTRICT, "task_name": "schools.calendar.tasks.remind"},
    },
    # Hourly: what a worker or the broker lost, and what waited for the end of the night.
    "letters": {
        "task": "dashboards.tasks.ask_schools",
        "schedule": crontab(minute="12"),
        "kwargs": {"place": DISTRICT, "task_name": "schools.mail.tasks.send_letters"},
    },
    # In the morning of a working day; a school is reminded once before its deadline.
    "deadlines": {
        "task": "district.collection.tasks.remind_before_deadlines",
        "schedule": crontab(hour="9", minute="2"),
        "kwargs": {"place": DISTRICT},
    },
    "first-passwords": {
        "task": "tenants.tasks.purge_first_passwords",
        "schedule": crontab(hour="3", minute="10"),
        "kwargs": {"place": DISTRICT},
    },
}
