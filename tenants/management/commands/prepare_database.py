"""Create the database, its owner and district roles, and the right of our login to act as them. Idempotent."""

import os
from argparse import ArgumentParser
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg import sql

from tenants.backend.base import PUBLIC, owner_of, role_of


class Command(BaseCommand):
    """Run once per database, with a login that may create roles (ADMIN_DATABASE_URL, or that of DATABASE_URL)."""

    help = "建立数据库和角色（可重复运行）。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--admin` is a libpq address of a login that may create roles and databases."""
        parser.add_argument("--admin", default=os.environ.get("ADMIN_DATABASE_URL", ""))

    def handle(self, *_args: str, **options: Any) -> None:
        """Prepare the default database."""
        try:
            prepare(settings.DATABASES["default"], options["admin"])
        except psycopg.OperationalError as error:
            message = f"连不上数据库：{error}"
            raise CommandError(message) from error
        self.stdout.write("数据库已就绪。")


def prepare(place: dict[str, Any], admin: str) -> None:
    """Create database `place["NAME"]` and its roles; `admin` is a libpq address or empty for the same login."""
    name, login = str(place["NAME"]), str(place["USER"])
    target = {
        "host": place["HOST"],
        "port": place["PORT"] or None,
        "user": login,
        "password": place["PASSWORD"] or None,
    }
    start: dict[str, Any] = {} if admin else {**{k: v for k, v in target.items() if v}, "dbname": "postgres"}
    with psycopg.connect(admin, autocommit=True, **start) as connection:
        for role in (owner_of(name), role_of(name, PUBLIC)):
            if not _exists(connection, "pg_roles WHERE rolname", role):
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        owner = sql.Identifier(owner_of(name))
        connection.execute(sql.SQL("ALTER ROLE {} CREATEROLE").format(owner))
        if not _exists(connection, "pg_roles WHERE rolname", login):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(login)))
        for role in (owner_of(name), role_of(name, PUBLIC)):
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(login)))
        if not _exists(connection, "pg_database WHERE datname", name):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                    sql.Identifier(name), owner
                )
            )
    with psycopg.connect(admin, autocommit=True, **{**start, "dbname": name}) as connection:
        connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
        connection.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(sql.Identifier(name), owner))


def _exists(connection: "psycopg.Connection[Any]", where: str, value: str) -> bool:
    query = sql.SQL("SELECT 1 FROM " + where + " = %s")  # noqa: S608 -- fixed texts of this module
    return connection.execute(query, [value]).fetchone() is not None
