"""Records and deeds: who may, what is proposed, what counts, what another kind of record brings."""

from datetime import date
from uuid import uuid4

import pytest

from audit.models import AuditEntry
from core.actors import Role
from core.errors import ConflictError, InvalidInputError, NotAllowedError, WrongStateError
from core.periods import Period
from files.models import StoredFile
from schools.plans.models import Plan
from schools.plans.services.tasks import add_task, remove_task
from schools.plans.services.writing import delete_plan
from schools.records import facade, indicators, kinds
from schools.records.likeness import likeness
from schools.records.models import Deed, RecordFile, WorkRecord
from schools.records.services import deeds, writing
from schools.records.services.writing import RecordText
from tenants.models import School
from tests.factories.people import make_actor
from tests.factories.plans import chair_of, complete, first_task, make_plan
from tests.factories.records import make_deed, make_record, photo

DAY = date(2026, 10, 12)
CONGRESS = facade.Kind("test_congress", "教代会", "records:list")


def states() -> list[tuple[str, str]]:
    return [(deed.task.text, deed.state) for deed in Deed.objects.select_related("task").order_by("task__position")]


def test_a_record_keeps_what_was_given(ta: School) -> None:
    chair = chair_of(ta)

    row = writing.add_record(
        RecordText(DAY, "看望住院教职工", "care", people=2), [photo("甲.png"), photo("乙.png")], actor=chair
    )

    kept = WorkRecord.objects.get(uid=row.uid)
    assert (kept.title, kept.people, kept.author_name, kept.version) == ("看望住院教职工", 2, chair.name, 1)
    assert [one.file.name for one in kept.files.all()] == ["甲.png", "乙.png"]
    assert AuditEntry.objects.filter(verb="work.add", subject_uid=row.uid).count() == 1


@pytest.mark.parametrize("role", [Role.LEADER, Role.MEMBER, Role.GROUP_LEADER, Role.SCHOOL_ADMIN])
def test_only_chair_and_committee_write_and_confirm(ta: School, role: Role) -> None:
    plan, other = make_plan(ta, "召开教代会"), make_actor(role, school=ta)
    row = make_record("召开教代会", day=DAY, actor=chair_of(ta))

    with pytest.raises(NotAllowedError):
        make_record("召开教代会", day=DAY, actor=other)
    with pytest.raises(NotAllowedError):
        make_deed(row, first_task(plan), actor=other)
    with pytest.raises(NotAllowedError):
        deeds.confirm_deed(Deed.objects.get(), actor=other)


def test_a_file_that_is_no_photo_and_a_day_to_come_are_refused_and_nothing_is_kept(ta: School) -> None:
    chair = chair_of(ta)

    with pytest.raises(InvalidInputError, match=r"与后缀“\.png”不符"):
        make_record("召开教代会", photo("假.png", b"GIF89a" + b"x" * 300), day=DAY, actor=chair)
    with pytest.raises(InvalidInputError, match="日期还没有到"):
        make_record("召开教代会", day=date(2026, 11, 25), actor=chair)

    assert (WorkRecord.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_like_words_of_the_same_area_and_month_are_proposed(ta: School) -> None:
    plan, chair = make_plan(ta), chair_of(ta)
    for text, fields in (
        ("10月召开教代会，审议学校工作报告。", {}),
        ("召开教代会后公布决议", {"months": [12]}),
        ("召开教代会专题会议", {"area": "care"}),
        ("答复提案", {}),
    ):
        add_task(plan, complete(text, **fields), actor=chair)

    make_record("召开六届一次教代会", day=DAY, actor=chair)

    assert states() == [("10月召开教代会，审议学校工作报告。", "proposed")]


def test_another_area_needs_more_likeness(ta: School) -> None:
    make_plan(ta, "每季度更新一次教工之家宣传栏")

    make_record("更新教工之家宣传栏", day=DAY, area="publicity", actor=chair_of(ta))

    assert states() == [("每季度更新一次教工之家宣传栏", "proposed")]


def test_likeness_counts_pairs_of_characters() -> None:
    assert likeness("召开教代会", "10月召开教代会，审议报告") == 1
    assert likeness("教工趣味运动会", "举行教工趣味运动会，6个小组") == 1
    assert likeness("看望老师", "编制预算") == 0
    assert likeness("2026", "召开教代会") == 0


def test_confirmed_counts_rejected_is_not_offered_again(ta: School) -> None:
    plan, chair = make_plan(ta, "召开教代会"), chair_of(ta)
    row = make_record("召开教代会", day=DAY, actor=chair)
    deed = Deed.objects.get()

    deeds.confirm_deed(deed, actor=chair)
    assert facade.stand(plan, list(plan.tasks.all())).completion == 1
    deeds.take_back_deed(deed, actor=chair)
    assert facade.stand(plan, list(plan.tasks.all())).completion == 0
    with pytest.raises(WrongStateError):
        deeds.take_back_deed(deed, actor=chair)
    writing.change_record(row, RecordText(DAY, "召开教代会了", "congress"), version=1, actor=chair)

    assert states() == [("召开教代会", "rejected")]
    assert Deed.objects.get().title == "召开教代会了"


def test_a_record_for_a_task_counts_at_once(ta: School) -> None:
    plan, chair = make_plan(ta, "编制预算"), chair_of(ta)

    row = writing.add_record(RecordText(DAY, "开会", "funds"), task=first_task(plan).uid, actor=chair)

    assert states() == [("编制预算", "confirmed")]
    writing.delete_record(row, actor=chair)
    assert (states(), RecordFile.objects.count()) == ([], 0)


def test_two_people_do_not_save_over_each_other(ta: School) -> None:
    chair = chair_of(ta)
    row = make_record("召开教代会", photo(), day=DAY, actor=chair)
    kept = row.files.get()

    writing.change_record(row, RecordText(DAY, "甲", "care"), removed=[kept.uid], version=1, actor=chair)
    with pytest.raises(ConflictError):
        writing.change_record(row, RecordText(DAY, "乙", "care"), version=1, actor=chair)

    assert (WorkRecord.objects.get().title, WorkRecord.objects.get().files.count()) == ("甲", 0)


@pytest.fixture
def congress(monkeypatch: pytest.MonkeyPatch) -> facade.Kind:
    """A second kind of record, as a later app registers it."""
    monkeypatch.setattr(kinds, "_kinds", {**kinds._kinds})
    facade.register(CONGRESS)
    return CONGRESS


def test_another_kind_of_record_is_proposed_carries_out_and_is_withdrawn(ta: School, congress: facade.Kind) -> None:
    plan, chair, uid = make_plan(ta, "每月召开委员会", "召开教代会"), chair_of(ta), uuid4()
    task = first_task(plan)

    [offered] = facade.propose(congress, uid, day=DAY, title="召开教代会", area="congress", actor=chair)[:1]
    facade.carry_out(congress, uid, task, day=DAY, title="第一次会议", actor=chair)
    facade.carry_out(congress, uid, task, day=DAY, title="第一次会议", actor=chair)
    make_deed(make_record("又一次", day=DAY, actor=chair), task, actor=chair)

    assert offered.task.text == "召开教代会"
    assert [row.standing.confirmed for row in facade.stand(plan, list(plan.tasks.all())).rows] == [2, 0]
    assert facade.withdraw(congress, uid, actor=chair) == 1
    assert [row.standing.confirmed for row in facade.stand(plan, list(plan.tasks.all())).rows] == [1, 0]


def test_a_kind_that_nobody_registered_and_a_taken_code_are_refused(ta: School, congress: facade.Kind) -> None:
    plan, stranger = make_plan(ta, "召开教代会"), facade.Kind("stranger", "", "")

    with pytest.raises(KeyError):
        facade.carry_out(stranger, uuid4(), first_task(plan), day=DAY, title="", actor=chair_of(ta))
    with pytest.raises(ValueError, match="taken"):
        facade.register(facade.Kind(congress.code, "别的", "records:list"))


def sent(plan: Plan) -> Plan:
    Plan.objects.filter(pk=plan.pk).update(state="accepted", receipt_number="R", submitted_at="2026-09-01T00:00Z")
    return plan


def test_what_crosses_is_counts_with_denominators(ta: School) -> None:
    plan, chair = sent(make_plan(ta, "召开教代会", "答复提案")), chair_of(ta)
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    add_task(plan, complete("走访", area="care", months=[], recurrence="monthly", weight=3), actor=chair)
    make_deed(make_record("甲", day=DAY, actor=chair), plan.tasks.all()[0], actor=chair)
    make_deed(make_record("乙", day=DAY, actor=chair), plan.tasks.get(area="care"), actor=chair)

    found = {value.code: (value.numerator, value.denominator) for value in indicators.measure()}

    assert {code: found[code] for code in list(found)[:5]} == {
        "work.records": (2, None),
        "work.completion": (160, 500),  # (1 + 3·1/5) of 5
        "work.on_track": (250, 500),  # (1 + 3·1/2) of 5
        "work.tasks_done": (1, 3),
        "work.tasks_due_done": (1, 3),
    }
    assert (found["work.tasks_done.care"], found["work.tasks_done.funds"]) == ((0, 1), (0, 0))


def test_a_plan_that_was_never_sent_measures_nothing(ta: School) -> None:
    make_plan(ta, "召开教代会")
    make_plan(ta, "召开教代会", period=Period(2026, "year"))

    assert indicators.measure() == []


def test_a_task_that_was_carried_out_is_not_deleted(ta: School) -> None:
    plan, chair = make_plan(ta, "召开教代会", "征集提案"), chair_of(ta)
    task = first_task(plan)
    deed = make_deed(make_record("开了会", actor=chair), task, actor=chair)

    for act in (lambda: remove_task(task, actor=chair), lambda: delete_plan(plan, actor=chair)):
        with pytest.raises(WrongStateError, match="已有1条确认的工作记录"):
            act()
    deeds.take_back_deed(deed, actor=chair)
    remove_task(task, actor=chair)

    assert [row.text for row in plan.tasks.all()] == ["征集提案"]
