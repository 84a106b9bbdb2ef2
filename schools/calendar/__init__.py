"""The school's calendar: when each task is to be done, who is reminded, and feeds for other calendars."""
