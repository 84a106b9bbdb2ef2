"""A column with an index, and a table: plain SQL."""

from pathlib import Path

from django.db import migrations, models

from schools.members import migrations as own

NEWEST = (Path(own.__file__).parent / "max_migration.txt").read_text(encoding="utf-8").strip()


class Migration(migrations.Migration):
    """After the newest of the members' own."""

    dependencies = [("schools_members", NEWEST)]

    operations = [
        migrations.AddField("member", "shoe_size", models.PositiveSmallIntegerField(null=True)),
        migrations.AddIndex("member", models.Index(fields=["shoe_size"], name="member_shoe_size")),
        migrations.CreateModel("Shoe", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
    ]
