"""The reminder that goes out by itself: once before a deadline, to the schools that still owe something.

A school that has sent nothing is reminded before its own deadline, one that was sent back before its closing. Who was
reminded by hand in those days is not reminded again; a school that is paused or closed is left alone.
"""

from datetime import datetime, timedelta

from core import figures
from core.actors import system_actor
from core.periods import SHANGHAI, is_working_day
from district.collection.models import Campaign, CampaignState, Entry, EntryState
from district.collection.services.entries import remind
from tenants import calendar
from tenants.models import SchoolState


def remind_before_deadlines(now: datetime) -> int:
    """Remind in all announced campaigns, each in a transaction of its own; gives how many schools. Not on days off."""
    if not is_working_day(now.astimezone(SHANGHAI).date(), calendar.overrides()):
        return 0
    days = timedelta(days=figures.value("collection.remind_days"))
    reminded = 0
    for campaign in Campaign.objects.filter(state=CampaignState.ANNOUNCED, open_at__lte=now):
        owing = campaign.entries.filter(
            is_exempt=False, state__in=[EntryState.MISSING, EntryState.RETURNED], school__state=SchoolState.ACTIVE
        )
        due = [entry.uid for entry in owing.select_related("campaign") if _is_time(entry, now, days)]
        if due:
            reminded += len(remind(campaign, due, actor=system_actor()).reminded)
    return reminded


def _is_time(entry: Entry, now: datetime, days: timedelta) -> bool:
    deadline = entry.close_at if entry.state == EntryState.RETURNED else entry.due_at
    was_reminded = entry.reminded_at is not None and entry.reminded_at >= deadline - days
    return now < deadline <= now + days and not was_reminded
