"""Addresses."""

from django.urls import path

from schools.calendar.views import pages

app_name = "calendar"
urlpatterns = [
    path("", pages.month, name="month"),
    path("list/", pages.everything, name="list"),
    path("owners/", pages.owners, name="owners"),
]
