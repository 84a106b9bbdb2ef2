"""Addresses of a school, below `/s/<code>/` or at the root of its own host; one list for all schools."""

from django.urls import include, path

from config.urls_api import addresses_of
from config.urls_common import common

urlpatterns = [
    *common,
    *addresses_of("school"),
    path("members/", include("schools.members.urls")),
    path("plans/", include("schools.plans.urls")),
    path("calendar/", include("schools.calendar.urls")),
    path("", include("schools.records.urls")),
    path("", include("schools.home.urls")),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"
