"""A step in Python: the fan-out leaves it to Django."""

from typing import Any

from django.db import migrations


def fill(apps: Any, _editor: object) -> None:
    """One shoe in every school; a group called 坏 stands for records that nobody expected."""
    if apps.get_model("schools_members", "Group").objects.filter(name="坏").exists():
        message = "坏 has no shoe"
        raise ValueError(message)
    apps.get_model("schools_members", "Shoe").objects.create(name="left")


class Migration(migrations.Migration):
    """After the shoes."""

    dependencies = [("schools_members", "m98_shoes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
