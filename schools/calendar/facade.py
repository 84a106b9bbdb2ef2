"""What the floors above the calendar may ask: when tasks are to be done, and that records settle them."""

from schools.calendar.desk import Waiting, standing_in_month, times_of, waiting
from schools.calendar.month import Item
from schools.calendar.rhythm import Month, Span, Window
from schools.calendar.selectors import unread_count, working_plan
from schools.calendar.services.occurrences import materialise, settle
from schools.calendar.stretch import spans_of, window_of

__all__ = [
    "Item", "Month", "Span", "Waiting", "Window", "materialise", "settle", "spans_of", "standing_in_month",
    "times_of", "unread_count", "waiting", "window_of", "working_plan",
]  # fmt: skip
