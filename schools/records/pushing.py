"""Pushing the numbers of the work done to the district."""

from dashboards.facade import FactPush
from schools.records import indicators

_PUSH = FactPush("work", "schools.records.tasks.push_work_facts", indicators.measure)
facts_changed = _PUSH.changed
push_facts = _PUSH.push
