"""What the floors above the calendar may ask: when tasks are to be done; and tell: on which days they were."""

from schools.calendar.rhythm import Month, Span, Window
from schools.calendar.selectors import spans_of, window_of
from schools.calendar.services.occurrences import materialise, settle
from schools.calendar.settling import declare

__all__ = ["Month", "Span", "Window", "declare", "materialise", "settle", "spans_of", "window_of"]
