"""App entry."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Campaigns: who is expected, until when, what came in."""

    name = "district.collection"
    label = "district_collection"
    verbose_name = "征集"

    def ready(self) -> None:
        """Hear what concerns campaigns."""
        from district.collection import receivers  # noqa: F401, PLC0415 -- after the models are loaded
