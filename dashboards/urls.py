"""Addresses."""

from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("schools/<slug:code>/", views.school, name="school"),
    path("definitions/", views.definitions, name="definitions"),
]
