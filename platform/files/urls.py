"""Addresses."""

from django.urls import path

from files import views

app_name = "files"
urlpatterns = [path("<uuid:uid>/", views.file_download, name="download")]
