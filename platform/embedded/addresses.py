"""Where the embedded services of one `var` folder live and answer; computed without starting anything."""

import hashlib
import os
import pwd
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from embedded.errors import LaunchError

PROJECT = Path(__file__).resolve().parents[2]
DATABASE = "union"
LOGIN = "union_login"
SUPERUSER = "postgres"
LONGEST_SOCKET_FOLDER = 90  # bytes; the kernel allows 107 for folder and file name together
SYSTEM_FOLDER = Path("/var/lib/union-platform")


@dataclass(frozen=True)
class Account:
    """The operating system's account that the servers run as when we are root."""

    name: str
    uid: int
    gid: int


def var_folder() -> Path:
    """Return the absolute folder of everything that this machine keeps for us (`UNION_VAR`, else `var/`)."""
    return Path(os.environ.get("UNION_VAR") or PROJECT / "var").expanduser().resolve()


def service_account() -> Account | None:
    """Return whom the servers run as: None means as ourselves, since only root has to step down.

    Raises LaunchError when root finds neither `postgres` nor `nobody`.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    message = "以 root 运行时需要系统账户 postgres 或 nobody，二者都不存在。(no account to step down to)"
    raise LaunchError(message)


def can_reach(path: Path, account: Account | None) -> bool:
    """Return whether `account` may pass through every existing folder from the root down to `path`."""
    return account is None or all(_may_pass(folder, account) for folder in (path, *path.parents) if folder.exists())


def _may_pass(folder: Path, account: Account) -> bool:
    entry = folder.stat()
    if entry.st_uid == account.uid:
        return bool(entry.st_mode & stat.S_IXUSR)
    if entry.st_gid == account.gid:
        return bool(entry.st_mode & stat.S_IXGRP)
    return bool(entry.st_mode & stat.S_IXOTH)


def key_of(var: Path) -> str:
    """Return twelve characters that stand for this `var` folder in names outside it."""
    return hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:12]


def servers_folder(var: Path) -> Path:
    """Return where the servers keep their files: below `var`, or a system folder when they may not pass to it."""
    return var / "servers" if can_reach(var, service_account()) else SYSTEM_FOLDER / key_of(var)


def socket_folder(var: Path) -> Path:
    """Return the folder of both sockets: below `var` when that is short and open enough, else a private one in /tmp."""
    inside = var / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and can_reach(var, service_account()):
        return inside
    return Path("/tmp") / f"union-{os.geteuid()}-{key_of(var)}"  # noqa: S108 -- made with 0700 and checked for its owner


def database_url(var: Path, dbname: str = DATABASE, user: str = LOGIN) -> str:
    """Return `postgres://user@/dbname?host=/folder` for the embedded PostgreSQL of `var`."""
    return f"postgres://{quote(user)}@/{quote(dbname)}?host={quote(str(socket_folder(var.resolve())))}"


def valkey_urls(var: Path) -> tuple[str, str]:
    """Return the embedded Valkey's addresses: the broker's for Celery (base 0) and the cache's for Django (base 1)."""
    socket = quote(str(socket_folder(var.resolve()) / "valkey.sock"))
    return f"redis+socket://{socket}?virtual_host=0", f"unix://{socket}?db=1"


def on_linux() -> bool:
    """Return whether Linux-only means (prctl, syncfs) are at hand."""
    return sys.platform == "linux"
