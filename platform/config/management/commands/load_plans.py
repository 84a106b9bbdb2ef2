"""Bring a folder of real plan documents in through the importer: one new school for every plan found."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.actors import system_actor
from core.errors import DomainError
from core.periods import Term, period_of, today
from files.services import LABELS, check_content
from schools.plans.models import ImportDraft
from schools.plans.services import corrections, importing
from tenants.models import School, SchoolKind
from tenants.opening import NewSchool, open_school
from tenants.schemas import in_public, in_school

_KINDS = (
    ("幼儿园", SchoolKind.KINDERGARTEN), ("特殊", SchoolKind.SPECIAL), ("职", SchoolKind.VOCATIONAL),
    ("九年", SchoolKind.NINE_YEAR), ("高中", SchoolKind.SENIOR), ("初", SchoolKind.JUNIOR),
)  # fmt: skip


class Command(BaseCommand):
    """For pilots: a district sees at once what the importer makes of its schools' own documents.

    A plan that was loaded before is passed over, so the command can be run again after documents were added.
    """

    help = "把文件夹里的计划各装成一所学校。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder; and the year for plans whose title hides it (20xx)."""
        parser.add_argument("folder", type=Path, help="放计划文件的文件夹（docx、xlsx、txt、md）")
        parser.add_argument("--year", type=int, default=period_of(today()).year, help="标题没有写明年份时用的年份")

    def handle(self, *_args: str, **options: Any) -> None:
        """Load every file by name; a file that cannot be read is named and the others go on."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            message = f"没有这个文件夹：{folder}"
            raise CommandError(message)
        files = sorted(path for path in folder.iterdir() if path.suffix.lower().lstrip(".") in LABELS)
        if not files:
            message = f"{folder} 里没有 docx、xlsx、txt 或 md 文件。"
            raise CommandError(message)
        opened = 0
        with in_public():
            for path in files:
                opened += self._load(path, options["year"])
        self.stdout.write(f"新开通{opened}所学校。教职工人数未知，先记为1人，请在“学校”页补填。")

    def _load(self, path: Path, year: int) -> int:
        content = path.read_bytes()
        fingerprint = hashlib.sha256(content).hexdigest()[:6]
        opened, index, count = 0, 0, 1
        while index < count:
            index += 1
            code = f"plan-{fingerprint}-{index}"
            if School.objects.filter(code=code).exists():
                self.stdout.write(f"{path.name} 第{index}份：已在。")
                count = max(count, School.objects.filter(code__startswith=f"plan-{fingerprint}-").count())
                continue
            try:
                with transaction.atomic():
                    count, sentence = _open_with_plan(path.name, content, code, index, year)
            except DomainError as error:
                self.stderr.write(f"{path.name}：{error}")
                return opened
            self.stdout.write(f"{path.name} 第{index}份：{sentence}")
            opened += 1
        return opened


def _open_with_plan(name: str, content: bytes, code: str, index: int, year: int) -> tuple[int, str]:
    """Open a school for the `index`-th plan of a document; return how many plans it has and what was read."""
    school = _open(name, code, index)
    actor = system_actor(school.code)
    with in_school(school):
        draft = importing.read_upload_as_draft(
            name, content, check_content(name, content, kinds=tuple(LABELS)), actor=actor
        )
        for number, part in enumerate(draft.plans, start=1):
            corrections.choose_plan(draft, part["uid"], is_chosen=number == index, actor=actor)
        part = draft.plans[index - 1]
        if part["year"] is None:
            corrections.correct_plan(
                draft, part["uid"], title=part["title"], year=year, term=part["term"] or Term.YEAR.value, actor=actor
            )
        [plan] = importing.confirm_import(ImportDraft.objects.get(pk=draft.pk), actor=actor)
        tasks, sections = plan.tasks.count(), plan.sections.count()
    _name(school, part["title"])
    return len(draft.plans), f"{school.short_name}，{plan.period.label}，{sections}个部分，{tasks}项任务"


def _open(name: str, code: str, index: int) -> School:
    new = NewSchool(
        code=code, name=f"{name[:40]} 第{index}份 {code}", short_name=f"试用{code[-8:]}", kind=SchoolKind.PRIMARY.value,
        area="试用", staff_count=1, admin_name="管理员", admin_username="admin",
    )  # fmt: skip
    return open_school(new, actor=system_actor()).school


def _name(school: School, title: str) -> None:
    """Give the school the name and the kind that its plan's title speaks of."""
    kind = next((kind for word, kind in _KINDS if word in title), SchoolKind.PRIMARY)
    school.kind, school.name = kind, f"试用学校 {school.code[5:]}：{title[:36]}"[:60]
    school.save(update_fields=["kind", "name", "updated_at"])
