"""Handing in and taking back: the states, the clocks, the chain, the receipt."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core.errors import InvalidInputError, WrongStateError
from district.collection import facade
from district.collection.chain import broken_versions, hash_of, verify_chain
from district.collection.documents import PlanDocument
from district.collection.models import Entry, EntryState, EventKind, Submission
from district.collection.services import decisions
from district.collection.services.campaigns import announce_campaign, archive_campaign
from district.collection.services.entries import exempt, extend
from district.collection.timeliness import late_days
from tenants.models import School
from tenants.schemas import in_public, in_schema_as_owner
from tests.factories.collection import SYSTEM, entry_of, make_campaign, make_document, moment, submit, verdict

REFUSED = r"permission denied|append-only"
OPEN, DUE, CLOSE = moment("2026-08-25 00:00"), moment("2026-09-16 00:00"), moment("2026-10-01 00:00")


def clocks() -> dict[str, object]:
    return {"open_at": OPEN, "due_at": DUE, "close_at": CLOSE}


@pytest.fixture
def school(tb: School, district: None) -> School:
    School.objects.filter(pk=tb.pk).update(opened_on="2026-01-01")
    return tb


def returned(entry: Entry) -> Entry:
    decisions.begin(entry, by="苏雨棠")
    return decisions.send_back(entry, verdict("请写明时间。"))


def test_a_school_hands_in_from_its_own_schema(ta: School) -> None:
    with in_public():
        campaign = make_campaign()

    receipt = facade.receive(make_document(), campaign_uid=campaign.uid, school=ta, sent_by="沈静姝")

    [view] = facade.open_campaigns(ta)
    assert (view.state, view.can_submit, view.receipt_number) == ("submitted", False, receipt.number)
    assert (receipt.version, receipt.is_on_time, len(receipt.sha256)) == (1, True, 64)
    assert [event.label for event in facade.history(campaign.uid, ta)] == ["报送"]
    assert connection.tenant == ta


def test_the_receipt_number_is_for_people(school: School) -> None:
    entry = submit(make_campaign(year=2026), school)

    assert entry.current.receipt_number == f"QH-2026-{entry.pk:04d}-01"


def test_a_campaign_of_the_other_school_is_not_shown(ta: School, tb: School) -> None:
    with in_public():
        campaign = make_campaign()
        submit(campaign, tb)

    assert facade.campaign_view(campaign.uid, ta).state == "missing"
    assert facade.history(campaign.uid, ta) == []
    assert facade.campaign_view(uuid4(), ta) is None


def test_a_draft_campaign_is_not_there_for_schools(school: School) -> None:
    campaign = make_campaign(is_announced=False)

    assert facade.open_campaigns(school) == []
    with pytest.raises(WrongStateError, match="没有找到"):
        submit(campaign, school)


@pytest.mark.parametrize(
    ("instant", "sentence"),
    [("2026-08-24 23:59:59", "从8月25日开始|8月24日24:00"), ("2026-10-01 00:00:00", "9月30日24:00关闭")],
)
def test_outside_the_clocks_nothing_is_taken(school: School, instant: str, sentence: str) -> None:
    campaign = make_campaign(**clocks())

    with time_machine.travel(moment(instant), tick=False), pytest.raises(WrongStateError, match=sentence):
        submit(campaign, school)

    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("instant", "on_time"),
    [("2026-09-15 23:59:59", True), ("2026-09-16 00:00:00", False), ("2026-09-30 23:59:59", False)],
)
def test_on_time_until_the_last_second_of_the_day(school: School, instant: str, on_time: bool) -> None:  # noqa: FBT001
    campaign = make_campaign(**clocks())

    with time_machine.travel(moment(instant), tick=False):
        entry = submit(campaign, school)

    assert (entry.first_on_time, entry.current.is_on_time) == (on_time, on_time)


def test_lateness_counts_working_days_with_makeup_days(school: School) -> None:
    """20 September 2026 is a Sunday on which people work (调休); 25–27 September is a holiday."""
    campaign = make_campaign(**clocks())
    with time_machine.travel(moment("2026-09-21 09:00"), tick=False):
        entry = submit(campaign, school)

    assert late_days(entry) == 4 + 1  # 16, 17, 18, 21 and the Sunday that is worked
    assert late_days(entry, {moment("2026-09-16 00:00").date(): False}) == 4


def test_a_resubmission_after_the_deadline_stays_on_time(school: School) -> None:
    campaign = make_campaign(**clocks())
    with time_machine.travel(moment("2026-09-10 09:00"), tick=False):
        returned(submit(campaign, school))
    with time_machine.travel(moment("2026-09-20 09:00"), tick=False):
        entry = submit(campaign, school)

    assert (entry.first_on_time, entry.return_count, entry.current.version) == (True, 1, 2)
    assert entry.current.is_on_time is False
    assert entry.first_submitted_at == moment("2026-09-10 09:00")


def test_an_extension_makes_a_late_school_punctual(school: School) -> None:
    campaign = make_campaign(**clocks())
    with time_machine.travel(moment("2026-09-18 09:00"), tick=False):
        entry = submit(campaign, school)
        assert entry.first_on_time is False
        extend(
            campaign, [entry.uid], due_at=moment("2026-09-19 00:00"), close_at=CLOSE, reason="校舍搬迁。", actor=SYSTEM
        )
    entry = entry_of(campaign, school)

    assert (entry.first_on_time, entry.current.is_on_time) == (True, False)


def test_an_extension_opens_a_closed_campaign_for_one_school(school: School) -> None:
    campaign = make_campaign(**clocks())
    other = School.objects.get(code="ta")
    Entry.objects.create(campaign=campaign, school=other)
    later = moment("2026-10-13 00:00")

    with time_machine.travel(moment("2026-10-10 09:00"), tick=False):
        extend(campaign, [entry_of(campaign, school).uid], due_at=later, close_at=later, reason="停电。", actor=SYSTEM)
        assert submit(campaign, school).first_on_time is True
        with pytest.raises(WrongStateError, match="关闭"):
            submit(campaign, other)


def test_submitted_reviewing_and_accepted_take_nothing_more(school: School) -> None:
    campaign = make_campaign()
    entry = submit(campaign, school)
    for step, sentence in [
        (lambda: None, "请先撤回"),
        (lambda: decisions.begin(entry, by="苏雨棠"), "开始审核"),
        (lambda: decisions.accept(entry, verdict(), score=None), "已经通过"),
    ]:
        step()
        with pytest.raises(WrongStateError, match=sentence):
            submit(campaign, school)
    assert Submission.objects.count() == 1


def test_an_exempt_school_hands_in_nothing(school: School) -> None:
    campaign = make_campaign()
    exempt(entry_of(campaign, school), reason="筹建期。", actor=SYSTEM)

    with pytest.raises(WrongStateError, match="免报：筹建期"):
        submit(campaign, school)


def test_an_archived_campaign_takes_nothing_and_gives_nothing_back(school: School) -> None:
    campaign = make_campaign(**clocks())
    with time_machine.travel(moment("2026-09-20 09:00"), tick=False):
        submit(campaign, school)
    with time_machine.travel(moment("2026-10-02 09:00"), tick=False):
        archive_campaign(campaign, actor=SYSTEM)
        with pytest.raises(WrongStateError, match="没有在进行"):
            submit(campaign, school)
        with pytest.raises(WrongStateError, match="没有在进行，不能撤回"):
            facade.withdraw(campaign_uid=campaign.uid, school=school, by="甲")
        assert facade.campaign_view(campaign.uid, school).can_submit is False


@pytest.mark.parametrize("fault", [{"title": "  "}, {"tasks": ()}])
def test_an_empty_document_is_refused(school: School, fault: dict[str, object]) -> None:
    campaign = make_campaign()
    document = PlanDocument(**{**make_document().__dict__, **fault})

    with pytest.raises(InvalidInputError):
        submit(campaign, school, document)

    assert entry_of(campaign, school).state == EntryState.MISSING


def test_withdrawing_a_first_submission_leaves_the_copy_and_the_event(school: School) -> None:
    campaign = make_campaign()
    submit(campaign, school)

    facade.withdraw(campaign_uid=campaign.uid, school=school, by="沈静姝")

    entry = entry_of(campaign, school)
    assert (entry.state, entry.current, entry.first_submitted_at, entry.first_on_time) == ("missing", None, None, None)
    assert [event.kind for event in entry.events.all()] == [EventKind.SUBMITTED, EventKind.WITHDRAWN]
    assert submit(campaign, school).current.version == 2
    assert verify_chain(entry) is True


def test_withdrawing_a_resubmission_goes_back_to_returned(school: School) -> None:
    campaign = make_campaign()
    first = submit(campaign, school)
    returned(first)
    submit(campaign, school)

    facade.withdraw(campaign_uid=campaign.uid, school=school, by="沈静姝")

    entry = entry_of(campaign, school)
    assert (entry.state, entry.current.version) == ("returned", 1)
    assert entry.first_submitted_at == first.first_submitted_at


def test_only_what_waits_can_be_withdrawn(school: School) -> None:
    campaign = make_campaign()
    steps = [
        lambda: None,
        lambda: decisions.begin(submit(campaign, school), by="苏雨棠"),
        lambda: decisions.send_back(entry_of(campaign, school), verdict("缺时间。")),
        lambda: decisions.accept(decisions.begin(submit(campaign, school), by="苏雨棠"), verdict(), score=None),
    ]
    for step in steps:
        step()
        with pytest.raises(WrongStateError, match="撤回"):
            facade.withdraw(campaign_uid=campaign.uid, school=school, by="沈静姝")


def test_the_board_learns_of_a_draft(ta: School) -> None:
    with in_public():
        campaign = make_campaign()

    facade.note_draft(campaign_uid=campaign.uid, school=ta, has_draft=True)

    with in_public():
        assert entry_of(campaign, ta).has_draft is True
        assert submit(campaign, ta).has_draft is False


@pytest.mark.parametrize("table", ["district_collection_submission", "district_collection_entryevent"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET uid = gen_random_uuid()", "DELETE FROM {}"])
@pytest.mark.parametrize("role", [in_public, lambda: in_schema_as_owner("public")])
def test_the_database_refuses_to_change_copies_and_history(
    school: School, table: str, statement: str, role: Callable[[], AbstractContextManager[None]]
) -> None:
    submit(make_campaign(), school)

    with (
        role(),
        pytest.raises((ProgrammingError, IntegrityError), match=REFUSED),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_a_tampered_copy_is_found(school: School) -> None:
    campaign = make_campaign()
    entry = submit(campaign, school)
    returned(entry)
    submit(campaign, school)
    assert verify_chain(entry) is True

    with in_schema_as_owner("public"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE district_collection_submission DISABLE TRIGGER written_once")
        cursor.execute(
            "UPDATE district_collection_submission SET payload = payload || jsonb_build_object('title', 'x')"
            " WHERE version = 1"
        )
        cursor.execute("ALTER TABLE district_collection_submission ENABLE TRIGGER written_once")

    assert verify_chain(entry) is False
    copies = list(Submission.objects.filter(school=school).select_related("campaign", "school"))
    assert broken_versions(copies) == [1]
    assert broken_versions([copy for copy in copies if copy.version == 2]) == [1, 2]


def test_the_hash_does_not_depend_on_key_order_or_unicode_form(school: School) -> None:
    campaign = make_campaign()
    place = {"previous": "", "campaign": campaign, "school": school, "version": 1}

    assert hash_of({"a": "é", "b": 1}, **place) == hash_of({"b": 1, "a": "e\u0301"}, **place)
    assert hash_of({"a": "é"}, **place) != hash_of({"a": "é"}, **{**place, "version": 2})


def test_the_database_keeps_states_and_copies_together(school: School) -> None:
    entry = entry_of(make_campaign(), school)

    for state in (EntryState.SUBMITTED, EntryState.ACCEPTED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(state=state)


def test_announcing_twice_is_refused(school: School) -> None:
    campaign = make_campaign()

    with pytest.raises(WrongStateError):
        announce_campaign(campaign, actor=SYSTEM)
