"""Filling a place with a real object of each kind whose texts hold the place's canary."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.apps import apps
from django.db.models import CharField, Model, TextField
from django.test import Client

from accounts.models import User
from accounts.tokens import create_token
from core.actors import SCHOOL_ROLES, Actor
from core.areas import Area
from core.periods import Period
from district.collection.models import Campaign
from jobs.models import Job, JobState
from jobs.work import create_job
from schools.calendar.models import Reminder
from schools.calendar.services.feeds import open_feed
from schools.mail.models import Letter
from schools.members.models import Member
from schools.members.services.groups import add_group
from schools.members.services.importing import take_file
from schools.members.services.register import MemberFacts, add_member
from schools.plans.models import Plan, PlanTask
from schools.plans.services.amending import ChangeWish, agree_changes, ask_change
from schools.plans.services.importing import read_upload_as_draft
from schools.plans.services.rules import add_rule
from schools.plans.services.submission import submit_plan
from schools.plans.services.summaries import DraftedSection, Stretch, begin_summary
from schools.plans.services.tasks import TaskText
from schools.records.models import WorkRecord
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.members import book
from tests.factories.people import client_of, make_user
from tests.factories.plans import PLAN_LINES, docx_of, make_plan
from tests.factories.records import make_deed, make_record, photo
from tests.isolation.jobs import note_place

Key = dict[str, str]
# Texts that must keep their meaning: what people sign in with, names of functions and files, codes of schools.
MEANINGFUL = {"password", "username", "home_school", "kind", "content", "code"}


@dataclass
class Room:
    """A place with a person who holds every role there, and the keys to its objects: uids by argument name.

    `hidden` stands in what never leaves a school, `sent` in the plans that its chair handed in.
    """

    school: School | None
    hidden: str
    sent: str
    owner: User
    keys: dict[str, list[Key]] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """What its addresses begin with."""
        return self.school.prefix if self.school else "/"

    @property
    def place(self) -> str:
        """Which URLconf it has."""
        return "school" if self.school else "district"

    def client(self) -> Client:
        """The owner at a browser."""
        return client_of(school=self.school, user=self.owner)

    def actor(self) -> Actor:
        """The owner at work."""
        return self.owner.as_actor(self.school.code if self.school else None)

    def add(self, row: Model, **parts: str) -> None:
        """Keep the key of an object, with those of its parts."""
        self.keys.setdefault(type(row).__name__, []).append({"uid": str(row.uid), **parts})


def make_job(room: Room) -> Job:
    """Work that is over."""
    row = create_job(note_place, {"note": room.hidden}, title=room.hidden, actor=room.actor())
    row.report, row.state, row.message = {"summary": room.hidden}, JobState.DONE, room.hidden
    row.save()
    return row


def furnish(room: Room) -> None:
    """One object of each kind in the current school."""
    actor, word = room.actor(), room.hidden
    group = add_group(word, actor=actor)
    member = add_member(MemberFacts(name=word, staff_number=f"{word}3", group=group), actor=actor)
    Member.objects.filter(pk=member.pk).update(user_uid=room.owner.uid)
    batch = take_file(f"{word}.xlsx", book(["姓名", "工号"], [word, f"{word}4"], [word, f"{word}4"]), actor=actor)
    draft = read_upload_as_draft(f"{word}.docx", docx_of((*PLAN_LINES, f"3、10月{word}适时办。")), "docx", actor=actor)
    rule = add_rule(area=Area.CARE, keywords=[word], weight=Decimal(1), actor=actor)
    colleague = make_user(*SCHOOL_ROLES, school=room.school, name=word)
    token, _ = create_token(room.owner, name=word, days=1, actor=actor)
    open_feed(room.owner, "all", actor=actor)
    Letter.objects.create(user=room.owner, subject=word, body=word, fault=word)
    for row in (group, member, batch, rule, batch.file, colleague, token, make_job(room)):
        room.add(row)
    [found] = draft.plans
    room.add(draft, plan=found["uid"], section=found["sections"][0]["uid"], task=found["tasks"][0]["uid"])


def write_plan(room: Room, text: str, period: Period) -> Plan:
    """A plan whose title and task hold `text`."""
    assert room.school is not None
    plan = make_plan(room.school, text, period=period, title=text)
    task = PlanTask.objects.filter(plan=plan).first()
    section = plan.sections.first()
    assert task is not None
    assert section is not None
    room.add(plan, section=str(section.uid), task=str(task.uid), version="1")
    room.add(task)
    occurrence = task.occurrences.get(number=1)
    room.add(Reminder.objects.create(user=room.owner, occurrence=occurrence, due_on=occurrence.due_on, rung=1))
    return plan


def write_record(room: Room, plan: Plan) -> WorkRecord:
    """A record with a photo that carries out the plan's task."""
    task = PlanTask.objects.filter(plan=plan).first()
    assert task is not None
    row = make_record(room.hidden, photo(f"{room.hidden}.png"), actor=room.actor())
    room.add(make_deed(row, task, actor=room.actor()))
    room.add(row, file=str(row.files.get().uid))
    return row


def write_summary(room: Room, plan: Plan) -> None:
    """A summary of the plan with a drafted section."""
    stretch = Stretch(plan.period, date(2026, 9, 1), date(2026, 9, 30))
    sections = [DraftedSection("opening", 1, room.hidden, room.hidden)]
    summary = begin_summary(plan, stretch, sections, title=room.hidden, actor=room.actor())
    room.add(summary, section=str(summary.sections.get().uid))


def hand_in(room: Room, campaign: Campaign) -> None:
    """Write a plan for the campaign and send it."""
    assert room.school is not None
    with in_school(room.school):
        plan = write_plan(room, room.sent, Period(campaign.year, campaign.term))
        submit_plan(plan, campaign.uid, accepts_warnings=True, actor=room.actor())


def hand_in_again(room: Room, campaign: Campaign) -> None:
    """Send the plan that came back once more."""
    assert room.school is not None
    with in_school(room.school):
        plan = Plan.objects.get(campaign_uid=campaign.uid)
        submit_plan(plan, campaign.uid, accepts_warnings=True, actor=room.actor())


def amend(room: Room, campaign: Campaign) -> None:
    """Send an amendment of the accepted plan, and ask something that has not left the school."""
    assert room.school is not None
    actor = room.actor()
    with in_school(room.school):
        plan = Plan.objects.get(campaign_uid=campaign.uid)
        task = PlanTask.objects.get(plan=plan)
        sent = ask_change(plan, task, ChangeWish("reword", room.sent, text=f"{room.sent}。"), actor=actor)
        amendment = agree_changes(plan, [sent.uid], reason=room.sent, actor=actor)
        new = ask_change(plan, None, ChangeWish("add", room.hidden, task=TaskText(room.hidden)), actor=actor)
        room.add(plan, task=str(task.uid), change=str(new.uid), amendment=str(amendment.uid))


def mark_texts(room: Room) -> None:
    """Put the hidden word into every plain text column of the school, whatever the services left empty."""
    assert room.school is not None
    with in_school(room.school):
        for label in (
            "accounts",
            "files",
            "jobs",
            "schools_members",
            "schools_plans",
            "schools_calendar",
            "schools_mail",
            "schools_records",
        ):
            for model in apps.get_app_config(label).get_models():
                columns = {column.name: room.hidden for column in model._meta.concrete_fields if _is_plain(column)}
                if columns:
                    model._base_manager.update(**columns)


def _is_plain(column: object) -> bool:
    return (
        type(column) in {CharField, TextField}
        and not (column.choices or column.unique)
        and column.name not in MEANINGFUL
    )
