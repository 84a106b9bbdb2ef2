"""The embedded Valkey keeps its queue, also through a kill."""

import os
import signal
from pathlib import Path

from embedded.addresses import socket_folder
from embedded.valkey import ask, start_valkey, stop_valkey


def test_both_addresses_lead_to_one_socket(var: Path) -> None:
    server = start_valkey(var)
    socket = socket_folder(var) / "valkey.sock"

    assert server.url == f"redis+socket://{socket}?virtual_host=0"
    assert server.cache_url == f"unix://{socket}?db=1"
    assert ask(socket, "PING") == "+PONG\r\n"


def test_a_second_start_finds_the_running_server(var: Path) -> None:
    assert start_valkey(var).pid == start_valkey(var).pid


def test_what_was_queued_outlives_a_kill(var: Path) -> None:
    first = start_valkey(var)
    socket = socket_folder(var) / "valkey.sock"
    for number in range(50):
        ask(socket, f"RPUSH queue {number}")
    os.kill(first.pid, signal.SIGKILL)

    second = start_valkey(var)

    assert second.pid != first.pid
    assert ask(socket, "LLEN queue") == ":50\r\n"


def test_what_was_queued_outlives_a_stop(var: Path) -> None:
    start_valkey(var)
    socket = socket_folder(var) / "valkey.sock"
    ask(socket, "SET kept yes")

    stopped = stop_valkey(var)

    assert (stopped, ask(socket, "PING")) == (True, None)
    start_valkey(var)
    assert ask(socket, "GET kept") == "$3\r\nyes\r\n"


def test_a_full_queue_refuses_instead_of_forgetting(var: Path) -> None:
    start_valkey(var)

    answer = ask(socket_folder(var) / "valkey.sock", "CONFIG GET maxmemory-policy") or ""

    assert answer.split() == ["*2", "$16", "maxmemory-policy", "$10", "noeviction"]
