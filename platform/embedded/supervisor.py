"""Keeping a few programs running together: start, restart, stop in order, leave no process behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from embedded.addresses import on_linux
from embedded.errors import LaunchError
from embedded.folders import shorten_log
from embedded.progress import say

MOST_DEATHS = 3  # within …
DEATH_SECONDS = 60
STOPPING = ((signal.SIGTERM, 5.0), (signal.SIGQUIT, 2.5), (signal.SIGKILL, 1.0))
PARENT_DEATH_SIGNAL, BECOME_ADOPTER = 1, 36  # prctl


@dataclass
class Program:
    """One supervised program; its output goes to `log`."""

    name: str
    argv: Sequence[str]
    log: Path
    child: subprocess.Popen[bytes] | None = None


@dataclass
class Supervisor:
    """Runs programs as children of this process."""

    cwd: Path
    env: Mapping[str, str]
    programs: list[Program] = field(default_factory=list)
    deaths: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, argv: Sequence[str], log: Path) -> None:
        """Start a program. Raises LaunchError when it cannot be run at all."""
        log.parent.mkdir(parents=True, exist_ok=True)
        shorten_log(log)
        program = Program(name, argv, log)
        self.programs.append(program)
        self._start(program)

    def look(self) -> None:
        """Start again what died. Raises LaunchError when something died too often."""
        for program in self.programs:
            if program.child is not None and (code := program.child.poll()) is not None:
                self._end_group(program)
                self.count_death(program.name, f"退出码 {code}，日志 {program.log}")
                self._start(program)

    def count_death(self, name: str, detail: str) -> None:
        """Say that `name` died and is started again; raise LaunchError at the third time within a minute."""
        now = time.monotonic()
        recent = [moment for moment in self.deaths.get(name, []) if now - moment < DEATH_SECONDS]
        self.deaths[name] = [*recent, now]
        if len(recent) + 1 >= MOST_DEATHS:
            message = f"{name} 在一分钟内停了 {MOST_DEATHS} 次，不再重启（{detail}）。(keeps dying)"
            raise LaunchError(message)
        say(f"{name} 意外停止（{detail}），正在重启。")

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready()` says yes while looking after the programs. Raises LaunchError after `seconds`."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.look()
            if time.monotonic() > deadline:
                message = f"网站在 {seconds:.0f} 秒内没有应答，请看日志 {self.programs[0].log}。(not ready)"
                raise LaunchError(message)
            time.sleep(0.15)

    def stop(self) -> None:
        """Ask all programs to end, wait, insist, and at last kill; afterwards none of them or their children runs."""
        for number, seconds in STOPPING:
            left = [program.child for program in self.programs if program.child and program.child.poll() is None]
            for child in left:
                with contextlib.suppress(ProcessLookupError):
                    child.send_signal(number)
            deadline = time.monotonic() + seconds
            while any(child.poll() is None for child in left) and time.monotonic() < deadline:
                time.sleep(0.05)
        for program in self.programs:
            self._end_group(program)
        _collect_orphans()

    def _start(self, program: Program) -> None:
        with program.log.open("ab") as output:
            try:
                program.child = subprocess.Popen(
                    list(program.argv),
                    cwd=self.cwd,
                    env=dict(self.env),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C reaches only us, so that we stop them in order
                    preexec_fn=_end_with_parent if on_linux() else None,  # noqa: PLW1509 -- we start no threads
                )
            except OSError as error:
                message = f"无法启动 {program.name}：{error.strerror}（{program.argv[0]}）。(cannot run)"
                raise LaunchError(message) from error

    def _end_group(self, program: Program) -> None:
        """Kill what a program that ended left of its own children."""
        if program.child is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(program.child.pid, signal.SIGKILL)


def adopt_orphans() -> None:
    """Make this process the parent of its descendants' orphans, so that it can collect them (Linux only)."""
    if on_linux():
        _LIBC.prctl(BECOME_ADOPTER, 1, 0, 0, 0)


def _end_with_parent() -> None:
    """Run in the new child: let the kernel end it when the supervisor is killed."""
    _LIBC.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)


def _collect_orphans() -> None:
    """Collect killed grandchildren; the servers that we adopted still run, so never wait for long."""
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        try:
            pid = os.waitpid(-1, os.WNOHANG)[0]
        except ChildProcessError:
            return
        if not pid:
            time.sleep(0.05)


_LIBC = ctypes.CDLL(None)
