"""Addresses."""

from django.urls import path

from schools.calendar.views import feeds, pages, reminders

app_name = "calendar"
urlpatterns = [
    path("", pages.month, name="month"),
    path("list/", pages.everything, name="list"),
    path("owners/", pages.owners, name="owners"),
    path("feed/", feeds.feed_page, name="feed"),
    path("feed/act/", feeds.feed_act, name="feed_act"),
    path("feed/<slug:secret>.ics", feeds.feed_file, name="feed_file"),
    path("reminders/", reminders.reminder_list, name="reminders"),
    path("reminders/read/", reminders.reminders_read, name="reminders_read"),
    path("reminders/<uuid:uid>/open/", reminders.reminder_open, name="reminder_open"),
]
