"""The demo's summaries and copies: 映山小学 sent its summary, 望溪小学 drafts one and begins next year's plan."""

from datetime import datetime
from typing import Any

from config.demo.clock import at
from config.demo.sources import read
from config.demo.story import chair_of
from core.actors import Actor
from core.documents import DocumentKind
from core.periods import Period
from district.collection.services import campaigns
from schools.plans.models import Plan, Section
from schools.plans.selectors import plans_only, sections_of
from schools.plans.services import copying, submission
from schools.plans.services.tasks import TaskText, add_task
from schools.plans.services.writing import SectionText, change_section
from schools.plans.words import BLANK
from schools.records.services import summaries
from tenants.models import School
from tenants.schemas import in_school


def tell_of_summaries(actors: dict[str, Actor], schools: dict[str, School]) -> None:
    """Announce the campaign for summaries; one school sends its own, one has a draft, one copies its plan."""
    told = read("summaries")
    boss = actors[told["created_by"]]
    wish = campaigns.CampaignWish(
        told["title"], told["year"], told["term"], told["notice"], _time(told["opens_at"]), _time(told["due_at"]),
        _time(told["closes_at"]), required_sections=tuple(told["required_sections"]), kind=DocumentKind.SUMMARY.value,
    )  # fmt: skip
    with at(told["opens_at"]):
        campaign = campaigns.announce_campaign(campaigns.create_campaign(wish, actor=boss), actor=boss)
    period = Period(told["year"], told["term"])
    sent = told["sent"]
    with in_school(schools[sent["school"]]), at(sent["at"]):
        summary = _draft(period, sent["school"])
        for section in sections_of(summary):
            _fill(section, sent["answers"], actor=chair_of(sent["school"]))
        submission.submit_plan(summary, campaign.uid, accepts_warnings=True, actor=chair_of(sent["school"]))
    drafted = told["drafted"]
    with in_school(schools[drafted["school"]]), at(drafted["at"]):
        _draft(period, drafted["school"])
        _copy(period, told["copied"], drafted["school"])


def _plan_of(period: Period) -> Plan:
    return plans_only(Plan.objects.filter(year=period.year, term=period.term)).latest("pk")


def _draft(period: Period, code: str) -> Plan:
    plan = _plan_of(period)
    choice = summaries.choices_of(plan)[0]
    title = summaries.title_for(plan, choice)
    return summaries.draft_summary(plan, choice.code, title=title, actor=chair_of(code))


def _fill(section: Section, answers: dict[str, str], *, actor: Actor) -> None:
    """Write the told answer where the drafter left a blank; the reason serves for every unfinished task."""
    body = BLANK.sub(lambda found: answers[found[0].strip("（）")], section.body)
    if body != section.body:
        change_section(section, SectionText(section.title, section.level, body), version=section.version, actor=actor)


def _copy(period: Period, told: dict[str, Any], code: str) -> None:
    source, chair = _plan_of(period), chair_of(code)
    following = Period(period.year + 1, period.term)
    title = source.title.replace(period.label, following.label)
    plan = copying.copy_plan(source, title=title, period=following, actor=chair)
    for task in told["added"]:
        add_task(plan, TaskText(task["text"], area=task["area"], months=task["months"]), actor=chair)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
