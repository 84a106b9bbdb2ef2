"""Load the demo district 青禾区: schools, people, plans through the real importer, a campaign from start to end."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.demo.amendments import amend_plans
from config.demo.people import create_district_accounts, declare_ties, demo_password_hash, open_demo_schools
from config.demo.records import send_first_reminders, write_records
from config.demo.sources import read
from config.demo.story import Story, create_rubric
from config.demo.summaries import tell_of_summaries
from core.actors import Role
from schools.plans.pushing import push_facts
from schools.records.pushing import push_facts as push_work_facts
from tenants.models import School
from tenants.schemas import in_public, in_school


class Command(BaseCommand):
    """All or nothing; does nothing when the demo is there."""

    help = "载入演示区（已载入时不做任何事）。"

    def handle(self, *_args: str, **_options: Any) -> None:
        """Load everything in one transaction."""
        with in_public():
            codes = {entry["code"] for entry in read("schools")}
            present = set(School.objects.filter(code__in=codes).values_list("code", flat=True))
            if present == codes:
                self.stdout.write("演示区已在。")
                return
            if present:
                message = f"已有同名的学校：{'、'.join(sorted(present))}。演示区只能装进没有它们的库。"
                raise CommandError(message)
            with transaction.atomic():
                self._load()

    def _load(self) -> None:
        begun = time.monotonic()
        password = demo_password_hash()
        actors = create_district_accounts(password)
        schools = open_demo_schools(password)
        self.stdout.write(f"开通{len(schools)}所学校，{time.monotonic() - begun:.1f}秒")
        boss = next(actor for actor in actors.values() if actor.has(Role.DISTRICT_ADMIN))
        rubric = create_rubric(boss)
        for told in sorted(read("story")["campaigns"], key=lambda campaign: campaign["opens_at"]):
            Story(told, actors, schools, rubric if told["rubric"] else None).tell()
            self.stdout.write(f"{told['title']}：{len(told['schools'])}所学校的经过，{time.monotonic() - begun:.1f}秒")
        declare_ties(actors, schools)
        self.stdout.write(f"{write_records(schools)}条工作记录，{time.monotonic() - begun:.1f}秒")
        self.stdout.write(f"{amend_plans(actors, schools)}次修订，{time.monotonic() - begun:.1f}秒")
        tell_of_summaries(actors, schools)
        self.stdout.write(f"{send_first_reminders(schools)}条提醒，{time.monotonic() - begun:.1f}秒")
        for school in schools.values():
            with in_school(school):
                push_facts()
                push_work_facts()
