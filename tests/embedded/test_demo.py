"""What can go wrong before `make demo` starts gets one sentence and an exit code."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from embedded.addresses import PROJECT
from embedded.demo import Site, alone
from embedded.services import running


def demo(var: Path, *arguments: str, **env: str) -> tuple[int, str, str]:
    """Run the demo and return its exit code, output and errors."""
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "HOST", "PORT"}}
    done = subprocess.run(
        [sys.executable, "-m", "embedded.demo", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=PROJECT,
        env=clean | {"UNION_VAR": str(var)} | env,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_busy_port_gets_one_sentence(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        answer = demo(var, PORT=str(port))

    assert answer == (1, "", f"端口 {port} 已被占用，请换一个，例如：make demo PORT={port + 1}。(port in use)\n")
    assert running(var) == {"PostgreSQL": None, "Valkey": None}


@pytest.mark.parametrize("port", ["web", "0", "70000", "-1"])
def test_a_port_that_is_none_gets_one_sentence(var: Path, port: str) -> None:
    assert demo(var, PORT=port) == (1, "", f"PORT={port} 不是端口号，请用 1024 到 65535 之间的数字。(bad port)\n")


def test_a_second_demo_on_the_same_folder_names_the_first(var: Path) -> None:
    with alone(var):
        answer = demo(var)

    who = os.getpid()
    assert answer == (
        1,
        "",
        f"演示已在运行（进程 {who}），请先在它的窗口按 Ctrl-C，或执行 kill {who}。(already running)\n",
    )


def test_a_reset_while_it_runs_is_refused_and_keeps_everything(var: Path) -> None:
    (var / "media").mkdir()
    with alone(var):
        code, _output, _errors = demo(var, "--reset")

    assert (code, (var / "media").exists()) == (1, True)


def test_a_reset_never_touches_a_database_of_others(var: Path) -> None:
    answer = demo(var, "--reset", DATABASE_URL="postgres://db/union")

    sentence = "已设置 DATABASE_URL：make demo-reset 只清空内置数据库，不会动外部数据库。(external database)\n"
    assert answer == (1, "", sentence)


@pytest.mark.parametrize(
    ("host", "url", "bind"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123/", "127.0.0.1:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123/", "0.0.0.0:8123"),  # noqa: S104 -- nothing is bound
        ("::1", "http://[::1]:8123/", "[::1]:8123"),
        ("union.example", "http://union.example:8123/", "union.example:8123"),
    ],
)
def test_the_printed_address_opens_in_a_browser(host: str, url: str, bind: str) -> None:
    assert (Site(host, 8123).url, Site(host, 8123).bind) == (url, bind)


def test_make_without_a_suitable_python_gets_one_sentence(tmp_path: Path) -> None:
    for tool in ("dirname", "pwd"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or "")
    make = shutil.which("make") or "make"
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "python3").chmod(0o755)

    done = subprocess.run(
        [make, "-C", str(PROJECT), "setup"], check=False, capture_output=True, text=True, env={"PATH": str(tmp_path)}
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "需要 Python 3.11 或更新版本，并带 venv 或 pip。(Debian: apt install python3-venv) (no suitable Python)"
    )
