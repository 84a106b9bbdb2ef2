"""A step in Python that concerns the district alone."""

from pathlib import Path

from django.db import migrations

from tenants import migrations as own

NEWEST = (Path(own.__file__).parent / "max_migration.txt").read_text(encoding="utf-8").strip()


def refuse(_apps: object, _editor: object) -> None:
    """Fail where it is run."""
    message = "ran in a school"
    raise ValueError(message)


class Migration(migrations.Migration):
    """After the newest of the register's own."""

    dependencies = [("tenants", NEWEST)]

    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
