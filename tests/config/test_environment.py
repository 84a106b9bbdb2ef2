"""Reading the environment: the address of the mail server."""

import os
import subprocess
import sys

import pytest

from config import environment
from embedded.addresses import PROJECT


@pytest.mark.parametrize(
    ("url", "user", "host", "port", "secured"),
    [
        ("smtp+ssl://a%40b.cn:p%40%3Aw@smtp.exmail.qq.com:465", ("a@b.cn", "p@:w"), "smtp.exmail.qq.com", 465, "SSL"),
        ("smtp+tls://a:b@h.cn:587", ("a", "b"), "h.cn", 587, "TLS"),
        ("smtp://127.0.0.1:2525", (None, None), "127.0.0.1", 2525, ""),
    ],
)
def test_the_mail_server_is_an_address(
    url: str, user: tuple[str | None, str | None], host: str, port: int, secured: str
) -> None:
    found = environment.mail(url)

    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == user
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert [name for name in ("SSL", "TLS") if found.get(f"EMAIL_USE_{name}")] == ([secured] if secured else [])


@pytest.mark.parametrize("url", ["smtp.qq.com", "smtp+ssl://a:b@smtp.qq.com", "http://smtp.qq.com:25", "smtp://:25"])
def test_half_an_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="EMAIL_URL"):
        environment.mail(url)


def test_without_an_address_nothing_is_configured() -> None:
    assert environment.mail("") == {}


def test_a_server_without_a_sender_stops_the_start() -> None:
    values = {"EMAIL_URL": "smtp://127.0.0.1:2525", "PYTHONPATH": "platform"}
    ended = subprocess.run(
        [sys.executable, "-c", "import config.settings.dev"], cwd=PROJECT, env=os.environ | values,
        check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert (ended.returncode, "EMAIL_FROM" in ended.stderr) == (1, True)
