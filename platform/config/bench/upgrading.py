"""A later version of the project that adds one column to the members, and how long schools take to follow it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.test.utils import override_settings

from config.bench.opening import opened
from config.bench.verdicts import Verdict
from core.database import connection
from schools.members import migrations
from tenants.models import School
from tenants.schemas import in_schema_as_owner
from tenants.template import migrate_schema
from tenants.upgrade import upgrade_schools

_SCHOOLS, _STOCK_SAMPLE = 100, 5
_PACKAGE = "bench_later_members"
_INIT = """from schools.members import migrations
__path__ += migrations.__path__
"""
_STEP = """from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("schools_members", "{newest}")]
    operations = [migrations.AddField("member", "shoe_size", models.PositiveSmallIntegerField(null=True))]
"""


def measure() -> Iterator[Verdict]:
    """A column in 100 schools by fan-out, and by the stock command, of which 5 schools are a sample."""
    _forget_all_schools()
    schools = [opened(f"later{number}") for number in range(_SCHOOLS)]
    yield Verdict("a column in 100 schools: fan-out ÷ stock command", _fan_out_against_stock(schools), 0.05)


def _forget_all_schools() -> None:
    """Those of `pages` have no schemas, so an upgrade would fail on them."""
    with in_schema_as_owner("public"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {School._meta.db_table} CASCADE")


@contextmanager
def later_version() -> Iterator[None]:
    """Let the members have one more migration, written below the run's own folder."""
    folder = Path(settings.VAR_DIR) / "later" / _PACKAGE
    folder.mkdir(parents=True)
    newest = Path(str(migrations.__file__)).with_name("max_migration.txt").read_text(encoding="utf-8").strip()
    (folder / "__init__.py").write_text(_INIT, encoding="utf-8")
    (folder / "m98_shoe_size.py").write_text(_STEP.format(newest=newest), encoding="utf-8")
    sys.path.append(str(folder.parent))
    with override_settings(MIGRATION_MODULES={"schools_members": _PACKAGE}):
        yield
    sys.path.remove(str(folder.parent))


def _fan_out_against_stock(schools: list[School]) -> float:
    """Seconds a school by fan-out ÷ seconds a school by the stock command.

    The stock command brings up a sample of the schools, the fan-out all the others; each school can follow only once,
    so there are no rounds. Raises RuntimeError when the fan-out did not reach every other school.
    """
    with later_version():
        began = perf_counter()
        for school in schools[:_STOCK_SAMPLE]:
            migrate_schema(school.schema_name)
        between = perf_counter()
        report = upgrade_schools()
        ended = perf_counter()
    rest = len(schools) - _STOCK_SAMPLE
    if report.failed or report.upgraded < rest:
        message = f"{rest} schools were behind, the fan-out says {report}"
        raise RuntimeError(message)
    return (ended - between) / report.upgraded / ((between - began) / _STOCK_SAMPLE)
