"""Both embedded services together: stopping them, what they are doing, throwing their folder away."""

import shutil
from pathlib import Path

from embedded.addresses import PROJECT, SYSTEM_FOLDER, key_of, socket_folder
from embedded.errors import LaunchError
from embedded.folders import MARKER
from embedded.postgres import running_pid as postgres_pid
from embedded.postgres import stop_postgres
from embedded.valkey import running_pid as valkey_pid
from embedded.valkey import stop_valkey


def stop_all(var: Path) -> bool:
    """Stop the Valkey and the PostgreSQL of `var`; return whether anything was running."""
    stopped = [stop_valkey(var), stop_postgres(var)]
    return any(stopped)


def running(var: Path) -> dict[str, int | None]:
    """Return the process number of each service of `var`, None for one that does not run."""
    return {
        "PostgreSQL": postgres_pid(var.resolve() / "servers" / "postgres"),
        "Valkey": valkey_pid(socket_folder(var.resolve()) / "valkey.sock"),
    }


def wipe(var: Path) -> None:
    """Stop the services of `var` and of a folder of services below it, then delete the folder.

    Raises LaunchError for a folder that bears no mark of ours: somebody's files may be in it.
    """
    var = var.resolve()
    if not var.exists():
        return
    if var != PROJECT / "var" and not (var / MARKER).exists():
        message = f"{var} 不是本系统建立的文件夹，不会清空它。(not ours, left alone)"
        raise LaunchError(message)
    for folder in (var, *(lock.parent for lock in var.glob("*/servers.lock"))):
        stop_all(folder)
        for outside in (SYSTEM_FOLDER / key_of(folder), socket_folder(folder)):
            if outside.exists():
                shutil.rmtree(outside)
    shutil.rmtree(var)
