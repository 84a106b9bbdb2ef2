"""Pushing the numbers of the plans to the district."""

from dashboards.facade import FactPush
from schools.plans import indicators

_PUSH = FactPush("plan", "schools.plans.tasks.push_plan_facts", indicators.measure)
facts_changed = _PUSH.changed
push_facts = _PUSH.push
