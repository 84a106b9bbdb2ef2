"""Amendments: what is asked, agreed and refused, and what it does to the plan and its completion."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import Actor, Role
from core.errors import ConflictError, InvalidInputError, NotAllowedError, WrongStateError
from core.periods import today
from district.collection import facade as collection
from district.collection.chain import verify_chain
from district.collection.models import Campaign, Submission
from district.collection.services import amendments, decisions
from schools.plans import selectors
from schools.plans.models import Amendment, Change, ChangeKind, ChangeState, Plan, PlanTask
from schools.plans.services.amending import ChangeWish, agree_changes, ask_change, refuse_changes, withdraw_change
from schools.plans.services.submission import document_of, submit_plan
from schools.plans.services.tasks import TaskText, change_task
from schools.records.indicators import measure
from schools.records.services.deeds import confirm_deed, propose
from schools.records.standing import whole
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.amendments import APPROVER, accepted_plan, ask, entry_of
from tests.factories.collection import make_campaign
from tests.factories.people import make_actor
from tests.factories.plans import complete
from tests.factories.records import make_deed, make_record

TEXTS = ("召开教代会。", "征集提案。", "慰问教职工。", "检查公开栏。")


@pytest.fixture
def plan(ta: School, campaign: Campaign) -> Plan:
    return accepted_plan(ta, campaign, *TEXTS)


@pytest.fixture
def member(ta: School) -> Actor:
    return make_actor(Role.COMMITTEE, school=ta)


def tasks_of(plan: Plan) -> list[PlanTask]:
    return list(PlanTask.objects.select_related("plan", "section").filter(plan=plan).order_by("position"))


def decide(campaign: Campaign, school: School, *, is_agreed: bool, reason: str = "", version: int = 2) -> None:
    with in_public():
        amendments.decide(
            entry_of(campaign, school), version=version, is_agreed=is_agreed, reason=reason, actor=APPROVER
        )


def copies(campaign: Campaign) -> list[tuple[int, str]]:
    with in_public():
        return list(Submission.objects.filter(campaign=campaign).order_by("pk").values_list("version", "cause"))


def test_until_it_is_in_force_a_change_changes_no_number(
    ta: School, campaign: Campaign, plan: Plan, chair: Actor, member: Actor
) -> None:
    first, second, *_ = tasks_of(plan)
    make_deed(make_record("开了教代会", actor=member), first, actor=member)
    numbers = [float(whole(plan, today=today()).completion or 0)]
    change = ask(second, ChangeKind.CANCEL, actor=member)
    numbers.append(float(whole(plan, today=today()).completion or 0))
    agree_changes(plan, [change.uid], reason="本学期不办。", actor=chair)
    numbers.append(float(whole(plan, today=today()).completion or 0))
    pushed = {value.code: (value.numerator, value.denominator) for value in measure()}
    assert pushed["work.tasks_done"] == (1, 4)

    decide(campaign, ta, is_agreed=True)

    assert numbers == [0.25, 0.25, 0.25]
    assert whole(plan, today=today()).completion == pytest.approx(1 / 3)
    pushed = {value.code: (value.numerator, value.denominator) for value in measure()}
    assert pushed["work.tasks_done"] == (1, 3)


def test_what_the_district_agrees_to_changes_the_tasks(
    ta: School, campaign: Campaign, plan: Plan, chair: Actor, member: Actor
) -> None:
    first, second, third, _ = tasks_of(plan)
    wanted = [
        ask(first, ChangeKind.POSTPONE, actor=member, dates="12月10日"),
        ask(second, ChangeKind.CANCEL, actor=member),
        ask(third, ChangeKind.REWORD, actor=member, text="慰问困难教职工。"),
        ask_change(
            plan, None, ChangeWish(ChangeKind.ADD, "新要求。", task=complete("新办读书会。", section=third.section)),
            actor=member,
        ),
    ]  # fmt: skip
    before = entry_of(campaign, ta)

    amendment = agree_changes(plan, [each.uid for each in wanted], reason="因装修调整。", actor=chair)
    assert (amendment.number, amendment.version) == (None, 2)
    assert [task.text for task in selectors.tasks_of(plan)] == list(TEXTS)
    assert entry_of(campaign, ta).pending.version == 2
    decide(campaign, ta, is_agreed=True, reason="同意。")

    after = entry_of(campaign, ta)
    plan.refresh_from_db()
    amendment.refresh_from_db()
    assert [task.text for task in selectors.tasks_of(plan)] == [
        TEXTS[0], "慰问困难教职工。", TEXTS[3], "新办读书会。"
    ]  # fmt: skip
    assert tasks_of(plan)[0].time_labels == ["12月", "12月10日"]
    assert tasks_of(plan)[1].cancelled_by_amendment == amendment
    assert (str(amendment), amendment.decided_by, amendment.answer) == ("第1次修订", "程望舒", "同意。")
    assert selectors.judged_version(plan) == 1
    assert {change.state for change in amendment.changes.all()} == {ChangeState.IN_FORCE}
    assert (plan.submitted_version, plan.receipt_number) == (2, amendment.receipt_number)
    sent = {name: value for name, value in after.amended.payload.items() if name != "amendment"}
    assert sent == plan.sent_copy == document_of(plan).as_payload()
    said = after.amended.payload["amendment"]["changes"]
    assert [(each["kind"], each["before"], each["after"]) for each in said] == [
        ("postpone", "10月", "12月、12月10日"), ("cancel", "", ""), ("reword", TEXTS[2], "慰问困难教职工。"),
        ("add", "", "10月"),
    ]  # fmt: skip
    unchanged = ("state", "accepted_id", "current_id", "score", "first_submitted_at", "first_on_time", "return_count")
    assert [getattr(after, name) for name in unchanged] == [getattr(before, name) for name in unchanged]
    assert (after.amendments_count, after.pending, copies(campaign)) == (1, None, [(1, "submit"), (2, "amendment")])
    with in_public():
        assert verify_chain(after)
    assert [event.label for event in collection.history(campaign.uid, ta)][-2:] == ["申请修订", "修订"]


def test_the_chair_s_word_is_enough_where_the_campaign_says_so(ta: School, member: Actor, chair: Actor) -> None:
    with in_public():
        campaign = make_campaign(amended_by="chair", due_at=timezone.now() + timedelta(days=1))
    plan = accepted_plan(ta, campaign, *TEXTS)
    for number, task in enumerate(tasks_of(plan)[:2], start=1):
        change = ask(task, ChangeKind.CANCEL, actor=member)
        amendment = agree_changes(plan, [change.uid], reason="不办了。", actor=chair)
        assert (amendment.number, amendment.decided_by) == (number, chair.name)

    entry = entry_of(campaign, ta)
    assert (entry.pending, entry.amendments_count, entry.amended.version) == (None, 2, 3)
    assert [event.reason for event in collection.history(campaign.uid, ta)][-1] == "第2次修订：取消1项"
    with in_public():
        assert verify_chain(entry)


def test_a_refused_amendment_leaves_everything_and_the_next_one_is_the_first(
    ta: School, campaign: Campaign, plan: Plan, chair: Actor, member: Actor
) -> None:
    task = tasks_of(plan)[0]
    change = ask(task, ChangeKind.CANCEL, actor=member)
    refused = agree_changes(plan, [change.uid], reason="不办了。", actor=chair)
    with pytest.raises(InvalidInputError, match="请写原因"):
        decide(campaign, ta, is_agreed=False)
    decide(campaign, ta, is_agreed=False, reason="教代会必须开。")

    change.refresh_from_db()
    refused.refresh_from_db()
    assert (change.state, change.answer, refused.number) == ("refused", "教代会必须开。", None)
    assert len(selectors.tasks_of(plan)) == len(TEXTS)
    assert entry_of(campaign, ta).amendments_count == 0
    again = agree_changes(
        plan, [ask(task, ChangeKind.POSTPONE, actor=member).uid], reason="改到12月。", actor=chair
    )  # fmt: skip
    decide(campaign, ta, is_agreed=True, version=3)
    again.refresh_from_db()
    assert again.number == 1


def test_the_chair_refuses_with_words_and_people_take_back_their_own(
    ta: School, plan: Plan, chair: Actor, member: Actor
) -> None:
    first, second, *_ = tasks_of(plan)
    change = ask(first, ChangeKind.CANCEL, actor=member)
    with pytest.raises(NotAllowedError, match="只有工会主席"):
        refuse_changes(plan, [change.uid], answer="不。", actor=member)
    with pytest.raises(InvalidInputError, match="请写不同意的原因"):
        refuse_changes(plan, [change.uid], answer=" ", actor=chair)
    refuse_changes(plan, [change.uid], answer="教代会要开。", actor=chair)
    change.refresh_from_db()
    assert (change.state, change.answer, change.answered_by) == ("refused", "教代会要开。", chair.name)

    mine = ask(second, ChangeKind.CANCEL, actor=member)
    with pytest.raises(NotAllowedError, match="只能撤回自己的申请"):
        withdraw_change(mine, actor=make_actor(Role.COMMITTEE, school=ta))
    withdraw_change(mine, actor=member)
    for act in (
        lambda: withdraw_change(mine, actor=chair),
        lambda: refuse_changes(plan, [mine.uid], answer="不。", actor=chair),
        lambda: agree_changes(plan, [mine.uid], reason="好。", actor=chair),
    ):
        with pytest.raises(ConflictError, match="已被撤回或处理过"):
            act()


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("postpone", {"months": (), "dates": " "}, "请选新的月份"),
        ("postpone", {"months": (10,)}, "和现在一样"),
        ("reword", {"text": TEXTS[0]}, "和现在一样"),
        ("reword", {"text": " "}, "和现在一样"),
        ("cancel", {"reason": " "}, "请写申请的原因"),
    ],
)
def test_what_cannot_be_asked(
    plan: Plan, member: Actor, kind: ChangeKind, fields: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        ask(tasks_of(plan)[0], kind, actor=member, **fields)


def test_a_task_is_in_one_open_change_and_the_database_knows(
    ta: School, campaign: Campaign, plan: Plan, member: Actor, chair: Actor
) -> None:
    task = tasks_of(plan)[0]
    change = ask(task, ChangeKind.CANCEL, actor=member)
    with pytest.raises(WrongStateError, match="已有一项修订申请"):
        ask(task, ChangeKind.POSTPONE, actor=chair)
    with pytest.raises(IntegrityError, match="change_one_open_a_task"), transaction.atomic():
        Change.objects.create(plan=plan, task=task, kind="cancel", text="x", reason="x", asked_by="x")
    agree_changes(plan, [change.uid], reason="不办了。", actor=chair)
    with pytest.raises(WrongStateError, match="已有一项修订申请"):
        ask(task, ChangeKind.POSTPONE, actor=member)
    with pytest.raises(IntegrityError, match="amendment_one_waits"), transaction.atomic():
        Amendment.objects.create(
            plan=plan, reason="x", agreed_by="x", agreed_at=timezone.now(), version=9, receipt_number="x", sha256="x"
        )
    with pytest.raises(IntegrityError, match="task_cancelled_by_an_amendment"), transaction.atomic():
        PlanTask.objects.filter(pk=task.pk).update(cancelled_at=timezone.now())
    decide(campaign, ta, is_agreed=True)
    with pytest.raises(WrongStateError, match="已经取消"):
        ask(task, ChangeKind.POSTPONE, actor=member)


def test_one_amendment_waits_at_a_time(plan: Plan, member: Actor, chair: Actor) -> None:
    first, second, *_ = [ask(task, ChangeKind.CANCEL, actor=member) for task in tasks_of(plan)]
    agree_changes(plan, [first.uid], reason="不办了。", actor=chair)

    with pytest.raises(WrongStateError, match="上一次修订还在等区工会决定"):
        agree_changes(plan, [second.uid], reason="也不办了。", actor=chair)
    second.refresh_from_db()
    assert second.state == "asked"


def test_an_amended_plan_keeps_a_task(plan: Plan, member: Actor, chair: Actor) -> None:
    changes = [ask(task, ChangeKind.CANCEL, actor=member) for task in tasks_of(plan)]

    with pytest.raises(InvalidInputError, match="修订后计划要有任务"):
        agree_changes(plan, [change.uid for change in changes], reason="都不办。", actor=chair)


def test_the_campaign_s_demands_hold_for_amendments(ta: School, member: Actor, chair: Actor) -> None:
    with in_public():
        campaign = make_campaign(required_areas=("congress", "care"))
    plan = accepted_plan_with_care(ta, campaign)
    care = next(task for task in tasks_of(plan) if task.area == "care")

    with pytest.raises(InvalidInputError, match=r"修订后也要满足.*送温暖与福利"):
        agree_changes(plan, [ask(care, ChangeKind.CANCEL, actor=member).uid], reason="不办了。", actor=chair)


def accepted_plan_with_care(school: School, campaign: Campaign) -> Plan:
    with in_public():
        Campaign.objects.filter(pk=campaign.pk).update(required_areas=[])
    plan = accepted_plan(school, campaign, *TEXTS)
    PlanTask.objects.filter(pk=tasks_of(plan)[2].pk).update(area="care")
    with in_public():
        Campaign.objects.filter(pk=campaign.pk).update(required_areas=campaign.required_areas)
    return plan


def test_only_accepted_plans_are_amended_and_unlocking_closes_what_is_asked(
    ta: School, campaign: Campaign, plan: Plan, member: Actor, chair: Actor
) -> None:
    first, second, *_ = tasks_of(plan)
    cancelled = agree_changes(plan, [ask(first, ChangeKind.CANCEL, actor=member).uid], reason="不办了。", actor=chair)
    soon = timezone.now() + timedelta(days=3)
    with in_public(), pytest.raises(WrongStateError, match="有一次修订在等决定"):
        decisions.unlock(entry_of(campaign, ta), reason="改。", resubmit_by=soon, actor=APPROVER)
    decide(campaign, ta, is_agreed=True)
    change = ask(second, ChangeKind.CANCEL, actor=member)

    with in_public():
        decisions.unlock(entry_of(campaign, ta), reason="改。", resubmit_by=soon, actor=APPROVER)

    change.refresh_from_db()
    assert (change.state, change.answer) == ("withdrawn", "计划已解锁，请直接修改。")
    with pytest.raises(WrongStateError, match="只有区里通过了的计划"):
        ask(second, ChangeKind.CANCEL, actor=member)
    with pytest.raises(WrongStateError, match="已经取消"):
        change_task(tasks_of(plan)[0], TaskText("改"), version=2, is_settled=True, actor=member)
    assert entry_of(campaign, ta).amended is None
    submit_plan(plan, campaign.uid, accepts_warnings=True, actor=chair)
    entry = entry_of(campaign, ta)
    assert [task["text"] for task in entry.current.payload["tasks"]] == list(TEXTS[1:])
    assert copies(campaign)[-1] == (3, "resubmit")
    assert Amendment.objects.get(pk=cancelled.pk).number == 1


def test_a_cancelled_task_takes_no_more_records_and_keeps_those_it_has(
    ta: School, campaign: Campaign, plan: Plan, member: Actor, chair: Actor
) -> None:
    task = tasks_of(plan)[0]
    done = make_deed(make_record("开了会", actor=member), task, actor=member)
    record = make_record("又开了教代会", day=date(2026, 10, 20), actor=member)
    propose("work", record.uid, day=record.day, title="召开教代会", area="congress", actor=member)
    offered = task.deeds.get(record_uid=record.uid)
    agree_changes(plan, [ask(task, ChangeKind.CANCEL, actor=member).uid], reason="不办了。", actor=chair)
    decide(campaign, ta, is_agreed=True)

    task.refresh_from_db()
    for act in (
        lambda: make_deed(record, task, actor=member),
        lambda: confirm_deed(offered, actor=member),
    ):
        with pytest.raises(WrongStateError, match="不再计入落实"):
            act()
    done.refresh_from_db()
    assert (done.state, done.task) == ("confirmed", task)
    assert not propose("work", record.uid, day=record.day, title="召开教代会", area="congress", actor=member)


def test_a_fault_in_the_school_undoes_the_district_s_word(
    ta: School, campaign: Campaign, plan: Plan, member: Actor, chair: Actor
) -> None:
    agree_changes(
        plan, [ask(tasks_of(plan)[0], ChangeKind.CANCEL, actor=member).uid], reason="不办了。", actor=chair
    )  # fmt: skip
    Amendment.objects.update(version=7)

    with pytest.raises(WrongStateError, match="学校那边没有这次待定的修订"), transaction.atomic():
        decide(campaign, ta, is_agreed=True)
    entry = entry_of(campaign, ta)
    assert (entry.amendments_count, entry.pending.version) == (0, 2)


def test_a_refusal_by_the_district_s_side_undoes_the_school_s(
    ta: School, campaign: Campaign, plan: Plan, member: Actor, chair: Actor
) -> None:
    change = ask(tasks_of(plan)[0], ChangeKind.CANCEL, actor=member)
    with in_public():
        Campaign.objects.filter(pk=campaign.pk).update(state="archived")

    with pytest.raises(WrongStateError, match="已经归档"), transaction.atomic():
        agree_changes(plan, [change.uid], reason="不办了。", actor=chair)
    change.refresh_from_db()
    assert (change.state, Amendment.objects.count()) == ("asked", 0)


def test_deciding_twice_is_refused(ta: School, campaign: Campaign, plan: Plan, member: Actor, chair: Actor) -> None:
    changes = [ask(task, ChangeKind.CANCEL, actor=member) for task in tasks_of(plan)[:2]]
    agree_changes(plan, [changes[0].uid], reason="不办了。", actor=chair)
    decide(campaign, ta, is_agreed=True)
    with pytest.raises(WrongStateError, match="已经处理过了"):
        decide(campaign, ta, is_agreed=False, reason="不行。")
    agree_changes(plan, [changes[1].uid], reason="也不办了。", actor=chair)
    with pytest.raises(ConflictError, match="是另一次修订"):
        decide(campaign, ta, is_agreed=True, version=2)


def test_only_officers_ask_and_only_the_chair_agrees(ta: School, plan: Plan, member: Actor) -> None:
    task = tasks_of(plan)[0]
    with pytest.raises(NotAllowedError):
        ask(task, ChangeKind.CANCEL, actor=make_actor(Role.MEMBER, school=ta))
    change = ask(task, ChangeKind.CANCEL, actor=member)
    with pytest.raises(NotAllowedError):
        agree_changes(plan, [change.uid], reason="好。", actor=member)
