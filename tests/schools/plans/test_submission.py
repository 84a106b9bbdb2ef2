"""Over the threshold and back: every arrow, every refused one, and both sides or neither."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from core.actors import Role, system_actor
from core.errors import DomainError, InvalidInputError, NotAllowedError, WrongStateError
from core.periods import Period
from district.collection import facade
from district.collection.models import Campaign, Entry, EntryState, Submission
from district.collection.services import decisions, entries
from district.collection.signals import decision_made, results_published
from schools.plans.models import Plan, PlanState
from schools.plans.services import submission, tasks, writing
from tenants.models import School
from tenants.schemas import in_public, in_schema_as_owner, in_school
from tests.factories.collection import make_campaign, verdict
from tests.factories.people import make_actor
from tests.factories.plans import chair_of, complete, first_task, make_plan

SignIn = Callable[..., Client]


def entry_of(campaign: Campaign, school: School) -> Entry:
    with in_public():
        return Entry.objects.select_related("current").get(campaign=campaign, school=school)


def copies(campaign: Campaign) -> list[tuple[int, str]]:
    with in_public():
        found = Submission.objects.filter(campaign=campaign).order_by("version")
        return [(copy.version, copy.payload["tasks"][0]["text"]) for copy in found]


def send(plan: Plan, campaign: Campaign, school: School, *, accepts: bool = False) -> Plan:
    submission.submit_plan(plan, campaign.uid, accepts_warnings=accepts, actor=chair_of(school))
    plan.refresh_from_db()
    return plan


def decide(plan: Plan, campaign: Campaign, school: School, decision: str, **facts: object) -> None:
    """What the district's side does inside its transaction."""
    values = {"reason": "", "remarks": [], "by": "苏雨棠", "at": timezone.now(), **facts}
    with in_public(), transaction.atomic():
        decision_made.send(
            None, school=school, campaign_uid=campaign.uid, plan_uid=str(plan.uid), decision=decision, **values
        )
    plan.refresh_from_db()


def test_submitting_locks_the_plan_and_leaves_a_copy(ta: School, campaign: Campaign) -> None:
    plan = send(make_plan(ta, "召开教代会", "征集提案"), campaign, ta)

    entry = entry_of(campaign, ta)
    assert (plan.state, plan.submitted_version, plan.campaign_uid) == ("submitted", 1, campaign.uid)
    assert (plan.receipt_number, plan.sha256) == (entry.current.receipt_number, entry.current.sha256)
    assert entry.current.payload == plan.sent_copy == submission.document_of(plan).as_payload()
    assert [task["text"] for task in plan.sent_copy["tasks"]] == ["召开教代会", "征集提案"]


def test_all_faults_and_warnings_come_at_once(ta: School, campaign: Campaign) -> None:
    plan = make_plan(ta, period=Period(2027, "year"))
    view = facade.campaign_view(campaign.uid, ta)

    found = submission.findings_of(plan, view)

    assert [finding.is_fault for finding in found] == [True, True]
    assert "2026学年第一学期" in found[0].message
    assert "还没有任务" in found[1].message
    assert found[0].anchor == "plan-head"


def test_what_can_be_mended_in_the_plan_leads_there(ta: School, campaign: Campaign, sign_in: SignIn) -> None:
    plan = make_plan(ta, period=Period(2027, "year"))
    tasks.add_task(plan, tasks.TaskText("适时慰问"), actor=chair_of(ta))
    client = sign_in(Role.CHAIR, school=ta)

    gate = client.get(f"{ta.prefix}plans/{plan.uid}/submit/?campaign={campaign.uid}").content.decode()
    edit = client.get(f"{ta.prefix}plans/{plan.uid}/edit/").content.decode()

    places = re.findall(rf'href="{ta.prefix}plans/{plan.uid}/edit/#([^"]+)"', gate)
    assert len(places) >= 2
    assert [place for place in places if f'id="{place}"' not in edit] == []


def test_warnings_must_be_accepted(ta: School, campaign: Campaign) -> None:
    plan = make_plan(ta)
    tasks.add_task(plan, tasks.TaskText("适时慰问"), actor=chair_of(ta))

    with pytest.raises(InvalidInputError, match=r"没有时间.*没有工作领域.*没有负责人"):
        send(plan, campaign, ta)
    assert (copies(campaign), first_task(plan).plan.state) == ([], "draft")

    assert send(plan, campaign, ta, accepts=True).state == "submitted"


def test_a_plan_for_another_period_is_refused(ta: School, campaign: Campaign) -> None:
    with pytest.raises(InvalidInputError, match="请改计划的年份、时段"):
        send(make_plan(ta, "甲", period=Period(2025, "first")), campaign, ta)


def test_a_second_plan_for_the_same_campaign_is_refused(ta: School, campaign: Campaign) -> None:
    send(make_plan(ta, "甲", title="第一份"), campaign, ta)

    with pytest.raises(InvalidInputError, match="已经报送《第一份》"):
        send(make_plan(ta, "乙"), campaign, ta)


def test_a_sent_plan_is_not_sent_again(ta: School, campaign: Campaign) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)

    with pytest.raises(WrongStateError):
        send(plan, campaign, ta)

    assert copies(campaign) == [(1, "甲")]


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.SCHOOL_ADMIN, Role.LEADER, Role.MEMBER])
def test_only_the_chair_submits_and_withdraws(ta: School, campaign: Campaign, role: Role) -> None:
    plan, actor = make_plan(ta, "甲"), make_actor(role, school=ta)

    with pytest.raises(NotAllowedError):
        submission.submit_plan(plan, campaign.uid, accepts_warnings=True, actor=actor)
    with pytest.raises(NotAllowedError):
        submission.withdraw_plan(plan, actor=actor)


def test_a_closed_campaign_undoes_the_school_s_side(ta: School) -> None:
    now = timezone.now()
    with in_public():
        campaign = make_campaign()
        Campaign.objects.filter(pk=campaign.pk).update(
            open_at=now - timedelta(days=9), due_at=now - timedelta(days=3), close_at=now - timedelta(days=1)
        )
    plan = make_plan(ta, "甲")

    with pytest.raises(DomainError):
        send(plan, campaign, ta)

    plan.refresh_from_db()
    assert (plan.state, plan.receipt_number, copies(campaign)) == ("draft", "", [])


def test_an_error_of_the_database_on_the_school_s_side_undoes_the_copy(ta: School, campaign: Campaign) -> None:
    """The district's copy is written first; then the school's row refuses: nothing stays on either side."""
    plan = make_plan(ta, "甲")
    connection.check_constraints()
    with in_schema_as_owner(ta.schema_name), connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE schools_plans_plan ADD CONSTRAINT refuse_sending CHECK (state <> 'submitted') NOT VALID"
        )

    with pytest.raises(IntegrityError), transaction.atomic():
        send(plan, campaign, ta)

    plan.refresh_from_db()
    assert (plan.state, copies(campaign), entry_of(campaign, ta).state) == ("draft", [], EntryState.MISSING)


def test_withdrawing_before_the_review_makes_a_draft_again(ta: School, campaign: Campaign) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)

    submission.withdraw_plan(plan, actor=chair_of(ta))

    plan.refresh_from_db()
    assert (plan.state, plan.campaign_uid, plan.receipt_number) == ("draft", None, "")
    assert entry_of(campaign, ta).state == EntryState.MISSING
    assert send(plan, campaign, ta).submitted_version == 2
    assert copies(campaign) == [(1, "甲"), (2, "甲")]


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.RETURNED, PlanState.ACCEPTED])
def test_only_a_submitted_plan_is_withdrawn(ta: School, campaign: Campaign, state: PlanState) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    Plan.objects.update(state=state)

    with pytest.raises(WrongStateError):
        submission.withdraw_plan(plan, actor=chair_of(ta))


def test_nothing_is_withdrawn_once_the_review_has_begun(ta: School, campaign: Campaign) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    with in_public():
        decisions.begin(entry_of(campaign, ta), by="苏雨棠")

    with pytest.raises(DomainError):
        submission.withdraw_plan(plan, actor=chair_of(ta))

    plan.refresh_from_db()
    assert plan.state == "submitted"


def returned(plan: Plan, campaign: Campaign, school: School) -> None:
    """Reviewed and sent back by the district."""
    remark = {
        "anchor": str(first_task(plan).uid),
        "line": 6,
        "quote": "甲",
        "text": "请写明时间。",
        "is_required": True,
    }
    with in_public():
        entry = decisions.begin(entry_of(campaign, school), by="苏雨棠")
        decisions.send_back(entry, verdict("缺少负责人。", remarks=[{**remark, "by": "苏雨棠", "at": ""}]))
    plan.refresh_from_db()


def test_a_return_opens_the_plan_and_shows_reason_and_remark_at_the_line(
    ta: School, campaign: Campaign, sign_in: SignIn
) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    returned(plan, campaign, ta)

    page = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}plans/{plan.uid}/edit/")

    assert (plan.state, plan.return_reason) == ("returned", "缺少负责人。")
    rows = [row for part in page.context["parts"] for row in part.rows]
    assert [remark["text"] for remark in rows[0].remarks] == ["请写明时间。"]
    assert "缺少负责人。" in page.content.decode()


def test_a_returned_plan_is_corrected_and_sent_as_version_two(ta: School, campaign: Campaign) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    returned(plan, campaign, ta)

    tasks.change_task(first_task(plan), complete("乙"), version=1, is_settled=True, actor=chair_of(ta))

    assert send(plan, campaign, ta).submitted_version == 2
    assert copies(campaign) == [(1, "甲"), (2, "乙")]


def test_withdrawing_an_answer_to_a_return_leaves_it_returned(ta: School, campaign: Campaign) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    returned(plan, campaign, ta)
    send(plan, campaign, ta)

    submission.withdraw_plan(plan, actor=chair_of(ta))

    plan.refresh_from_db()
    assert (plan.state, plan.campaign_uid, plan.return_reason) == ("returned", campaign.uid, "缺少负责人。")
    assert entry_of(campaign, ta).state == EntryState.RETURNED


def test_a_returned_plan_goes_to_no_other_campaign(ta: School, campaign: Campaign) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    returned(plan, campaign, ta)
    with in_public():
        other = make_campaign()

    with pytest.raises(InvalidInputError, match="不能再报另一次征集"):
        send(plan, other, ta)


def test_reviewing_changes_nothing_and_accepting_locks(ta: School, campaign: Campaign) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)

    decide(plan, campaign, ta, "reviewing")
    assert plan.state == "submitted"
    decide(plan, campaign, ta, "accepted")

    assert plan.state == "accepted"
    with pytest.raises(WrongStateError):
        tasks.change_task(first_task(plan), complete("乙"), version=1, is_settled=True, actor=chair_of(ta))
    with pytest.raises(WrongStateError):
        submission.submit_plan(plan, campaign.uid, accepts_warnings=True, actor=chair_of(ta))


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.RETURNED, PlanState.ACCEPTED])
@pytest.mark.parametrize("decision", ["reviewing", "returned", "accepted"])
def test_a_decision_without_a_submitted_plan_is_undone(
    ta: School, campaign: Campaign, state: PlanState, decision: str
) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    Plan.objects.update(state=state)

    with pytest.raises(WrongStateError):
        decide(plan, campaign, ta, decision)

    plan.refresh_from_db()
    assert plan.state == state


def test_a_decision_on_an_unknown_plan_is_undone(ta: School, campaign: Campaign) -> None:
    plan = make_plan(ta, "甲")
    plan.uid = uuid4()

    with pytest.raises(WrongStateError):
        decide(plan, campaign, ta, "accepted")


def test_a_decision_reaches_its_own_school_only(ta: School, tb: School, campaign: Campaign) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    with in_school(tb):
        other = make_plan(tb, "乙")
        Plan.objects.filter(pk=other.pk).update(uid=plan.uid)

    decide(plan, campaign, ta, "accepted")

    with in_school(tb):
        assert Plan.objects.get(pk=other.pk).state == "draft"


def test_a_published_sheet_is_shown_to_the_school(ta: School, campaign: Campaign, sign_in: SignIn) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    decide(plan, campaign, ta, "accepted")
    client = sign_in(Role.CHAIR, school=ta)
    assert client.get(f"{ta.prefix}plans/{plan.uid}/sheet/").status_code == 404
    rows = [
        {
            "title": "任务可检查",
            "points": 24,
            "weight": 30,
            "level": "良",
            "text": "",
            "reason": "时间清楚。",
            "applies": True,
        },
        {"title": "离退休安排", "points": None, "weight": 10, "level": "", "text": "", "reason": "", "applies": False},
    ]
    with in_public(), transaction.atomic():
        results_published.send(
            None, school=ta, campaign_uid=campaign.uid, plan_uid=str(plan.uid),
            sheet={"total": 80.0, "rubric": "计划评分表", "published_at": "2026-11-20T10:00:00+08:00", "rows": rows},
        )  # fmt: skip

    page = client.get(f"{ta.prefix}plans/{plan.uid}/sheet/").content.decode()

    assert [word in page for word in ("<b>80</b>", "任务可检查", "时间清楚。", "不计入", "失6分")] == [True] * 5


def test_a_member_does_not_see_receipt_and_sheet(ta: School, campaign: Campaign, sign_in: SignIn) -> None:
    plan = send(make_plan(ta, "甲"), campaign, ta)
    client = sign_in(Role.MEMBER, school=ta)

    answers = [client.get(f"{ta.prefix}plans/{plan.uid}/{page}").status_code for page in ("", "receipt/", "sheet/")]

    assert answers == [200, 403, 403]


def test_changes_since_the_copy_are_shown(ta: School, campaign: Campaign, sign_in: SignIn) -> None:
    plan = send(make_plan(ta, "适时慰问", "乙"), campaign, ta)
    returned(plan, campaign, ta)
    tasks.change_task(
        first_task(plan),
        complete("12月慰问", section=first_task(plan).section),
        version=1,
        is_settled=True,
        actor=chair_of(ta),
    )

    page = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}plans/{plan.uid}/compare/")

    assert page.context["compare"]["titles"] == ("第1版（已报送）", "现在的计划")
    assert page.context["facts"] == ["改1行"]


def test_the_district_hears_of_drafts(ta: School, campaign: Campaign) -> None:
    plan = make_plan(ta, "甲")
    assert entry_of(campaign, ta).has_draft is True

    writing.delete_plan(plan, actor=chair_of(ta))

    assert entry_of(campaign, ta).has_draft is False


def test_an_exempt_school_is_told_why(ta: School, campaign: Campaign, sign_in: SignIn) -> None:
    with in_public():
        entries.exempt(entry_of(campaign, ta), reason="新建学校", actor=system_actor())
    plan = make_plan(ta, "甲")

    with pytest.raises(InvalidInputError, match="免报"):
        send(plan, campaign, ta)
