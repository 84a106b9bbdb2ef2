"""The run's own cluster and database."""

import os
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from psycopg import sql

from embedded import postgres, valkey
from embedded.addresses import socket_folder, valkey_urls, var_folder
from embedded.services import stop_all


def start_services() -> None:
    """Start the embedded PostgreSQL and Valkey unless the environment names others."""
    var = var_folder()
    if settings.CACHES["default"]["LOCATION"] == valkey_urls(var)[1]:
        valkey.start_valkey(var)
    if settings.DATABASES["default"]["HOST"] == str(socket_folder(var)):
        os.environ["ADMIN_DATABASE_URL"] = postgres.start_postgres(var).admin_dsn


def stop_services() -> None:
    """Stop what runs in the suite's folder; says nothing when nothing does."""
    stop_all(var_folder())


def environment_for_a_worker(broker: str, **more: str) -> dict[str, str]:
    """The environment of a worker process on this run's database, with a broker base of its own."""
    from django.db import connection

    database = settings.DATABASES["default"]
    person = f"{database['USER']}:{quote(database['PASSWORD'])}"
    place = urlencode({"host": database["HOST"], **({"port": database["PORT"]} if database["PORT"] else {})})
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"postgres://{person}@/{connection.settings_dict['NAME']}?{place}",
        "REDIS_URL": broker,
        "CACHE_URL": settings.CACHE_URL,
        **more,
    }


def fresh_database() -> None:
    """Create this run's database anew and point Django's connection at it: `test_<database>`."""
    from django.db import connection

    connection.settings_dict["NAME"] = f"test_{connection.settings_dict['NAME']}"
    recreate(connection.settings_dict)


def recreate(place: dict[str, Any]) -> None:
    """Drop database `place["NAME"]` with its roles and create both anew."""
    from tenants.management.commands.prepare_database import prepare

    name, admin = place["NAME"], os.environ["ADMIN_DATABASE_URL"]
    with psycopg.connect(admin, autocommit=True) as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        left = link.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE %s ORDER BY rolname = %s",  # the owner granted the others
            [f"{name}\\_%", f"{name}_owner"],
        ).fetchall()
        for (role,) in left:
            link.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
    prepare(place, admin)
