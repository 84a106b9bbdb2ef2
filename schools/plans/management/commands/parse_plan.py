"""`manage.py parse_plan FILE`: print the plans of a document as JSON, without touching the database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

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
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")
        path = Path(file)
        try:
            reading = read_file(path.name, path.read_bytes())
        except OSError as error:
            self._refuse(f"文件打不开：{path}（{error.strerror}）")
        except PlanUnreadable as error:
            self._refuse(str(error))
        else:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))

    def _refuse(self, sentence: str) -> None:
        """End without Django's "CommandError:" before the sentence."""
        self.stderr.write(sentence)
        sys.exit(1)
