"""A reviewer at work: every arrow, every refusal, and one transaction with the school."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from accounts.models import User
from core.actors import NOBODY, Actor, Role
from core.errors import ConflictError, InvalidInputError, NotAllowedError, WrongStateError
from district.collection import facade
from district.collection.models import Entry, EntryEvent
from district.collection.services.entries import assign_reviewer
from district.collection.signals import decision_made
from district.review import selectors, standing
from district.review.models import Mark, Remark, Review
from district.review.services import reviewing as services
from tenants.models import School
from tenants.schemas import in_school, mount
from tests.district.review.marking import mark_all
from tests.factories.collection import SYSTEM, entry_of, make_campaign, plan_of, submit
from tests.factories.people import make_actor, make_user


def fresh(entry: Entry) -> Entry:
    return entry_of(entry.campaign, entry.school)


def remark(entry: Entry, actor: Actor, line: int = 5, text: str = "请写明时间。") -> Remark:
    return services.add_remark(entry, line_number=line, text=text, is_required=True, actor=actor)


def returned(entry: Entry, actor: Actor) -> Entry:
    return services.return_entry(entry, reason="请写明时间。", actor=actor)


def accepted(entry: Entry, actor: Actor) -> Entry:
    mark_all(fresh(entry), actor, 0, 1, -1)
    return services.accept_entry(entry, actor=actor)


@pytest.fixture
def failing_school() -> Iterator[Callable[[], None]]:
    """A receiver in a school that cannot follow a decision; connected when called."""

    def fail(**_given: object) -> None:
        message = "学校那边写不进去。"
        raise WrongStateError(message)

    yield lambda: decision_made.connect(fail)
    decision_made.disconnect(fail)


def test_beginning_locks_withdrawal(entry: Entry, actor: Actor, tb: School) -> None:
    services.begin_review(entry, actor=actor)

    assert fresh(entry).state == "reviewing"
    with pytest.raises(WrongStateError, match="撤回"):
        facade.withdraw(campaign_uid=entry.campaign.uid, school=tb, by="沈静姝")


def test_beginning_twice_is_beginning_once(entry: Entry, actor: Actor) -> None:
    first, second = (services.begin_review(entry, actor=actor) for _ in range(2))

    assert (first.pk, EntryEvent.objects.filter(kind="opened").count()) == (second.pk, 1)


@pytest.mark.parametrize("act", ["marks", "remark"])
def test_the_first_save_begins_the_review(act: str, entry: Entry, actor: Actor) -> None:
    if act == "marks":
        mark_all(entry, actor, 0, None, None)
    else:
        remark(entry, actor)

    assert fresh(entry).state == "reviewing"


def test_marks_are_kept_changed_and_taken_away(entry: Entry, actor: Actor) -> None:
    mark_all(entry, actor, 0, 1, -1)
    mark_all(entry, actor, 2, None, 0, reason="笼统。")

    found = [
        (mark.criterion.title, mark.level, mark.points, mark.reason) for mark in Mark.objects.order_by("criterion")
    ]
    assert found == [("任务可检查", 2, Decimal("30.00"), "笼统。"), ("离退休安排", 0, Decimal("20.00"), "笼统。")]


def test_a_mark_that_does_not_apply_has_no_points(entry: Entry, actor: Actor) -> None:
    mark_all(entry, actor, None, None, -1)

    [mark] = Mark.objects.all()
    assert (mark.level, mark.points, mark.applies) == (None, None, False)


def test_what_applies_to_all_cannot_be_left_out(entry: Entry, actor: Actor) -> None:
    with pytest.raises(InvalidInputError, match="任务可检查"):
        mark_all(entry, actor, -1, None, None)


@pytest.mark.parametrize("level", [4, 99])
def test_a_level_that_is_not_there_is_refused(level: int, entry: Entry, actor: Actor) -> None:
    with pytest.raises(InvalidInputError, match="没有这个等级"):
        mark_all(entry, actor, level, None, None)
    assert Review.objects.count() == 0


def test_saving_over_somebody_elses_save_is_a_conflict(entry: Entry, actor: Actor) -> None:
    mark_all(entry, actor, 0, None, None)
    criterion = selectors.criteria_of(entry.campaign)[0]

    with pytest.raises(ConflictError, match="已在别处保存过"):
        services.save_marks(entry, {criterion.uid: services.MarkWish(level=3)}, version=1, actor=actor)

    assert Mark.objects.get().level == 0


def test_a_remark_hangs_on_its_line_and_quotes_it(entry: Entry, actor: Actor) -> None:
    made = remark(entry, actor, line=6)

    task = entry.current.payload["tasks"][1]
    assert (str(made.anchor), made.line_number, made.quote) == (task["uid"], 6, f"2. {task['text']}")


@pytest.mark.parametrize(("line", "text"), [(0, "x"), (99, "x"), (1, "  ")])
def test_a_remark_needs_a_line_and_words(line: int, text: str, entry: Entry, actor: Actor) -> None:
    with pytest.raises(InvalidInputError):
        remark(entry, actor, line, text)
    assert Remark.objects.count() == 0


def test_remarks_are_changed_and_deleted_while_the_review_goes_on(entry: Entry, actor: Actor) -> None:
    one, two = remark(entry, actor), remark(entry, actor, 6)

    services.change_remark(one, entry, text="改了。", is_required=False, actor=actor)
    services.delete_remark(two, entry, actor=actor)

    [left] = Remark.objects.all()
    assert (left.text, left.is_required) == ("改了。", False)


def test_remarks_of_an_earlier_round_stay_as_they_were(entry: Entry, actor: Actor, tb: School) -> None:
    old = remark(entry, actor)
    returned(entry, actor)
    submit(entry.campaign, tb)
    services.begin_review(fresh(entry), actor=actor)

    for act in (
        lambda: services.change_remark(old, fresh(entry), text="x", is_required=True, actor=actor),
        lambda: services.delete_remark(old, fresh(entry), actor=actor),
    ):
        with pytest.raises(WrongStateError, match="以前或别人的审核"):
            act()
    assert [each.text for each in selectors.last_round(fresh(entry)).remarks] == ["请写明时间。"]


def test_a_return_reaches_the_school_with_reason_and_remarks(entry: Entry, actor: Actor, tb: School) -> None:
    made = remark(entry, actor, line=6, text="“及时”无法检查。")

    returned(entry, actor)

    plan = plan_of(entry.campaign, tb)
    assert (plan.state, plan.return_reason) == ("returned", "请写明时间。")
    [told] = plan.remarks
    assert (told["anchor"], told["line"], told["text"], told["is_required"], told["by"]) == (
        str(made.anchor), 6, "“及时”无法检查。", True, "苏雨棠",
    )  # fmt: skip
    assert (fresh(entry).state, fresh(entry).return_count) == ("returned", 1)
    assert facade.history(entry.campaign.uid, tb)[-1].reason == "请写明时间。"


def test_a_return_needs_a_reason(entry: Entry, actor: Actor) -> None:
    with pytest.raises(InvalidInputError, match="退回原因"):
        services.return_entry(entry, reason="  ", actor=actor)
    assert fresh(entry).state == "submitted"


def test_accepting_scores_and_reaches_the_school_without_the_score(entry: Entry, actor: Actor, tb: School) -> None:
    accepted(entry, actor)

    assert (fresh(entry).state, fresh(entry).score, fresh(entry).accepted_id) == (
        "accepted", Decimal("92.50"), entry.current_id,
    )  # fmt: skip
    plan = plan_of(entry.campaign, tb)
    assert (plan.state, plan.sheet) == ("accepted", {})
    assert not hasattr(facade.campaign_view(entry.campaign.uid, tb), "score")


def test_accepting_needs_every_criterion(entry: Entry, actor: Actor) -> None:
    mark_all(entry, actor, 0, None, None)

    with pytest.raises(InvalidInputError, match="还差2项未评：内容完整、离退休安排。"):
        services.accept_entry(entry, actor=actor)

    assert fresh(entry).state == "reviewing"


def test_a_level_of_the_lower_half_needs_its_reason(entry: Entry, actor: Actor) -> None:
    mark_all(entry, actor, 1, 2, 0)
    with pytest.raises(InvalidInputError, match="要写理由：内容完整。"):
        services.accept_entry(entry, actor=actor)

    mark_all(entry, actor, 1, 2, 0, reason="缺维权。")
    assert services.accept_entry(entry, actor=actor).score == Decimal("78.00")


def test_a_campaign_without_rubric_is_accepted_without_score(tb: School, reviewer: User, actor: Actor) -> None:
    campaign = make_campaign()
    entry = submit(campaign, tb)
    assign_reviewer(campaign, [entry.uid], reviewer.uid, actor=SYSTEM)

    services.accept_entry(entry_of(campaign, tb), actor=actor)

    assert (fresh(entry).state, fresh(entry).score) == ("accepted", None)


@pytest.mark.parametrize("end", [returned, accepted])
def test_what_is_decided_is_not_decided_again(end: Callable[[Entry, Actor], Entry], entry: Entry, actor: Actor) -> None:
    end(entry, actor)
    for act in (
        lambda: services.begin_review(entry, actor=actor),
        lambda: returned(entry, actor),
        lambda: services.accept_entry(entry, actor=actor),
        lambda: mark_all(fresh(entry), actor, 0, 0, 0),
        lambda: remark(entry, actor),
    ):
        with pytest.raises(WrongStateError):
            act()


def test_what_was_never_handed_in_cannot_be_reviewed(tb: School, reviewer: User, actor: Actor) -> None:
    campaign = make_campaign()
    entry = entry_of(campaign, tb)
    assign_reviewer(campaign, [entry.uid], reviewer.uid, actor=SYSTEM)

    with pytest.raises(WrongStateError):
        services.begin_review(entry_of(campaign, tb), actor=actor)


@pytest.mark.parametrize("act", ["begin", "return", "accept"])
def test_an_error_in_the_school_undoes_the_decision(
    act: str, entry: Entry, actor: Actor, tb: School, failing_school: Callable[[], None]
) -> None:
    if act != "begin":
        mark_all(entry, actor, 0, 0, 0)
    before = (fresh(entry).state, fresh(entry).return_count, EntryEvent.objects.count())
    failing_school()

    with pytest.raises(WrongStateError, match="写不进去"):
        {
            "begin": lambda: services.begin_review(entry, actor=actor),
            "return": lambda: returned(entry, actor),
            "accept": lambda: services.accept_entry(entry, actor=actor),
        }[act]()

    assert (fresh(entry).state, fresh(entry).return_count, EntryEvent.objects.count()) == before
    assert plan_of(entry.campaign, tb).state == "submitted"
    assert Review.objects.filter(proposed_at__isnull=False).count() == 0


def test_a_plan_that_is_gone_from_the_school_undoes_the_decision(entry: Entry, actor: Actor, tb: School) -> None:
    plan = plan_of(entry.campaign, tb)
    with in_school(tb):
        plan.state = "draft"
        plan.save()

    with pytest.raises(WrongStateError, match="学校那边没有"):
        services.begin_review(entry, actor=actor)
    assert fresh(entry).state == "submitted"


@pytest.mark.parametrize(
    "stranger",
    [
        lambda: NOBODY,
        lambda: make_actor(Role.REVIEWER),
        lambda: make_actor(Role.DISTRICT_ADMIN, Role.APPROVER),
        lambda: make_actor(Role.OFFICIAL),
    ],
)
def test_only_the_assigned_reviewer_reviews(stranger: Callable[[], Actor], entry: Entry) -> None:
    actor = stranger()
    for act in (
        lambda: services.begin_review(entry, actor=actor),
        lambda: returned(entry, actor),
        lambda: services.accept_entry(entry, actor=actor),
        lambda: remark(entry, actor),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_a_reviewer_who_moves_to_the_school_loses_it(entry: Entry, reviewer: User) -> None:
    """Assigned before, of the same school now: neither seen nor reviewed."""
    reviewer.home_school = "tb"
    reviewer.save()
    actor = reviewer.as_actor(None)

    with pytest.raises(NotAllowedError):
        services.begin_review(entry, actor=actor)
    assert list(selectors.reviews_visible_to(actor)) == []


def test_a_new_reviewer_begins_afresh(entry: Entry, actor: Actor) -> None:
    """Nobody signs what somebody else marked: the first one's marks stay his, and count for nothing."""
    mark_all(entry, actor, 0, 1, None)
    second = make_user(Role.REVIEWER, name="何立言")
    assign_reviewer(entry.campaign, [entry.uid], second.uid, actor=SYSTEM)

    review = services.begin_review(fresh(entry), actor=second.as_actor(None))

    assert (review.reviewer_name, review.marks.count(), Review.objects.count()) == ("何立言", 0, 2)
    with pytest.raises(NotAllowedError):
        mark_all(fresh(entry), actor, 0, 1, 0)
    services.return_entry(fresh(entry), reason="缺时间。", actor=second.as_actor(None))
    assert [review.reviewer_name for review in standing.proposals_on(entry.current_id)] == ["何立言"]


def test_the_second_round_begins_without_marks_but_with_the_last_remarks(
    entry: Entry, actor: Actor, tb: School
) -> None:
    mark_all(entry, actor, 0, 1, 0)
    remark(entry, actor)
    returned(entry, actor)
    submit(entry.campaign, tb)

    again = fresh(entry)

    assert selectors.review_of(again, actor) is None
    assert selectors.last_round(again).submission.version == 1
    accepted(again, actor)
    assert (fresh(entry).return_count, fresh(entry).score) == (1, Decimal("92.50"))


def test_the_next_one_is_the_one_that_waits_longest(ta: School, tb: School, reviewer: User, actor: Actor) -> None:
    mount(None)
    campaign = make_campaign()
    first, second = submit(campaign, ta), submit(campaign, tb)
    assign_reviewer(campaign, [first.uid, second.uid], reviewer.uid, actor=SYSTEM)

    assert selectors.next_waiting(actor, first) == second
    assert selectors.next_waiting(actor, second) == first
    accepted_uid = services.accept_entry(entry_of(campaign, ta), actor=actor).uid
    assert selectors.next_waiting(actor, second) is None
    assert accepted_uid == first.uid
