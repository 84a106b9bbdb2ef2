"""What happens to schools, sent inside the transaction: an error in a receiver undoes it.

`school_joined(school)`: a school opened, or works again after it was suspended or closed.
`figure_changed(key)`: the district decided a figure of core.figures. `workdays_changed()`: it decided working days.
"""

from django.dispatch import Signal

school_joined = Signal()
figure_changed = Signal()
workdays_changed = Signal()
