"""The demo's story, told through the same services that people use, in the order in which it happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from accounts.models import User
from config.demo.clock import at
from config.demo.sources import document, read
from core.actors import Actor, Role
from core.periods import Period
from core.rhythms import read_rhythm
from district.collection.lines import lines_of
from district.collection.models import Campaign, Entry
from district.collection.services import campaigns, entries
from district.review.models import Review
from district.review.selectors import criteria_of
from district.review.services import publishing, reviewing, rubrics
from files.services import check_content
from schools.plans.forms.fields import owner_values, rhythm_values
from schools.plans.models import Plan
from schools.plans.services import corrections, importing, submission, tasks, writing
from tenants.models import School
from tenants.schemas import in_school
from tenants.services import note_first_use

Step = tuple[datetime, Callable[[], object]]
KINDS = ("docx", "xlsx", "txt", "md")


@dataclass
class Story:
    """One campaign's story; `actors` are the district's people by user name, `schools` the schools by code."""

    told: dict[str, Any]
    actors: dict[str, Actor]
    schools: dict[str, School]
    rubric_uid: UUID | None
    campaign: Campaign = field(init=False)

    def tell(self) -> None:
        """Let everything happen, in the order of time."""
        for moment, happen in sorted(self._steps(), key=lambda step: step[0]):
            with at(moment):
                happen()

    def _steps(self) -> Iterator[Step]:
        opens = _time(self.told["opens_at"])
        yield opens - timedelta(days=1), self._create
        yield opens, self._announce
        for reminder in self.told["reminders"]:
            yield _time(reminder["sent_at"]), partial(self._remind, reminder)
        for entry in self.told["schools"]:
            yield from self._steps_of(entry)
        if moment := self.told["published_at"]:
            yield _time(moment), self._publish
        if moment := self.told.get("archived_at"):
            yield _time(moment), lambda: campaigns.archive_campaign(self.campaign, actor=self.boss)

    @property
    def boss(self) -> Actor:
        """Who keeps the campaign."""
        return self.actors[self.told["created_by"]]

    def _create(self) -> None:
        told = self.told
        self.campaign = campaigns.create_campaign(
            campaigns.CampaignWish(
                told["title"], told["year"], told["term"], told["notice"], _time(told["opens_at"]),
                _time(told["due_at"]), _time(told["closes_at"]), self.rubric_uid,
                required_areas=tuple(told.get("required_areas", [])), most_returns=told.get("most_returns"),
                reviewers_per_copy=told.get("reviewers_per_copy", 1), needs_approval=told.get("needs_approval", False),
                review_opens_at=_time_if_any(told.get("review_opens_at")),
                review_closes_at=_time_if_any(told.get("review_closes_at")),
            ),
            actor=self.boss,
        )  # fmt: skip

    def _announce(self) -> None:
        self.campaign = campaigns.announce_campaign(self.campaign, actor=self.boss)

    def _remind(self, reminder: dict[str, Any]) -> None:
        uids = [self._entry(code).uid for code in reminder["schools"]]
        entries.remind(self.campaign, uids, actor=self.actors[reminder["sent_by"]])

    def _publish(self) -> None:
        publishing.publish_results(self.campaign, actor=self.actors[self.told["decided_by"]])

    def _entry(self, code: str) -> Entry:
        return Entry.objects.select_related("campaign", "school").get(campaign=self.campaign, school__code=code)

    def _steps_of(self, told: dict[str, Any]) -> Iterator[Step]:
        code = told["school"]
        if exemption := told.get("exemption"):
            yield _time(exemption["granted_at"]), lambda: self._exempt(code, exemption)
        if extension := told.get("extension"):
            yield _time(extension["granted_at"]), lambda: self._extend(code, extension)
        if own := told.get("own_plan"):
            yield _time(own["imported_at"]), lambda: self._import(code, own["document"])
        if moment := told.get("imported_at"):
            yield _time(moment), lambda: self._import(code, told["document"])
        if moment := told.get("first_submitted_at"):
            yield from self._steps_of_submission(told, _time(moment))

    def _steps_of_submission(self, told: dict[str, Any], first: datetime) -> Iterator[Step]:
        code = told["school"]
        yield first - timedelta(minutes=55), lambda: self._prepare(code, told)
        yield first, lambda: self._submit(code)
        for judge in told.get("panel", []):
            yield _time(judge["assigned_at"]), partial(self._assign, code, judge["reviewer"])
            yield _time(judge["proposed_at"]), partial(self._propose, code, judge)
        if not told["reviewer"]:
            return
        assigned = _time(told["assigned_at"]) if told.get("assigned_at") else first + timedelta(minutes=40)
        yield assigned, lambda: self._assign(code, told["reviewer"])
        for sent_back in told["returns"]:
            yield _time(sent_back["returned_at"]), partial(self._return, told, sent_back)
            if moment := sent_back["resubmitted_at"]:
                yield _time(moment), partial(self._resubmit, code, sent_back)
        if moment := told.get("accepted_at"):
            yield _time(moment), lambda: self._accept(told)
        if begun := told.get("score_so_far"):
            yield assigned + timedelta(minutes=25), lambda: self._begin(told, begun)

    # In the school ------------------------------------------------------------------------------------------------

    def _import(self, code: str, path: str) -> None:
        note_first_use(self.schools[code])
        with in_school(self.schools[code]):
            plan = import_document(path, self.campaign.period, actor=chair_of(code))
            say_rhythms(plan, read("story")["rhythms"].get(code, {}), actor=chair_of(code))
            give_owners(plan, read("story")["owners"].get(code, {}), actor=chair_of(code))

    def _prepare(self, code: str, told: dict[str, Any]) -> None:
        if told["document"]:
            self._import(code, told["document"])
            return
        note_first_use(self.schools[code])
        with in_school(self.schools[code]):
            chair = chair_of(code)
            plan = writing.create_plan(title=self.campaign.title, period=self.campaign.period, actor=chair)
            for task in self.told["small_plan"]:
                text = tasks.TaskText(task["text"], area=task["area"], months=task["months"])
                tasks.add_task(plan, text, actor=chair)

    def _plan(self) -> Plan:
        period = self.campaign.period
        plans = Plan.objects.filter(kind=self.campaign.kind, year=period.year, term=period.term)
        return plans.latest("pk")

    def _submit(self, code: str) -> None:
        with in_school(self.schools[code]):
            submission.submit_plan(self._plan(), self.campaign.uid, accepts_warnings=True, actor=chair_of(code))

    def _resubmit(self, code: str, sent_back: dict[str, Any]) -> None:
        with in_school(self.schools[code]):
            for change in sent_back["changes"]:
                replace_words(self._plan(), change["old"], change["new"], actor=chair_of(code))
        self._submit(code)

    # In the district ----------------------------------------------------------------------------------------------

    def _exempt(self, code: str, exemption: dict[str, Any]) -> None:
        entries.exempt(self._entry(code), reason=exemption["reason"], actor=self.actors[exemption["granted_by"]])

    def _extend(self, code: str, extension: dict[str, Any]) -> None:
        entry, due = self._entry(code), _time(extension["due_at"])
        entries.extend(
            self.campaign, [entry.uid], due_at=due, close_at=max(due, entry.close_at), reason=extension["reason"],
            actor=self.actors[extension["granted_by"]],
        )  # fmt: skip

    def _assign(self, code: str, reviewer: str) -> None:
        uid = self.actors[reviewer].uid
        if uid is not None:
            entries.assign_reviewer(self.campaign, [self._entry(code).uid], uid, actor=self.boss)

    def _return(self, told: dict[str, Any], sent_back: dict[str, Any]) -> None:
        actor = self.actors[told["reviewer"]]
        self._remark(told["school"], sent_back["remarks"], actor)
        by = _time(sent_back["resubmit_by"]) if sent_back.get("resubmit_by") else None
        reviewing.return_entry(self._entry(told["school"]), reason=sent_back["reason"], actor=actor, resubmit_by=by)

    def _accept(self, told: dict[str, Any]) -> None:
        actor = self.actors[told["reviewer"]]
        if told["score"]:
            self._begin(told, told["score"])
        reviewing.accept_entry(self._entry(told["school"]), actor=actor)

    def _propose(self, code: str, judge: dict[str, Any]) -> None:
        actor, entry = self.actors[judge["reviewer"]], self._entry(code)
        review = reviewing.begin_review(entry, actor=actor)
        reviewing.save_marks(entry, self._wishes(judge), version=review.version, actor=actor)
        reviewing.accept_entry(self._entry(code), actor=actor)

    def _begin(self, told: dict[str, Any], score: dict[str, Any]) -> None:
        actor = self.actors[told["reviewer"]]
        self._remark(told["school"], told["remarks"], actor)
        entry = self._entry(told["school"])
        review = reviewing.begin_review(entry, actor=actor)
        reviewing.save_marks(entry, self._wishes(score), version=review.version, actor=actor)

    def _wishes(self, score: dict[str, Any]) -> dict[UUID, reviewing.MarkWish]:
        wishes = {}
        for row, criterion in zip(read("rubric")["categories"], criteria_of(self.campaign), strict=True):
            label = score["levels"].get(row["code"])
            labels = [level["label"] for level in criterion.levels]
            if label is not None:
                level = labels.index(label) if label in labels else None
                reason = score["notes"].get(row["code"], "")
                wishes[criterion.uid] = reviewing.MarkWish(level, applies=level is not None, reason=reason)
        return wishes

    def _criteria(self) -> dict[str | None, UUID]:
        """The criteria of the campaign by the demo's own codes."""
        codes, criteria = [row["code"] for row in read("rubric")["categories"]], criteria_of(self.campaign)
        return {code: criterion.uid for code, criterion in zip(codes, criteria, strict=False)}

    def _remark(self, code: str, remarks: list[dict[str, Any]], actor: Actor) -> None:
        entry = self._entry(code)
        review: Review = reviewing.begin_review(entry, actor=actor)
        lines = lines_of(review.submission.payload)
        for remark in remarks:
            number = next((line.number for line in lines if _bare(remark["quote"]) in _bare(line.text)), None)
            if number is None:
                message = f"{code}: no line says {remark['quote']}"
                raise LookupError(message)
            reviewing.add_remark(
                entry, line_number=number, text=remark["text"], is_required=remark["kind"] == "must", actor=actor,
                criterion_uid=self._criteria().get(remark.get("about")),
            )  # fmt: skip


def create_rubric(actor: Actor) -> UUID:
    """Create the demo's rubric; return its uid."""
    told = read("rubric")
    wishes = [
        rubrics.CriterionWish(
            row["title"], row["weight"],
            tuple(rubrics.LevelWish(level["label"], level["points"], level["description"]) for level in row["levels"]),
            may_not_apply=row["may_not_apply"],
        )
        for row in told["categories"]
    ]  # fmt: skip
    return rubrics.create_rubric(told["title"], wishes, actor=actor).uid


def import_document(path: str, period: Period, *, actor: Actor) -> Plan:
    """Import a file of the demo through the real importer, as its chair would; year and term as the campaign asks."""
    name, content = document(path)
    draft = importing.read_upload_as_draft(name, content, check_content(name, content, kinds=KINDS), actor=actor)
    for part in draft.plans:
        if (part["year"], part["term"]) != (period.year, period.term):
            corrections.correct_plan(
                draft, part["uid"], title=part["title"], year=period.year, term=period.term, actor=actor
            )
    return importing.confirm_import(draft, actor=actor)[0]


def say_rhythms(plan: Plan, rhythms: dict[str, str], *, actor: Actor) -> None:
    """Let the tasks whose words are named come round as said; a plan without such a task is left as it is."""
    for words, said in rhythms.items():
        for task in plan.tasks.filter(text__contains=words):
            rhythm = rhythm_values(read_rhythm(said), task.dates)
            wish = tasks.TaskText(
                text=task.text, section=task.section, area=task.area, months=task.months, owner_uid=task.owner_uid,
                owner_name=task.owner_name, weight=task.weight, **rhythm,
            )  # fmt: skip
            tasks.change_task(task, wish, version=task.version, is_settled=False, actor=actor)


def give_owners(plan: Plan, owners: dict[str, str], *, actor: Actor) -> None:
    """Hand the tasks that name nobody to the owner of their area."""
    for area, name in owners.items():
        loose = list(plan.tasks.filter(area=area, owner_name="").values_list("uid", flat=True))
        if loose:
            tasks.assign_tasks(plan, loose, owner_values(name), actor=actor)


def replace_words(plan: Plan, old: str, new: str, *, actor: Actor) -> None:
    """Replace words in the one task that holds them. Raises LookupError when no task does."""
    for task in plan.tasks.all():
        if _bare(old) in _bare(task.text):
            text = task.text.replace(old, new) if old in task.text else new
            wish = tasks.TaskText(
                text, task.section, task.area, task.months, task.dates, task.recurrence, task.owner_uid,
                task.owner_name, task.weight, task.times, task.weekdays,
            )  # fmt: skip
            tasks.change_task(task, wish, version=task.version, is_settled=True, actor=actor)
            return
    message = f"{plan}: no task says {old}"
    raise LookupError(message)


def chair_of(code: str) -> Actor:
    """The chair of the school where we are."""
    user = User.objects.filter(roles__contains=[Role.CHAIR.value]).exclude(roles__contains=[Role.SCHOOL_ADMIN.value])
    return (user.first() or User.objects.get(roles__contains=[Role.CHAIR.value])).as_actor(code)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _time_if_any(text: str | None) -> datetime | None:
    return _time(text) if text else None


def _bare(text: str) -> str:
    return "".join(text.split()).rstrip("。；;.")
