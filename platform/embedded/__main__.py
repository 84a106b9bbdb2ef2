"""Command line of the embedded services: `python -m embedded start|stop|status|psql|env`."""

import os
import sys

from embedded.addresses import DATABASE, database_url, valkey_urls, var_folder
from embedded.errors import LaunchError
from embedded.folders import locked, make_var, open_home
from embedded.postgres import programs, start_postgres
from embedded.services import running, stop_all
from embedded.valkey import start_valkey


def main(arguments: list[str]) -> int:
    """Carry out one command and return the exit code: 0 done (status: both run), 1 not, 2 no such command."""
    commands = {"start": _start, "stop": _stop, "status": _status, "psql": _psql, "env": _env}
    if not arguments or arguments[0] not in commands:
        print("用法：python -m embedded start|stop|status|psql|env", file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 1


def _start(_rest: list[str]) -> int:
    start_postgres(var_folder())
    start_valkey(var_folder())
    return _status([])


def _stop(_rest: list[str]) -> int:
    print("已停止。" if stop_all(var_folder()) else "没有在运行。")
    return 0


def _status(_rest: list[str]) -> int:
    states = running(var_folder())
    for name, pid in states.items():
        print(f"{name}：{f'运行中，进程 {pid}' if pid else '未运行'}")
    return 0 if all(states.values()) else 1


def _psql(rest: list[str]) -> int:
    """Become psql as the superuser: on the platform's database, or on what the arguments name."""
    var = make_var(var_folder())
    start_postgres(var)
    with locked(var / "servers.lock"):
        psql = programs(open_home(var)) / "psql"
    os.execv(psql, [str(psql), database_url(var, DATABASE, "postgres"), *rest])  # noqa: S606 -- our own program, no shell


def _env(_rest: list[str]) -> int:
    broker, cache = valkey_urls(var_folder())
    print(f"DATABASE_URL='{database_url(var_folder())}'\nREDIS_URL='{broker}'\nCACHE_URL='{cache}'")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
