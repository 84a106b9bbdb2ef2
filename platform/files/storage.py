"""Files on disk, a folder per schema; nothing here is reachable by an address of its own."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from core.database import connection


class PrivateStorage(FileSystemStorage):
    """Stores below MEDIA_ROOT/<schema of the moment>; a name from another school is not found."""

    @property
    def base_location(self) -> str:  # type: ignore[override]
        """The folder of the current school, or of the district."""
        return str(Path(settings.MEDIA_ROOT) / connection.schema_name)

    @property
    def location(self) -> str:  # type: ignore[override]
        """The same, absolute."""
        return str(Path(self.base_location).resolve())

    def url(self, name: str | None) -> str:
        """There is none: pages link to `files:download`."""
        message = f"{name} has no address of its own"
        raise ValueError(message)
