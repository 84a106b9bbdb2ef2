"""`make demo`: database, cache, demo district, web, worker and beat under one roof until Ctrl-C."""

import errno
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded.addresses import PROJECT, var_folder
from embedded.errors import LaunchError, LockHeldError
from embedded.folders import collect, is_alive, locked, make_var
from embedded.postgres import Postgres, start_postgres
from embedded.progress import check_space, run_main, run_step, say
from embedded.services import stop_all, wipe
from embedded.stamps import fingerprint, is_current, remember
from embedded.supervisor import Supervisor, adopt_orphans
from embedded.valkey import Valkey, start_valkey

BIN = PROJECT / ".venv" / "bin"
READY_SECONDS = 90
PORT_SECONDS = 4  # a site that was just killed needs a moment to let go of its port
ROOTS = ("platform", "tenants", "district", "dashboards", "schools")
ANYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 -- compared with, not bound to


@dataclass(frozen=True)
class Site:
    """Where the demo listens."""

    host: str
    port: int

    @property
    def reachable(self) -> str:
        """The host under which this machine reaches it."""
        return "127.0.0.1" if self.host in ANYWHERE else self.host

    @property
    def url(self) -> str:
        """The address to open in a browser."""
        return f"http://{f'[{self.reachable}]' if ':' in self.reachable else self.reachable}:{self.port}/"

    @property
    def bind(self) -> str:
        """The address as gunicorn reads it."""
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


@dataclass
class Services:
    """The embedded servers that this demo started; None for one that the environment names instead."""

    postgres: Postgres | None
    valkey: Valkey | None

    def environment(self) -> dict[str, str]:
        """Return the variables that lead the site to them."""
        found: dict[str, str] = {}
        if self.postgres:
            found |= {"DATABASE_URL": self.postgres.url(), "ADMIN_DATABASE_URL": self.postgres.admin_dsn}
        if self.valkey:
            found |= {"REDIS_URL": self.valkey.url, "CACHE_URL": self.valkey.cache_url}
        return found

    def look(self, supervisor: Supervisor, var: Path) -> None:
        """Start again a server that died; its data survive that."""
        if self.postgres and not is_alive(self.postgres.pid):
            collect(self.postgres.pid)
            supervisor.count_death("PostgreSQL", "数据会自行恢复")
            self.postgres = start_postgres(var)
        if self.valkey and not is_alive(self.valkey.pid):
            collect(self.valkey.pid)
            supervisor.count_death("Valkey", "数据会自行恢复")
            self.valkey = start_valkey(var)


def main() -> int:
    """Run the demo until a signal ends it; with `--reset` throw its data away first."""
    os.chdir(PROJECT)
    adopt_orphans()
    var = var_folder()
    if "--reset" in sys.argv[1:]:
        reset(var)
    var = make_var(var)
    check_space(var)
    with alone(var):
        site = free_site()
        try:
            run(var, site)
        finally:
            ignore_signals()
            stop_all(var)
    say("已全部停止，数据已保存。")
    return 0


def reset(var: Path) -> None:
    """Throw away the data of the demo in `var`. Raises LaunchError when it runs or its database is not ours."""
    if is_named("DATABASE_URL"):
        message = "已设置 DATABASE_URL：make demo-reset 只清空内置数据库，不会动外部数据库。(external database)"
        raise LaunchError(message)
    if var.exists():
        with alone(var):
            wipe(var)
    say("旧的演示数据已清空。")


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Hold the demo's lock. Raises LaunchError when another demo runs on the same folder."""
    note = var / "demo.pid"
    with ExitStack() as held:
        try:
            held.enter_context(locked(var / "demo.lock", wait=0))
        except LockHeldError as error:
            who = note.read_text(encoding="utf-8") if note.exists() else "?"
            message = f"演示已在运行（进程 {who}），请先在它的窗口按 Ctrl-C，或执行 kill {who}。(already running)"
            raise LaunchError(message) from error
        note.write_text(str(os.getpid()), encoding="utf-8")
        yield


def is_named(variable: str) -> bool:
    """Return whether the environment names a service itself, directly or by a file."""
    return bool(os.environ.get(variable) or os.environ.get(f"{variable}_FILE"))


def free_site() -> Site:
    """Return where to listen (`HOST`, `PORT`). Raises LaunchError when that is no address, forbidden, or taken."""
    host, text = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65_536:  # noqa: PLR2004 -- the numbers of ports
        message = f"PORT={text} 不是端口号，请用 1024 到 65535 之间的数字。(bad port)"
        raise LaunchError(message)
    site = Site(host, int(text))
    deadline = time.monotonic() + PORT_SECONDS
    while True:
        try:
            _try_to_bind(site)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            raise LaunchError(_refusal(site, error)) from error
        return site


def _try_to_bind(site: Site) -> None:
    family, kind, _protocol, _name, address = socket.getaddrinfo(site.host, site.port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen()


def _refusal(site: Site, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {site.port} 已被占用，请换一个，例如：make demo PORT={site.port + 1}。(port in use)"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {site.port}，请用 1024 以上的端口。(port needs root)"
    return f"无法在 {site.host}:{site.port} 监听：{error.strerror}。(bad HOST)"


def run(var: Path, site: Site) -> None:
    """Prepare, start and look after everything; returns when interrupted, raises LaunchError when it cannot go on."""
    say("▸ 启动数据库和缓存 …", end="")
    begun = time.monotonic()
    services = Services(
        None if is_named("DATABASE_URL") else start_postgres(var),
        None if is_named("REDIS_URL") else start_valkey(var),
    )
    say(f" 完成（{time.monotonic() - begun:.1f} 秒）")
    env = site_environment(var, site, services)
    prepare(var, env, ours=services.postgres is not None)
    supervisor = Supervisor(PROJECT, env)
    try:
        start_programs(supervisor, var)
        say("▸ 启动网站 …", end="")
        begun = time.monotonic()
        supervisor.wait_until(lambda: answers(site), READY_SECONDS)
        say(f" 完成（{time.monotonic() - begun:.1f} 秒）")
        say(f"READY {site.url}")
        say(step_log(var, "demo_accounts").read_text(encoding="utf-8").rstrip())
        say("按 Ctrl-C 停止。")
        while True:
            time.sleep(0.5)
            supervisor.look()
            services.look(supervisor, var)
    except KeyboardInterrupt:
        say("\n正在停止 …")
    finally:
        ignore_signals()
        supervisor.stop()


def ignore_signals() -> None:
    """From here on everything is being stopped: a second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def site_environment(var: Path, site: Site, services: Services) -> dict[str, str]:
    """Return the environment of the site's programs; what the person set wins over our choices."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG") and name != "VIRTUAL_ENV"}
    ours = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEBUG": "0",
        "PUBLIC_URL": site.url.rstrip("/"),
        "PYTHONUNBUFFERED": "1",
    }
    fixed = {"UNION_VAR": str(var), "BIND": site.bind, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    return ours | kept | services.environment() | fixed


def prepare(var: Path, env: dict[str, str], *, ours: bool) -> None:
    """Bring database, static files and demo data up to date, leaving out what has not changed since it was done.

    A database that is not `ours` is looked at every time: others may have changed it.
    """
    lock, migrations = PROJECT / "uv.lock", (*PROJECT.glob("*/migrations"), *PROJECT.glob("*/*/migrations"))
    database = fingerprint(lock, *sorted(migrations), PROJECT / "tenants")
    static = fingerprint(lock, *sorted((PROJECT / "platform/frontend/dist").rglob("*")))
    everything = fingerprint(database, *(PROJECT / root for root in ROOTS))
    steps = (
        ("准备数据库", "prepare_database", database),
        ("更新各校的表", "migrate_all", database),
        ("收集静态文件", "collectstatic", static),
        ("载入演示区", "load_demo", everything),
        ("列出演示账号", "demo_accounts", fingerprint(everything, env["PUBLIC_URL"])),
    )
    for title, command, inputs in steps:
        stamp = var / "stamps" / command
        if is_current(stamp, inputs) and (ours or command == "collectstatic"):
            continue
        options = ["--noinput", "--clear", "--verbosity=0"] if command == "collectstatic" else []
        argv = [str(BIN / "python"), "manage.py", command, *options]
        try:
            run_step(title, argv, log=step_log(var, command), cwd=PROJECT, env=env)
        except LaunchError:
            if ours or command != "prepare_database":
                raise
            say("  当前登录名不能建库，按数据库已由管理员准备好继续。")
            continue
        remember(stamp, inputs)


def step_log(var: Path, command: str) -> Path:
    """Return where the output of a management command is kept."""
    return var / "log" / f"{command}.log"


def start_programs(supervisor: Supervisor, var: Path) -> None:
    """Start web, worker and beat."""
    logs = var / "log"
    web = ["gunicorn", "config.wsgi", "--config", "platform/deploy/gunicorn.conf.py"]
    celery = ["celery", "--app", "config.celery"]
    programs = {
        "web": web,
        "worker": [*celery, "worker", "--concurrency=2", "--loglevel=INFO", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--schedule", str(var / "celerybeat-schedule"), "--pidfile", ""],
    }
    for name, (program, *rest) in programs.items():
        supervisor.add(name, [str(BIN / program), *rest], logs / f"{name}.log")


def answers(site: Site) -> bool:
    """Return whether the site says that it lives and that all it needs is there."""
    try:
        for path in ("/healthz", "/readyz"):
            line = http.client.HTTPConnection(site.reachable, site.port, timeout=5)
            try:
                line.request("GET", path)
                if line.getresponse().status != http.HTTPStatus.OK:
                    return False
            finally:
                line.close()
    except (OSError, http.client.HTTPException):
        return False
    return True


if __name__ == "__main__":
    run_main(main)
