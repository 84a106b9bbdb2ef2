"""Addresses."""

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<uuid:uid>/", views.job_detail, name="detail"),
    path("<uuid:uid>/progress/", views.job_progress, name="progress"),
    path("<uuid:uid>/stop/", views.job_stop, name="stop"),
]
