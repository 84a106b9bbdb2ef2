"""What keeps the calendar, one module a noun."""
