"""What the district decided, sent inside the transaction: an error in a receiver undoes the decision.

`decision_made(school, campaign_uid, plan_uid, decision, reason, remarks, by, at)`: `decision` is `reviewing`,
`returned`, `accepted` or `unlocked` (an accepted one goes back); `at` is a datetime; `remarks` are JSON values
`{"anchor", "line", "quote", "text", "is_required", "by", "at"}` with `anchor` the uid of a section, a task or the plan
and `at` in ISO format.

`amendment_decided(school, campaign_uid, plan_uid, version, number, reason, by, at)`: the copy `version` amends the
plan from now on as its amendment `number`; `number` None: the district does not agree, the plan stays as it is.

`results_published(school, campaign_uid, plan_uid, sheet)`: `sheet` is a JSON value `{"total", "rubric",
"published_at", "version", "remarks", "rows": [{"title", "points", "weight", "level", "text", "reason", "applies",
"is_counted", "levels": [{"label", "points", "text"}], "remarks": [{"line", "anchor", "quote", "text",
"is_required"}]}]}`; `total` and `points` are numbers or None, `published_at` is in ISO format, `version` is that of the
copy that was scored, whose lines the remarks count; those of the sheet itself are about no criterion. Sheets before
`version` have neither it nor `remarks` and `levels` (`score_sheets` reads both).

`school_reminded(school, title, due_at, close_at)`: the district reminds the school that the campaign called `title` is
still owed; both moments are datetimes.

`campaign_announced(campaign)`: the schools see it from now on.
"""

from django.dispatch import Signal

decision_made = Signal()
amendment_decided = Signal()
results_published = Signal()
school_reminded = Signal()
campaign_announced = Signal()
