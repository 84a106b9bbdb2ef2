"""What happens to schools, sent inside the transaction: an error in a receiver undoes it.

`school_joined(school)`: a school opened, or works again after it was suspended or closed.
"""

from django.dispatch import Signal

school_joined = Signal()
