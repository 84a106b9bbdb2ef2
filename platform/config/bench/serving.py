"""The site over this run's database, served by gunicorn as in production, on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings

_PATIENCE = 60  # seconds


@contextmanager
def served(**variables: str) -> Iterator[str]:
    """Serve, with `variables` put over the environment; gives the site's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "platform/deploy/gunicorn.conf.py"],
        cwd=settings.BASE_DIR, env=os.environ | {"BIND": f"127.0.0.1:{port}"} | variables,
    )  # fmt: skip
    try:
        _wait_for(site)
        yield site
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait_for(address: str) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            urlopen(address, timeout=5).close()  # noqa: S310 -- our own server
        except HTTPError:
            return  # it answers
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return
