"""Bring the district, the template and every school up to date; resumes where it failed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants import upgrade
from tenants.protection import grant_rights
from tenants.schemas import in_schema_as_owner
from tenants.template import migrate_schema, refresh_template


class Command(BaseCommand):
    """The one command after every new version."""

    help = "升级区级库、学校模板和所有学校。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--plan` only says what would be done."""
        parser.add_argument("--plan", action="store_true", help="只列出要做的事")

    def handle(self, *_args: str, **options: Any) -> None:
        """Migrate public, then the template, then fan out to the schools; exit 1 when a school failed."""
        if not options["plan"]:
            migrate_schema("public")
            with in_schema_as_owner("public"):
                grant_rights("public")
            refresh_template()
            self.stdout.write("区级库和学校模板已是最新。")
        report = upgrade.upgrade_schools(dry_run=options["plan"], tell=self.stdout.write)
        if report.failed:
            message = f"{len(report.failed)} 所学校升级失败，改正后再运行一次即可：{'、'.join(report.failed)}"
            raise CommandError(message)
        self.stdout.write(f"学校：{report.upgraded} 所升级，{report.current} 所已是最新。")
