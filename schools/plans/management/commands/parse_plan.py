"""`manage.py parse_plan FILE`: print the plans of a document as JSON, without touching the database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from schools.plans.reading import PlanUnreadable, read_file


class Command(BaseCommand):
    """Reads one file with the importer's engine."""

    help = "把一份计划文件读成JSON，不写数据库。"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the path of the file."""
        parser.add_argument("file", help="docx、xlsx、txt或md文件")

    def handle(self, *_args: object, file: str, **_options: object) -> None:
        """Print one JSON object, or end with a Chinese sentence and exit code 1."""
        path = Path(file)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"文件打不开：{path}（{error.strerror}）") from error
        try:
            reading = read_file(path.name, content)
        except PlanUnreadable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))
