"""A whole site for browser tests: own database, real web server, real worker, real Chromium."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from embedded.addresses import database_url, var_folder
from tests.databases import recreate

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str:
    """The path of the browser; a clear sentence when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    message = "没有找到 Chromium，请先安装（Debian：apt install chromium fonts-noto-cjk）。"
    raise RuntimeError(message)


@dataclass(frozen=True)
class Site:
    """A running site: its address, and its management commands."""

    url: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command on the site's database; return what it printed; RuntimeError tells what failed."""
        ended = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True,
        )  # fmt: skip
        if ended.returncode:
            raise RuntimeError(ended.stderr[-4000:])
        return ended.stdout

    def create_admin(self, name: str, username: str) -> str:
        """Create a district administrator; return the first password."""
        printed = self.manage("create_district_admin", name, username)
        found = re.search(r"初始密码 (\S+?)，", printed)
        assert found, printed
        return found[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _place(database: str) -> tuple[dict[str, Any], str]:
    named = os.environ.get("DATABASE_URL")
    url = re.sub(r"(//[^/]*/)[^?]+", rf"\1{database}", named) if named else database_url(var_folder(), database)
    return {**settings.DATABASES["default"], "NAME": database}, url


def _numbered(url: str, base: int) -> str:
    """The same Valkey, another of its sixteen bases: no site hears another's tasks."""
    return re.sub(r"((?:virtual_host=|db=|/))\d+$", rf"\g<1>{base}", url)


@contextmanager
def running_site(folder: Path, *, name: str, first_base: int) -> Iterator[Site]:
    """Start a site with an empty district in database `name` and Valkey's `first_base` and the next; stop it after."""
    place, url = _place(name)
    recreate(place)
    port = _free_port()
    static = folder.parent / "static"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DEBUG": "0", "DATABASE_URL": url,
        "REDIS_URL": _numbered(settings.REDIS_URL, first_base),
        "CACHE_URL": _numbered(settings.CACHE_URL, first_base + 1),
        "MEDIA_ROOT": str(folder / "media"), "STATIC_ROOT": str(static),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    site = Site(f"http://127.0.0.1:{port}", environment)
    site.manage("migrate_all")
    if not static.exists():
        site.manage("collectstatic", "--noinput", "-v0")
    site.manage("shell", "-c", "from django.core.cache import cache; cache.clear()")
    programs = [
        ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"],
        ["celery", "-A", "config.celery", "worker", "-c", "2", "--loglevel", "WARNING"],
    ]
    with ExitStack() as stack:
        for program in programs:
            log = stack.enter_context((folder / f"{program[0]}.log").open("wb"))
            child = subprocess.Popen(
                [sys.executable, "-m", *program], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
            stack.callback(_end, child)
        _wait(f"{site.url}/readyz", folder)
        yield site


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(15)
    except subprocess.TimeoutExpired:
        child.kill()


def _wait(url: str, folder: Path) -> None:
    deadline = time.monotonic() + 120  # a busy machine is no fault of the site
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 -- our own server
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError((folder / "gunicorn.log").read_text()[-4000:])
