"""Telling the person at the terminal what is going on, and running one step of it."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from embedded.errors import LaunchError

LEAST_FREE = 500_000_000  # bytes


def say(text: str, *, end: str = "\n") -> None:
    """Print `text` at once, also into a pipe."""
    print(text, end=end, flush=True)


def check_space(folder: Path, least: int = LEAST_FREE) -> None:
    """Raise LaunchError when the disk of `folder` has less than `least` bytes or hardly a file left."""
    while not folder.exists():
        folder = folder.parent
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    if free < least:
        message = f"磁盘空间不足：{folder} 只剩 {free / 1e6:.0f} MB，至少需要 {least / 1e6:.0f} MB。(disk full)"
        raise LaunchError(message)
    if disk.f_files and disk.f_favail < 10_000:  # noqa: PLR2004 -- an environment and a cluster make that many
        message = f"磁盘的文件数（inode）已用完：{folder}。(disk full: inodes)"
        raise LaunchError(message)


def run_step(
    title: str,
    argv: Sequence[str | Path],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str],
    hint: str = "",
) -> None:
    """Run one command quietly with its output in `log`, and print `title`, signs of life and the seconds it took.

    Raises LaunchError with the last line of the output and `hint` when the command fails or is not there.
    """
    say(f"▸ {title} …", end="")
    begun = time.monotonic()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        try:
            child = subprocess.Popen(
                [str(part) for part in argv],
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            say(" 失败")
            message = f"{title}：无法运行 {argv[0]}：{error.strerror}。(missing tool)"
            raise LaunchError(message) from error
        try:
            code = _wait(child)
        except BaseException:
            _end(child)
            raise
    if code:
        say(" 失败")
        check_space(cwd, 50_000_000)
        message = f"{title}失败：{reason_in(log) or f'退出码 {code}'}\n{hint or '请看日志'}（{log}）"
        raise LaunchError(message)
    say(f" 完成（{time.monotonic() - begun:.1f} 秒）")


def _wait(child: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return child.wait(timeout=4)
        except subprocess.TimeoutExpired:
            say("·", end="")


def _end(child: subprocess.Popen[bytes]) -> None:
    for number, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(child.pid, number)
            child.wait(timeout=seconds)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def reason_in(log: Path) -> str:
    """Return the line of `log` that says why: a tool's first error, else the last line naming one, else the last."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    own = [line for line in lines if re.match(r"(?:npm )?error:? (?!code )", line, re.IGNORECASE)]
    telling = [line for line in lines if "error" in line.lower()]
    return (own[:1] or telling[-1:] or lines[-1:] or [""])[0][:300]


def run_main(main: Callable[[], int]) -> NoReturn:
    """Run `main` and leave with its code; what stops it becomes one sentence, never a traceback."""
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored
        signal.signal(number, _interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _interrupt)
    try:
        code = main()
    except KeyboardInterrupt:
        say("\n已中断。")
        code = 130
    except LaunchError as error:
        print(error, file=sys.stderr, flush=True)
        code = 1
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS}:
            raise
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        reason = "磁盘已满 (disk full)" if full else "没有权限，请用当初运行它的账户 (permission denied)"
        print(f"{reason}：{error.filename or error.strerror}", file=sys.stderr, flush=True)
        code = 1
    sys.exit(code)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def find_program(*names: str) -> str | None:
    """Return the first of the named programs that the PATH has."""
    return next((path for name in names if (path := shutil.which(name))), None)
