"""Create the first account of the district."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import create_user
from core.actors import Role, system_actor
from core.errors import DomainError
from tenants.schemas import in_public


class Command(BaseCommand):
    """Prints a first password that must be changed at the first sign-in."""

    help = "建立区级管理员账号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name and user name."""
        parser.add_argument("name", help="姓名")
        parser.add_argument("username", help="用户名")

    def handle(self, *_args: str, **options: Any) -> None:
        """Create the account; a taken name is an error."""
        try:
            with in_public():
                user, password = create_user(
                    name=options["name"],
                    username=options["username"],
                    roles=[Role.DISTRICT_ADMIN],
                    actor=system_actor(),
                )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已建立账号 {user.username}，初始密码 {password}，首次登录须修改。")
