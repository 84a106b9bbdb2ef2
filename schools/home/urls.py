"""Addresses."""

from django.urls import path

from schools.home import views

app_name = "home"
urlpatterns = [
    path("", views.desk, name="index"),
    path("search/", views.search, name="search"),
]
