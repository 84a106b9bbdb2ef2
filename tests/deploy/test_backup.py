"""A backup brings everything back, and a damaged or unwanted one changes nothing."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from embedded.addresses import PROJECT, socket_folder
from embedded.folders import make_var
from embedded.postgres import Postgres, start_postgres
from embedded.services import wipe

DEPLOY = PROJECT / "platform" / "deploy"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """Yield a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="union-test-"))
    folder.chmod(0o755)
    var = make_var(folder / "var")
    yield start_postgres(var)
    wipe(var)
    shutil.rmtree(folder)


@pytest.fixture
def union(server: Postgres) -> Iterator[Postgres]:
    """Yield the server with a database `union` of two schools that belong to a role."""
    tell(server, "postgres", "CREATE ROLE union_owner NOLOGIN", 'CREATE DATABASE "union" OWNER union_owner')
    for school in ("ta", "tb"):
        tell(server, "union", f"CREATE SCHEMA {school} AUTHORIZATION union_owner")
        tell(
            server,
            "union",
            f"CREATE TABLE {school}.plan AS SELECT '{school} 计划' AS title",
            f"ALTER TABLE {school}.plan OWNER TO union_owner",
        )
    yield server
    with psycopg.connect(server.admin_dsn, autocommit=True) as connection:
        for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'union%'").fetchall():
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.execute("DROP ROLE union_owner")


def tell(server: Postgres, database: str, *statements: str) -> None:
    """Run statements in one database."""
    with psycopg.connect(server.url(database, "postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def titles(server: Postgres) -> list[tuple[str, str]]:
    """Return owner and title of both schools' plans."""
    query = (
        "SELECT tableowner, title FROM pg_tables JOIN "
        "(SELECT 'ta' AS place, title FROM ta.plan UNION SELECT 'tb', title FROM tb.plan) AS plans "
        "ON schemaname = place AND tablename = 'plan' ORDER BY place"
    )
    with psycopg.connect(server.url("union", "postgres")) as connection:
        return connection.execute(query).fetchall()


def run(script: str, server: Postgres, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts against the server."""
    env: Mapping[str, str] = {
        "PATH": f"{server.bin}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": str(socket_folder(server.var)),
        "PGUSER": "postgres",
        "PGDATABASE": "union",
        "BACKUP_FOLDER": str(folder / "backup"),
        "MEDIA_ROOT": str(folder / "media"),
    }
    return subprocess.run(["bash", DEPLOY / script, *arguments], check=False, capture_output=True, text=True, env=env)


def backed_up(server: Postgres, folder: Path) -> Path:
    """Make a backup with one upload and return its folder."""
    (folder / "media" / "ta").mkdir(parents=True)
    (folder / "media" / "ta" / "年度计划.docx").write_bytes(b"plan")
    done = run("backup.sh", server, folder)
    assert (done.returncode, done.stderr) == (0, "")
    [backup] = (folder / "backup").iterdir()
    return backup


def test_a_backup_brings_back_rows_owners_and_uploads(union: Postgres, tmp_path: Path) -> None:
    before = titles(union)
    backup = backed_up(union, tmp_path)
    tell(union, "union", "UPDATE ta.plan SET title = 'damaged'", "DROP SCHEMA tb CASCADE")
    shutil.rmtree(tmp_path / "media")

    done = run("restore.sh", union, tmp_path, str(backup), "--replace")

    assert (done.returncode, done.stderr) == (0, "")
    assert titles(union) == before == [("union_owner", "ta 计划"), ("union_owner", "tb 计划")]
    assert (tmp_path / "media" / "ta" / "年度计划.docx").read_bytes() == b"plan"


def test_the_replaced_database_is_kept_under_another_name(union: Postgres, tmp_path: Path) -> None:
    run("restore.sh", union, tmp_path, str(backed_up(union, tmp_path)), "--replace")

    with psycopg.connect(union.admin_dsn) as connection:
        names = connection.execute(
            "SELECT count(*) FROM pg_database WHERE datname LIKE 'union\\_before\\_%'"
        ).fetchone()
    assert names == (1,)


def test_an_existing_database_is_not_replaced_unasked(union: Postgres, tmp_path: Path) -> None:
    backup = backed_up(union, tmp_path)
    tell(union, "union", "UPDATE ta.plan SET title = 'newer'")

    done = run("restore.sh", union, tmp_path, str(backup))

    assert (done.returncode, done.stderr) == (
        1,
        "database union exists; add --replace to put it aside, nothing was changed\n",
    )
    assert titles(union)[0] == ("union_owner", "newer")


def test_a_damaged_backup_changes_nothing(union: Postgres, tmp_path: Path) -> None:
    backup = backed_up(union, tmp_path)
    with (backup / "database.dump").open("ab") as file:
        file.write(b"x")

    done = run("restore.sh", union, tmp_path, str(backup), "--replace")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "backup is damaged, nothing was changed"
    assert len(titles(union)) == 2


def test_a_backup_that_failed_leaves_no_folder_that_looks_complete(server: Postgres, tmp_path: Path) -> None:
    done = run("backup.sh", server, tmp_path)

    assert done.returncode != 0
    assert [path.name for path in (tmp_path / "backup").glob("20*")] == []


def test_old_backups_are_deleted_and_young_ones_kept(union: Postgres, tmp_path: Path) -> None:
    for name, days in (("2020-01-01_000000", 40), ("2020-02-01_000000", 10)):
        (tmp_path / "backup" / name).mkdir(parents=True)
        subprocess.run(["touch", "-d", f"{days} days ago", tmp_path / "backup" / name], check=True)

    done = run("backup.sh", union, tmp_path)

    assert done.returncode == 0
    assert not (tmp_path / "backup" / "2020-01-01_000000").exists()
    assert (tmp_path / "backup" / "2020-02-01_000000").exists()
