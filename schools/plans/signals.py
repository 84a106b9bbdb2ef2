"""What happens to plans, sent inside the transaction: an error in a receiver undoes it.

`tasks_changed(plan)`: tasks came or went, or their time, their order or the period of the plan changed.
"""

from django.dispatch import Signal

tasks_changed = Signal()
