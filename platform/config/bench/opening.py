"""Opening a school by replay of the template, and by Django's migrations."""

from collections.abc import Iterator
from unittest.mock import patch

from config.bench.verdicts import Verdict, ratio_of
from core.actors import system_actor
from core.database import connection
from tenants import opening
from tenants.models import School
from tenants.opening import NewSchool, open_school
from tenants.protection import grant_rights
from tenants.schemas import in_schema_as_owner
from tenants.template import migrate_schema

_ROUNDS = 3


def measure() -> Iterator[Verdict]:
    """The whole opening twice: row, role, schema, first account, audit; only the making of the schema differs."""
    ratio = ratio_of(
        lambda number: opened(f"replayed{number}"),
        lambda number: _opened_by_migration(f"migrated{number}"),
        rounds=_ROUNDS, warm_up=1,
    )  # fmt: skip
    yield Verdict("opening a school: replay ÷ migration", ratio, 0.1)


def opened(code: str) -> School:
    """A new school with the given code."""
    new = NewSchool(
        code=code, name=f"学校{code}", short_name=code[:12], kind="primary", area="东片", staff_count=60,
        admin_name="管理员", admin_username="admin",
    )  # fmt: skip
    return open_school(new, actor=system_actor()).school


def _opened_by_migration(code: str) -> None:
    with patch.object(opening, "build_schema", _migrated):
        opened(code)


def _migrated(school: School) -> None:
    with in_schema_as_owner("public"), connection.cursor() as cursor:
        cursor.execute(opening.role_script(school))
    migrate_schema(school.schema_name)
    with in_schema_as_owner(school.schema_name):
        grant_rights(school.schema_name)
