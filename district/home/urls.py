"""Addresses of the district's front page and desk."""

from django.urls import path

from district.home import views

app_name = "home"
urlpatterns = [
    path("", views.index, name="index"),
    path("desk/", views.desk_page, name="desk"),
    path("search/", views.search, name="search"),
]
