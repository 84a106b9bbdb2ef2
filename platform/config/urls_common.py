"""Addresses that the district and every school have."""

from django.urls import include, path

common = [
    path("accounts/", include("accounts.urls")),
    path("jobs/", include("jobs.urls")),
    path("files/", include("files.urls")),
    path("audit/", include("audit.urls")),
]
