"""App entry."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Campaigns: who is expected, until when, what came in."""

    name = "district.collection"
    label = "district_collection"
    verbose_name = "征集"
