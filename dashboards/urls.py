"""Addresses."""

from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/tracker/", views.tracker, name="tracker"),
    path("plans/schools/<slug:code>/", views.school, name="school"),
    path("plans/definitions/", views.definitions, name="definitions"),
]
