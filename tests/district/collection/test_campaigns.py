"""Campaigns and their expected set: who is listed, what may change, who is reminded, exempt, extended, assigned."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from audit.models import AuditEntry
from core.actors import NOBODY, Role
from core.errors import InvalidInputError, NotAllowedError, WrongStateError
from district.collection import facade, selectors
from district.collection.models import Campaign, Entry, EntryEvent, EventKind, ReviewAssignment
from district.collection.services import campaigns as services
from district.collection.services import decisions, entries
from district.collection.services.campaigns import CampaignWish, wish_of
from district.review.models import Rubric
from tenants.models import School
from tenants.schemas import mount
from tenants.services import resume_school, suspend_school
from tests.factories.collection import (
    SYSTEM,
    entry_of,
    make_bare_school,
    make_campaign,
    make_rubric,
    moment,
    reviewers_of,
    submit,
    verdict,
)
from tests.factories.people import make_actor, make_user
from tests.factories.schools import open_test_school

pytestmark = pytest.mark.usefixtures("district")


def listed(campaign: Campaign) -> set[str]:
    return set(campaign.entries.values_list("school__code", flat=True))


def changed(campaign: Campaign, **fields: object) -> CampaignWish:
    return CampaignWish(**{**wish_of(campaign).__dict__, **fields})


def test_announcing_lists_active_schools_opened_by_the_deadline() -> None:
    due = timezone.localdate() + timedelta(days=10)
    on_time = make_bare_school(opened_on=due - timedelta(days=1))
    too_late = make_bare_school(opened_on=due + timedelta(days=1))
    stopped = make_bare_school(state="suspended")
    gone = make_bare_school(state="closed", closed_on=timezone.localdate())

    codes = listed(make_campaign())

    assert (on_time.code in codes, too_late.code in codes, stopped.code in codes, gone.code in codes) == (
        True, False, False, False,
    )  # fmt: skip
    assert {"ta", "tb"} <= codes


def test_a_school_that_opens_later_joins_while_it_is_not_due() -> None:
    now = timezone.now()
    School.objects.update(opened_on="2026-01-01")  # an hour ago may have been yesterday
    running = make_campaign()
    over = make_campaign(
        open_at=now - timedelta(days=9), due_at=now - timedelta(hours=1), close_at=now + timedelta(days=3)
    )

    school = open_test_school("tz", "新校").school

    assert ("tz" in listed(running), "tz" in listed(over)) == (True, False)
    assert facade.campaign_view(running.uid, school).can_submit is True


def test_a_school_that_works_again_joins_and_is_listed_once(tb: School) -> None:
    suspend_school(tb, reason="装修。", actor=SYSTEM)
    campaign = make_campaign()
    assert "tb" not in listed(campaign)

    resume_school(tb, actor=SYSTEM)
    suspend_school(tb, reason="再装修。", actor=SYSTEM)
    resume_school(tb, actor=SYSTEM)

    assert campaign.entries.filter(school=tb).count() == 1


def test_a_school_closed_before_the_deadline_leaves_the_denominator(tb: School) -> None:
    campaign = make_campaign()
    before = selectors.standing_counts(campaign)["expected"]

    School.objects.filter(pk=tb.pk).update(state="closed", closed_on=timezone.localdate())

    assert selectors.standing_counts(campaign)["expected"] == before - 1
    [counted] = selectors.with_counts(Campaign.objects.filter(pk=campaign.pk))
    assert counted.expected_n == before - 1


def test_a_draft_may_be_changed_in_everything() -> None:
    campaign = make_campaign(is_announced=False)
    rubric = make_rubric()

    campaign = services.change_campaign(
        campaign, changed(campaign, title="新名", year=2030, rubric_uid=rubric.uid), actor=SYSTEM
    )

    assert (campaign.title, campaign.year, wish_of(campaign).rubric_uid) == ("新名", 2030, rubric.uid)
    entry = AuditEntry.objects.first()
    assert (entry.verb, entry.after["year"]) == ("campaign.change", 2030)


@pytest.mark.parametrize(
    "fields",
    [
        {"year": 2031}, {"term": "year"}, {"open_at": moment("2020-01-01 00:00")}, {"rubric_uid": uuid4()},
        {"due_at": timezone.now() + timedelta(days=1)}, {"close_at": timezone.now() + timedelta(days=15)},
    ],
)  # fmt: skip
def test_an_announced_campaign_keeps_its_frame(fields: dict[str, object]) -> None:
    campaign = make_campaign()

    with pytest.raises(WrongStateError):
        services.change_campaign(campaign, changed(campaign, **fields), actor=SYSTEM)


def test_a_later_deadline_judges_timeliness_again_but_not_of_extended_schools(tb: School) -> None:
    now = timezone.now()
    School.objects.update(opened_on="2026-01-01")
    campaign = make_campaign(
        open_at=now - timedelta(days=9), due_at=now - timedelta(hours=1), close_at=now + timedelta(days=3)
    )
    Entry.objects.get_or_create(campaign=campaign, school=tb)
    late = submit(campaign, tb)
    assert late.first_on_time is False

    services.change_campaign(campaign, changed(campaign, due_at=now + timedelta(days=2)), actor=SYSTEM)

    assert entry_of(campaign, tb).first_on_time is True
    assert entry_of(campaign, tb).current.is_on_time is False


def test_announcing_freezes_the_rubric() -> None:
    rubric = make_rubric()

    make_campaign(rubric=rubric)

    assert Rubric.objects.get(pk=rubric.pk).is_frozen is True


def test_a_campaign_is_archived_only_after_its_close() -> None:
    campaign = make_campaign()
    with pytest.raises(WrongStateError):
        services.archive_campaign(campaign, actor=SYSTEM)

    with time_machine.travel(campaign.close_at + timedelta(seconds=1)):
        campaign = services.archive_campaign(campaign, actor=SYSTEM)
        with pytest.raises(WrongStateError):
            services.archive_campaign(campaign, actor=SYSTEM)
        with pytest.raises(WrongStateError):
            services.change_campaign(campaign, changed(campaign, title="x"), actor=SYSTEM)
        with pytest.raises(WrongStateError):
            entries.remind(campaign, [campaign.entries.first().uid], actor=SYSTEM)
        with pytest.raises(WrongStateError):
            services.announce_campaign(campaign, actor=SYSTEM)


@pytest.mark.parametrize("fields", [{"title": " "}, {"due_at": moment("2019-01-01 00:00")}])
def test_a_malformed_campaign_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        make_campaign(is_announced=False, **fields)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.OFFICIAL])
def test_only_administrators_manage_campaigns(role: Role) -> None:
    actor = make_actor(role)
    campaign = make_campaign(is_announced=False)
    announced = make_campaign()
    entry = announced.entries.first()
    for act in (
        lambda: services.create_campaign(wish_of(campaign), actor=actor),
        lambda: services.change_campaign(campaign, wish_of(campaign), actor=actor),
        lambda: services.announce_campaign(campaign, actor=actor),
        lambda: services.archive_campaign(announced, actor=actor),
        lambda: entries.remind(announced, [entry.uid], actor=actor),
        lambda: entries.assign_reviewer(announced, [entry.uid], uuid4(), actor=actor),
        lambda: entries.exempt(entry, reason="x", actor=actor),
        lambda: entries.expect(entry, actor=actor),
        lambda: entries.extend(
            announced, [entry.uid], due_at=announced.due_at, close_at=announced.close_at, reason="x", actor=actor
        ),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_a_reminder_goes_once_in_24_hours_and_only_to_who_owes(ta: School, tb: School) -> None:
    mount(None)
    campaign = make_campaign()
    submit(campaign, tb)
    uids = [entry_of(campaign, school).uid for school in (ta, tb)]

    first = entries.remind(campaign, uids, actor=SYSTEM)
    again = entries.remind(campaign, uids, actor=SYSTEM)
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        next_day = entries.remind(campaign, uids, actor=SYSTEM)

    assert (first.reminded, first.left_out) == (["甲校"], ["乙校"])
    assert (again.reminded, next_day.reminded) == ([], ["甲校"])
    assert EntryEvent.objects.filter(kind=EventKind.REMINDED).count() == 2
    assert facade.campaign_view(campaign.uid, ta).reminded_at is not None


def test_nobody_reviews_the_own_school(tb: School) -> None:
    campaign = make_campaign()
    entry = submit(campaign, tb)
    colleague = make_user(Role.REVIEWER, home_school="tb", name="方文博")

    with pytest.raises(InvalidInputError, match="方文博在乙校任职，不能审核它的报送件"):
        entries.assign_reviewer(campaign, [entry.uid], colleague.uid, actor=SYSTEM)

    assert reviewers_of(campaign, tb) == set()


def test_all_or_none_are_assigned(tb: School) -> None:
    campaign = make_campaign()
    uids = list(campaign.entries.values_list("uid", flat=True))
    colleague = make_user(Role.REVIEWER, home_school="tb")

    with pytest.raises(InvalidInputError):
        entries.assign_reviewer(campaign, uids, colleague.uid, actor=SYSTEM)

    assert ReviewAssignment.objects.count() == 0


@pytest.mark.parametrize("fields", [{"is_active": False}, {"roles": [Role.OFFICIAL]}])
def test_only_an_active_reviewer_is_assigned(fields: dict[str, object], tb: School) -> None:
    roles = fields.pop("roles", [Role.REVIEWER])
    person = make_user(*roles, **fields)
    campaign = make_campaign()

    with pytest.raises(InvalidInputError, match="在用的审核员"):
        entries.assign_reviewer(campaign, [entry_of(campaign, tb).uid], person.uid, actor=SYSTEM)


def test_assigning_again_to_the_same_person_says_nothing_new(tb: School) -> None:
    campaign = make_campaign()
    reviewer = make_user(Role.REVIEWER, name="苏雨棠")
    uid = entry_of(campaign, tb).uid

    counts = [entries.assign_reviewer(campaign, [uid], reviewer.uid, actor=SYSTEM) for _ in range(2)]

    assert counts == [1, 0]
    assert [event.label for event in facade.history(campaign.uid, tb)] == []


def test_exempting_takes_out_of_the_denominator_and_back(tb: School) -> None:
    campaign = make_campaign()
    before = selectors.standing_counts(campaign)["expected"]
    entry = entry_of(campaign, tb)

    entries.exempt(entry, reason="筹建期。", actor=SYSTEM)
    during = selectors.standing_counts(campaign)
    with pytest.raises(WrongStateError):
        entries.exempt(entry, reason="再来。", actor=SYSTEM)
    entries.expect(entry, actor=SYSTEM)

    assert (during["expected"], during["exempt"]) == (before - 1, 1)
    assert selectors.standing_counts(campaign)["expected"] == before
    with pytest.raises(WrongStateError):
        entries.expect(entry, actor=SYSTEM)


def test_who_has_handed_in_is_not_exempt_any_more(tb: School) -> None:
    campaign = make_campaign()
    entry = submit(campaign, tb)

    with pytest.raises(WrongStateError, match="还没报送"):
        entries.exempt(entry, reason="x", actor=SYSTEM)


@pytest.mark.parametrize("reason", ["", "   "])
def test_exemptions_and_extensions_need_a_reason(reason: str, tb: School) -> None:
    campaign = make_campaign()
    entry = entry_of(campaign, tb)
    with pytest.raises(InvalidInputError, match="原因"):
        entries.exempt(entry, reason=reason, actor=SYSTEM)
    with pytest.raises(InvalidInputError, match="原因"):
        entries.extend(
            campaign, [entry.uid], due_at=campaign.due_at, close_at=campaign.close_at, reason=reason, actor=SYSTEM
        )


def test_an_extension_never_shortens(tb: School) -> None:
    campaign = make_campaign()
    uid = entry_of(campaign, tb).uid
    for due, close in [
        (campaign.due_at - timedelta(days=1), campaign.close_at),
        (campaign.due_at, campaign.close_at - timedelta(days=1)),
        (campaign.close_at + timedelta(days=2), campaign.close_at + timedelta(days=1)),
    ]:
        with pytest.raises(InvalidInputError):
            entries.extend(campaign, [uid], due_at=due, close_at=close, reason="停电。", actor=SYSTEM)
    assert entry_of(campaign, tb).due_override is None


def test_a_return_may_keep_a_closed_campaign_open_for_one_school(tb: School) -> None:
    campaign = make_campaign()
    entry = decisions.begin(submit(campaign, tb), by="苏雨棠")

    with time_machine.travel(campaign.close_at + timedelta(days=1)):
        with pytest.raises(InvalidInputError, match="最晚哪天"):
            decisions.send_back(entry, verdict("缺时间。"))
        later = timezone.now() + timedelta(days=7)
        decisions.send_back(entry, verdict("缺时间。"), resubmit_by=later)
        again = submit(campaign, tb)

    assert (again.state, again.first_on_time, again.return_count) == ("submitted", True, 1)


def test_strangers_see_no_campaign() -> None:
    make_campaign()

    assert list(selectors.campaigns_visible_to(NOBODY)) == []
    assert list(selectors.entries_visible_to(NOBODY)) == []


def test_drafts_are_for_administrators() -> None:
    draft = make_campaign(is_announced=False)

    assert draft in selectors.campaigns_visible_to(make_actor(Role.DISTRICT_ADMIN))
    assert draft not in selectors.campaigns_visible_to(make_actor(Role.OFFICIAL))
