"""The embedded PostgreSQL starts anywhere, keeps what was committed, and is started once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from embedded.addresses import PROJECT, socket_folder
from embedded.errors import LaunchError
from embedded.folders import is_alive, make_var
from embedded.postgres import Postgres, start_postgres, stop_postgres
from embedded.services import stop_all, wipe


def ask(server: Postgres, query: str) -> object:
    """Return the first value of the first row."""
    with psycopg.connect(server.admin_dsn, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def tell(server: Postgres, statement: str) -> None:
    """Run one statement and commit it."""
    with psycopg.connect(server.admin_dsn, autocommit=True) as connection:
        connection.execute(statement)


def test_chinese_characters_are_letters_to_the_database(var: Path) -> None:
    server = start_postgres(var)

    assert ask(server, "SHOW lc_messages") == "C"
    assert ask(server, "SELECT datctype FROM pg_database WHERE datname = 'template0'") == "C.UTF-8"
    assert ask(server, "SELECT array_length(show_trgm('实验'), 1)") == 3
    assert ask(server, r"SELECT '实' ~ '^\w$'") is True


def test_the_server_has_the_settings_of_many_schools_and_no_port(var: Path) -> None:
    server = start_postgres(var, {"work_mem": "7MB"})

    assert ask(server, "SHOW max_locks_per_transaction") == "1024"
    assert ask(server, "SHOW recovery_init_sync_method") == "syncfs"
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW TimeZone") == "Asia/Shanghai"
    assert ask(server, "SHOW work_mem") == "7MB"


def test_only_its_account_may_reach_the_socket(var: Path) -> None:
    server = start_postgres(var)

    assert socket_folder(var).stat().st_mode & 0o777 == 0o700
    assert server.url("union", "union_login") == f"postgres://union_login@/union?host={socket_folder(var)}"


def test_a_second_start_finds_the_running_server(var: Path) -> None:
    assert start_postgres(var).pid == start_postgres(var).pid


def test_rows_outlive_a_stop_and_a_start(var: Path) -> None:
    tell(start_postgres(var), "CREATE TABLE kept AS SELECT 42 AS number")

    stopped = stop_postgres(var)

    assert stopped is True
    assert ask(start_postgres(var), "SELECT number FROM kept") == 42


def test_committed_rows_outlive_a_kill(var: Path) -> None:
    first = start_postgres(var)
    tell(first, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    os.kill(first.pid, signal.SIGKILL)

    second = start_postgres(var)

    assert second.pid != first.pid
    assert ask(second, "SELECT count(*) FROM kept") == 1000


def test_a_pid_file_that_names_somebody_else_does_not_stop_the_start(var: Path) -> None:
    first = start_postgres(var)
    pid_file = var / "servers" / "postgres" / "postmaster.pid"
    lines = pid_file.read_text(encoding="utf-8").splitlines()
    stop_postgres(var)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n", encoding="utf-8")

    second = start_postgres(var)

    assert is_alive(second.pid)
    assert {first.pid, os.getpid()}.isdisjoint({second.pid})


def test_an_interrupted_first_start_is_begun_again(var: Path) -> None:
    (var / "servers" / "postgres.new" / "base").mkdir(parents=True)

    assert ask(start_postgres(var), "SELECT 1") == 1
    assert not (var / "servers" / "postgres.new").exists()


def test_two_starts_at_once_make_one_server(var: Path) -> None:
    env = os.environ | {"UNION_VAR": str(var)}
    starts = [
        subprocess.Popen(
            [sys.executable, "-m", "embedded", "start"], cwd=PROJECT, env=env, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    answers = [start.communicate(timeout=60)[0] for start in starts]

    assert [start.returncode for start in starts] == [0, 0]
    assert answers[0] == answers[1]
    assert answers[0].splitlines()[0] == f"PostgreSQL：运行中，进程 {start_postgres(var).pid}"


def test_a_path_too_long_for_a_socket_gets_a_short_folder(open_folder: Path) -> None:
    var = make_var(open_folder / ("long" * 20) / ("path" * 20))
    try:
        server = start_postgres(var)

        assert socket_folder(var).parent == Path("/tmp")  # noqa: S108 -- compared with, not written to
        assert ask(server, "SELECT 1") == 1
    finally:
        wipe(var)
    assert not socket_folder(var).exists()


def test_a_folder_closed_to_the_servers_account_keeps_its_mode(open_folder: Path) -> None:
    closed = open_folder / "closed home"
    closed.mkdir(mode=0o700)
    var = make_var(closed / "var")
    try:
        server = start_postgres(var)
        outside = (var / "servers").resolve()

        assert ask(server, "SELECT 1") == 1
        assert closed.stat().st_mode & 0o777 == 0o700
        assert outside.is_relative_to(closed) == (os.geteuid() != 0)
    finally:
        wipe(var)
    assert not outside.exists()


def test_a_socket_folder_of_somebody_else_is_refused(open_folder: Path) -> None:
    var = make_var(open_folder / ("long" * 20) / ("path" * 20))
    folder = socket_folder(var)
    folder.mkdir(mode=0o700)
    folder.chmod(0o777)
    try:
        with pytest.raises(LaunchError) as refusal:
            start_postgres(var)
    finally:
        folder.rmdir()

    assert (
        str(refusal.value) == f"套接字文件夹 {folder} 不属于我们或权限不对，请删除后再试。(socket folder is not ours)"
    )


def test_data_of_another_version_are_left_alone(var: Path) -> None:
    start_postgres(var)
    stop_postgres(var)
    version = var / "servers" / "postgres" / "PG_VERSION"
    ours = version.read_text(encoding="utf-8").strip()
    version.write_text("9\n", encoding="utf-8")

    with pytest.raises(LaunchError) as refusal:
        start_postgres(var)

    assert str(refusal.value) == (
        f"{version.parent} 是 PostgreSQL 9 的数据，程序是 {ours}：请导出数据，或运行 make demo-reset。(version)"
    )


def test_stopping_what_does_not_run_says_so(var: Path) -> None:
    assert stop_all(var) is False
