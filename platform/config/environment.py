"""Reading the environment: addresses of services and secrets, from variables or from files."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from environ import Env

BASE_DIR = Path(__file__).resolve().parents[2]
_offered: dict[str, str] = {}


def offer(**values: str) -> None:
    """Take these values where the environment says nothing; unlike variables they are not handed to children."""
    _offered.update(values)


def text(name: str, default: str = "") -> str:
    """Return variable `name`, or the content of the file that `name_FILE` names, or what was offered, or `default`."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, _offered.get(name, default))


def items(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether variable `name` says yes (1, true, yes, on)."""
    value = text(name)
    return default if not value else value.lower() in {"1", "true", "yes", "on"}


def var_dir() -> Path:
    """Return the folder of everything that this machine keeps for us (embedded services, uploads)."""
    return Path(os.environ.get("UNION_VAR") or BASE_DIR / "var").resolve()


def mail(url: str) -> dict[str, object]:
    """Turn `smtp+ssl://user:password@host:465` into Django's EMAIL_ settings, and "" into none.

    Other schemes are `smtp+tls` (STARTTLS) and `smtp` (plain). User and password are quoted as in every address
    (@ is %40). Raises ValueError without one of these schemes, a host and a port.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not parts.hostname or not parts.port:
        message = "EMAIL_URL 应写成 smtp+ssl://用户:密码@主机:端口"
        raise ValueError(message)
    return Env.email_url_config(url)  # type: ignore[no-any-return] # the library is untyped


def database(url: str) -> dict[str, object]:
    """Turn `postgres://user:password@host:port/name?option=value` into Django's settings.

    A socket folder is given as `?host=/folder`; other options (`sslmode`, `target_session_attrs`…) go to libpq.
    Raises ValueError for another scheme or a missing database name.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        message = "DATABASE_URL 应写成 postgres://用户:密码@主机:端口/库名"
        raise ValueError(message)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "tenants.backend",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", parts.port or "")),
        "OPTIONS": options,
    }
