"""Addresses of the district, at the root of its host."""

from django.conf import settings
from django.urls import include, path

from config.urls_api import addresses_of
from config.urls_common import common
from core import views

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    *common,
    *addresses_of("district"),
    path("schools/", include("tenants.urls")),
    path("settings/", include("tenants.urls_settings")),
    path("campaigns/", include("district.collection.urls")),
    path("reviews/", include("district.review.urls")),
    path("dashboards/", include("dashboards.urls")),
    path("", include("district.home.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide))

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"
