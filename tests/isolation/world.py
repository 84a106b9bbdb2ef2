"""Two schools and the district, furnished and committed: threads, processes and other connections see them."""

import os

import psycopg
from django.test import Client
from psycopg import sql

from accounts.tokens import create_token
from core.actors import DISTRICT_ROLES, SCHOOL_ROLES
from core.database import connection
from core.periods import Period
from district.collection.models import Campaign, Entry
from district.collection.services.entries import assign_reviewer
from district.collection.services.ties import TieWish, declare_tie
from district.review.services.publishing import publish_results
from district.review.services.reviewing import accept_entry, add_remark, return_entry
from files.services import store
from jobs.models import Job, JobState
from jobs.work import create_job
from tenants.schemas import in_public, in_school
from tenants.tasks import open_schools
from tests.district.review.marking import mark_all
from tests.factories.collection import SYSTEM, entry_of, make_campaign, make_rubric
from tests.factories.members import book
from tests.factories.people import make_user
from tests.factories.schools import PASSWORD, open_test_school
from tests.isolation.furnishing import (
    Room,
    amend,
    furnish,
    hand_in,
    hand_in_again,
    make_job,
    mark_texts,
    write_plan,
    write_record,
    write_summary,
)

TERMS = ("first", "second")


class World:
    """The schools `ca` and `cb` and the district; `pull_down` takes everything away again."""

    def __init__(self) -> None:
        self.before = highest_numbers()
        self.schools: list[Room] = []

    def build(self) -> None:
        """Open, furnish, hand in, review."""
        with in_public():
            self.district = Room(None, "zqzdhid", "zqzdsent", make_user(*DISTRICT_ROLES, name="zqzdhid"))
            self.rubrics = [make_rubric(f"评分标准{term}") for term in TERMS]
            self.campaigns = [
                make_campaign(rubric=rubric, term=term) for rubric, term in zip(self.rubrics, TERMS, strict=True)
            ]
            for code, name in (("ca", "丙校"), ("cb", "丁校")):
                self.schools.append(self._school(code, name))
            for campaign in self.campaigns:
                self._review(campaign)
            self._exempt_the_others()
            publish_results(self.campaigns[1], actor=self.district.actor())
            for room in self.schools:
                amend(room, self.campaigns[1])
            hand_in_again(self.schools[0], self.campaigns[0])
            self._furnish_district()
        for room in self.schools:
            mark_texts(room)

    def _school(self, code: str, name: str) -> Room:
        school = open_test_school(code, name).school
        word = f"zq{code}hid"
        sent = f"zq{code}sent"  # the chair's name goes along with what is handed in
        own = {"username": f"{word}1", "staff_number": f"{word}2", "email": f"{word}@example.com"}
        owner = make_user(*SCHOOL_ROLES, school=school, name=sent, **own)
        room = Room(school, word, sent, owner)
        with in_school(school):
            furnish(room)
            plan = write_plan(room, word, Period(2025, "year"))
            write_record(room, plan)
            write_summary(room, plan)
        for campaign in self.campaigns:
            hand_in(room, campaign)
        Client().post(f"{school.prefix}accounts/sign-in/", {"name": owner.username, "password": PASSWORD})
        return room

    def _review(self, campaign: Campaign) -> None:
        """The first campaign's plans stay with the reviewer, `ca`'s goes back; the second's are accepted."""
        actor = self.district.actor()
        for room in self.schools:
            entry = entry_of(campaign, room.school)
            assign_reviewer(campaign, [entry.uid], self.district.owner.uid, actor=SYSTEM)
            entry = entry_of(campaign, room.school)
            mark_all(entry, actor, 0, 1, -1, reason=room.sent)
            remark = add_remark(entry, line_number=2, text=room.sent, is_required=True, actor=actor)
            self.district.add(entry, remark_uid=str(remark.uid), version="1")
            if campaign == self.campaigns[1]:
                accept_entry(entry_of(campaign, room.school), actor=actor)
            elif room is self.schools[0]:
                return_entry(entry_of(campaign, room.school), reason=room.sent, actor=actor)

    def _exempt_the_others(self) -> None:
        others = Entry.objects.filter(campaign=self.campaigns[1]).exclude(school__code__in=["ca", "cb"])
        others.update(is_exempt=True, exempt_reason="没有参加")

    def _furnish_district(self) -> None:
        room = self.district
        upload = store("zqzdhid.xlsx", book(["学校"]), "xlsx", actor=room.actor())
        colleague = make_user(*DISTRICT_ROLES, name="zqzdhid")
        token, _ = create_token(room.owner, name="zqzdhid", days=1, actor=room.actor())
        wish = TieWish("worked", "zqzdhid")
        tie = declare_tie(colleague.uid, self.schools[0].school, wish, actor=room.actor())
        for row in (*self.campaigns, *self.rubrics, upload, colleague, token, make_job(room), self._opening(), tie):
            room.add(row)
        for school in self.schools:
            room.add(school.school, code=school.school.code)

    def _opening(self) -> Job:
        row = create_job(open_schools, {"file": ""}, title="开通学校", actor=self.district.actor())
        row.state = JobState.DONE
        row.save()
        return row

    def pull_down(self) -> None:
        """Drop the two schools and every row of the district that was not there before."""
        go_back(self.before, "ca", "cb")


def go_back(before: dict[str, int], *codes: str) -> None:
    """Drop the schools with these codes, and every row of the district that came after `before`."""
    connection.close()
    with as_superuser() as link:
        opened = link.execute("SELECT schema_name FROM tenants_school WHERE code = ANY(%s)", [list(codes)]).fetchall()
        for (schema,) in opened:
            link.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        link.execute("SET session_replication_role = replica")  # neither foreign keys nor append-only triggers
        for table, highest in before.items():
            link.execute(sql.SQL("DELETE FROM {} WHERE id > %s").format(sql.Identifier(table)), [highest])
        link.execute("DELETE FROM django_session")


def as_superuser() -> psycopg.Connection:
    """A connection to the run's database that nothing is denied."""
    admin = os.environ["ADMIN_DATABASE_URL"]
    return psycopg.connect(admin, dbname=connection.settings_dict["NAME"], autocommit=True)


def highest_numbers() -> dict[str, int]:
    """The highest id of each table of the district."""
    with as_superuser() as link:
        tables = link.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id'"
        ).fetchall()
        return {
            table: link.execute(
                sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))
            ).fetchone()[0]
            for (table,) in tables
        }
