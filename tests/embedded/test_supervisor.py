"""The supervisor restarts what dies, gives up in time, and leaves no process behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedded.addresses import PROJECT
from embedded.errors import LaunchError
from embedded.folders import is_alive
from embedded.supervisor import Supervisor

WITH_CHILD = "sleep 300 & echo $! > child; echo $$ > parent; wait"
DEAF = "trap '' TERM QUIT; echo $$ > parent; while true; do sleep 0.1; done"


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """Yield a supervisor whose programs are stopped afterwards."""
    supervisor = Supervisor(tmp_path, os.environ)
    yield supervisor
    supervisor.stop()


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Return whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def number_in(path: Path) -> int:
    """Wait for a program to write its process number and return it."""
    assert eventually(lambda: path.exists() and path.read_text(encoding="utf-8").strip() != "")
    return int(path.read_text(encoding="utf-8"))


def test_stop_ends_programs_and_their_children(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.add("web", ["sh", "-c", WITH_CHILD], tmp_path / "web.log")
    parent, child = number_in(tmp_path / "parent"), number_in(tmp_path / "child")

    supervisor.stop()

    assert eventually(lambda: not is_alive(parent) and not is_alive(child))


def test_a_program_that_does_not_listen_is_killed_within_ten_seconds(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.add("web", ["sh", "-c", DEAF], tmp_path / "web.log")
    parent = number_in(tmp_path / "parent")
    begun = time.monotonic()

    supervisor.stop()

    assert not is_alive(parent)
    assert time.monotonic() - begun < 10


def test_a_program_that_died_is_started_again_and_given_up_the_third_time(
    supervisor: Supervisor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "web.log"
    supervisor.add("web", ["sh", "-c", "echo once more; exit 7"], log)

    with pytest.raises(LaunchError) as refusal:
        supervisor.wait_until(lambda: False, 20)

    detail = f"退出码 7，日志 {log}"
    assert str(refusal.value) == f"web 在一分钟内停了 3 次，不再重启（{detail}）。(keeps dying)"
    assert capsys.readouterr().out == f"web 意外停止（{detail}），正在重启。\n" * 2
    assert log.read_text(encoding="utf-8") == "once more\n" * 3


def test_programs_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, sys, time; from pathlib import Path; from embedded.supervisor import Supervisor\n"
        "supervisor = Supervisor(Path(sys.argv[1]), os.environ)\n"
        "supervisor.add('web', ['sh', '-c', 'echo $$ > parent; exec sleep 300'], Path(sys.argv[1]) / 'web.log')\n"
        "time.sleep(300)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=PROJECT)
    parent = number_in(tmp_path / "parent")

    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert eventually(lambda: not is_alive(parent))


def test_a_program_that_is_not_there_gets_one_sentence(supervisor: Supervisor, tmp_path: Path) -> None:
    with pytest.raises(LaunchError) as refusal:
        supervisor.add("web", ["/nowhere/gunicorn"], tmp_path / "web.log")

    assert str(refusal.value) == "无法启动 web：No such file or directory（/nowhere/gunicorn）。(cannot run)"
