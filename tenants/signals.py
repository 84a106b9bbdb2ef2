"""What happens to schools, sent inside the transaction (but for upgrades): an error in a receiver undoes it.

`school_joined(school)`: a school opened, or works again after it was suspended or closed.
`figure_changed(key)`: the district decided a figure of core.figures. `workdays_changed()`: it decided working days.
`school_upgraded(school, labels)`: a new version brought the school's tables up, those of the apps `labels` (frozenset);
sent after that was committed, an error in a receiver names the school as failed.
"""

from django.dispatch import Signal

school_joined = Signal()
figure_changed = Signal()
workdays_changed = Signal()
school_upgraded = Signal()
