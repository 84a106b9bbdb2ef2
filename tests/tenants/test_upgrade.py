"""`manage.py migrate_all` brings every school up: one that fails is named, the others are done, a second run resumes.

A database of its own and real processes, because the command commits school by school and the tools compare schemas
from outside (pg_dump).
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, models
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AlterField,
    CreateModel,
    RemoveField,
    RunSQL,
)
from django.db.migrations.operations.base import Operation
from psycopg.conninfo import make_conninfo

from schools.members.models import Group
from tenants.backend.base import role_of
from tenants.management.commands.prepare_database import prepare
from tenants.models import School
from tenants.protection import grant_rights, guard_append_only, is_protected
from tenants.schemas import in_public, in_schema_as_owner
from tenants.template import pg_dump_path
from tenants.upgrade import may_make_tables, states, upgrade_schools

ROOT = Path(__file__).resolve().parents[2]
NAME = "test_upgrade"
OPEN = """
from tests.factories.schools import open_test_school
for code in {codes!r}.split():
    open_test_school(code, code)
"""


class Site:
    """A database of its own, and commands run against it."""

    def __init__(self) -> None:
        place = settings.DATABASES["default"]
        self.admin = make_conninfo(os.environ["ADMIN_DATABASE_URL"], dbname=NAME)
        self.environment = {**os.environ, "DATABASE_URL": f"postgres://{place['USER']}@/{NAME}?host={place['HOST']}"}

    def run(self, *arguments: str, version: str = "config.settings.test") -> subprocess.CompletedProcess[str]:
        """Run a management command of the given version."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, capture_output=True, text=True, check=False,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": version, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip

    def ask(self, statement: str, *, role: str | None = None) -> list[tuple[object, ...]]:
        """Ask as the superuser, or as the role of a schema."""
        with psycopg.connect(self.admin, autocommit=True) as link:
            if role:
                link.execute(f'SET ROLE "{NAME}_{role}"')
            cursor = link.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def structure(self, schema: str) -> str:
        """pg_dump of a schema, rights included, its own name and role taken out."""
        dump = subprocess.run(
            [pg_dump_path(), self.admin, "--schema-only", f"--schema={schema}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        lines = [line for line in dump.splitlines() if line and not re.match(r"--|\\(un)?restrict", line)]
        return "\n".join(lines).replace(f"{NAME}_{schema}", "the_role").replace(schema, "the_schema")

    def schema(self, code: str) -> str:
        """The schema of the school with this code."""
        return str(self.ask(f"SELECT schema_name FROM tenants_school WHERE code = '{code}'")[0][0])


def drop(admin: str) -> None:
    with psycopg.connect(admin, autocommit=True) as link:
        link.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        roles = link.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [NAME + "\\_%"]).fetchall()
        for (role,) in sorted(roles, key=lambda row: row[0].endswith("_owner")):
            link.execute(f'DROP ROLE "{role}"')


@pytest.fixture
def site() -> Iterator[Site]:
    admin = os.environ["ADMIN_DATABASE_URL"]
    drop(admin)
    prepare({**settings.DATABASES["default"], "NAME": NAME}, admin)
    site = Site()
    assert site.run("migrate_all").returncode == 0
    opened = site.run("shell", "-c", OPEN.format(codes="ua ub uc"))
    assert opened.returncode == 0, opened.stderr
    yield site
    drop(admin)


ONE, TWO = "tests.tenants.later.settings_one", "tests.tenants.later.settings_two"


@pytest.mark.slow
def test_an_upgrade_reports_resumes_and_leaves_all_schools_alike(site: Site) -> None:
    ua, ub, uc = (site.schema(code) for code in ("ua", "ub", "uc"))
    site.ask(f'CREATE TABLE "{ub}".schools_members_shoe (id int)')

    with psycopg.connect(site.admin) as holder:
        holder.execute(f'LOCK TABLE "{uc}".schools_members_member IN ACCESS SHARE MODE')
        first = site.run("migrate_all", version=ONE)
        holder.rollback()

    assert first.returncode == 1
    assert "2 所学校升级失败，改正后再运行一次即可：ub、uc" in first.stderr
    assert re.findall(r"^u\w：.*", first.stdout, re.MULTILINE) == [
        "ua：已升级", 'ub：失败：relation "schools_members_shoe" already exists',
        "uc：失败：canceling statement due to lock timeout",
    ]  # fmt: skip
    assert [columns(site, schema) for schema in (ua, ub, uc)] == [1, 0, 0]

    site.ask(f'DROP TABLE "{ub}".schools_members_shoe')
    second = site.run("migrate_all", version=ONE)
    assert (second.returncode, second.stdout.splitlines()[-1]) == (0, "学校：2 所升级，1 所已是最新。")

    python = site.run("migrate_all", version=TWO)
    assert (python.returncode, python.stdout.splitlines()[-1]) == (0, "学校：3 所升级，0 所已是最新。")
    assert [shoes(site, schema) for schema in (ua, ub, uc)] == [[("left",)]] * 3

    assert site.run("shell", "-c", OPEN.format(codes="ud"), version=TWO).returncode == 0
    structures = {site.structure(schema) for schema in (ua, ub, uc, site.schema("ud"))}
    assert len(structures) == 1
    assert "CREATE INDEX member_shoe_size" in structures.pop()


def columns(site: Site, schema: str) -> int:
    """How many columns the upgrade added to the members."""
    [(count,)] = site.ask(
        "SELECT count(*) FROM information_schema.columns "
        f"WHERE table_schema = '{schema}' AND table_name = 'schools_members_member' AND column_name = 'shoe_size'"
    )
    return int(str(count))


def shoes(site: Site, schema: str) -> list[tuple[object, ...]]:
    """What the school's own role reads in the new table."""
    return site.ask(f'SELECT name FROM "{schema}".schools_members_shoe', role=schema)


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        (AddField("member", "shoe_size", models.IntegerField(null=True)), False),
        (AddField("member", "best_friend", models.ForeignKey("Member", models.CASCADE)), False),
        (RemoveField("member", "shoe_size"), False),
        (AddConstraint("member", models.UniqueConstraint(fields=["name"], name="one")), False),
        (AddField("member", "friends", models.ManyToManyField("Member")), True),
        (AlterField("member", "id", models.BigAutoField(primary_key=True)), True),
        (CreateModel("Shoe", []), True),
        (RunSQL("CREATE TABLE shoe ()"), True),
    ],
)
def test_rights_are_looked_at_after_what_may_make_a_table(operation: Operation, *, answer: bool) -> None:
    assert may_make_tables(operation) == answer


def test_a_missing_trigger_and_a_missing_or_a_needless_right_are_found_and_mended(ta: School) -> None:
    schema = ta.schema_name
    harms = [
        f"DROP TRIGGER written_once ON {schema}.audit_auditentry",
        f"REVOKE SELECT ON {schema}.jobs_job FROM {role_of(connection.settings_dict['NAME'], schema)}",
        f"REVOKE USAGE ON SEQUENCE {schema}.jobs_job_id_seq FROM {role_of(connection.settings_dict['NAME'], schema)}",
        f"GRANT DELETE ON {schema}.audit_auditentry TO {role_of(connection.settings_dict['NAME'], schema)}",
    ]
    found = []
    with in_schema_as_owner(schema), connection.cursor() as cursor:
        for harm in harms:
            found.append(is_protected(schema))
            cursor.execute(harm)
            found.append(is_protected(schema))
            guard_append_only(schema)
            grant_rights(schema)

        assert (found, is_protected(schema)) == ([True, False] * 4, True)


@pytest.mark.usefixtures("district")
def test_a_plan_only_tells(settings: "Settings") -> None:
    settings.MIGRATION_MODULES = {"schools_members": "tests.tenants.later.members_two"}
    told: list[str] = []

    report = upgrade_schools(dry_run=True, tell=told.append)

    assert (told, report.upgraded, report.failed) == (["甲校：待升级 2 步", "乙校：待升级 2 步"], 2, {})


@pytest.mark.usefixtures("district")
def test_a_school_whose_records_a_step_in_python_refuses_is_named_and_the_others_are_done(
    ta: School, settings: "Settings"
) -> None:
    settings.MIGRATION_MODULES = {"schools_members": "tests.tenants.later.members_two"}
    Group.objects.create(name="坏")

    with in_public():
        report = upgrade_schools()

    assert (report.upgraded, report.failed) == (1, {"甲校": "失败：坏 has no shoe"})


@pytest.mark.usefixtures("district")
def test_a_step_in_python_for_the_district_alone_is_noted_in_schools_and_not_run(settings: "Settings") -> None:
    """It would raise if it ran."""
    settings.MIGRATION_MODULES = {"tenants": "tests.tenants.later.tenants_python"}

    report = upgrade_schools()

    assert (report.upgraded, report.failed) == (2, {})
    assert ("tenants", "m99_python") in states([School.objects.get(code="ta").schema_name]).popitem()[1]
