"""A criterion that is not counted is marked, shown and published, and changes nobody's score."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from core.actors import Actor, Role
from core.errors import InvalidInputError
from district.collection.models import Campaign, Entry
from district.collection.services.entries import assign_reviewer
from district.review import selectors
from district.review.exports import results_workbook
from district.review.models import Criterion, Rubric
from district.review.services import reviewing, rubrics
from district.review.services.publishing import publish_results
from district.review.services.rubrics import CriterionWish, LevelWish
from district.review.sheets import rubric_sheet
from schools.plans.models import PlanState
from tenants.models import School
from tests.district.review.marking import mark_all
from tests.factories.collection import SYSTEM, entry_of, make_campaign, plan_of, submit
from tests.factories.people import client_of, make_actor

SignIn = Callable[..., Client]
LEVELS = {weight: (LevelWish("优", weight), LevelWish("差", weight / 2)) for weight in (20, 80)}
WISHES = [
    CriterionWish("任务可检查", 80, LEVELS[80]),
    CriterionWish("特色工作", 20, LEVELS[20], is_counted=False),
]
pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def entry(tb: School, reviewer: User) -> Entry:
    """Handed in and assigned, to be judged by WISHES."""
    campaign = make_campaign(rubric=rubrics.create_rubric("评分标准", WISHES, actor=SYSTEM))
    submit(campaign, tb)
    found = entry_of(campaign, tb)
    assign_reviewer(campaign, [found.uid], reviewer.uid, actor=SYSTEM)
    return entry_of(campaign, tb)


@pytest.mark.parametrize("apart", [0, 1])
def test_what_is_not_counted_leaves_the_score_alone(entry: Entry, actor: Actor, apart: int) -> None:
    mark_all(entry, actor, 1, apart, reason="理由。")

    accepted = reviewing.accept_entry(entry, actor=actor)

    assert accepted.score == Decimal(50)


def test_it_has_to_be_marked_all_the_same(entry: Entry, actor: Actor) -> None:
    mark_all(entry, actor, 0, None)

    with pytest.raises(InvalidInputError, match="还差1项未评：特色工作"):
        reviewing.accept_entry(entry, actor=actor)


def test_the_running_total_is_of_what_counts(entry: Entry, actor: Actor) -> None:
    review = mark_all(entry, actor, 1, 0, reason="理由。")

    sheet = rubric_sheet(selectors.criteria_of(entry.campaign), review)

    assert (sheet["total"], sheet["maximum"], sheet["left_label"]) == ("40", 80, "各项已评")
    assert sheet["saved_label"] == "已评1项，共80分"
    assert [criterion["is_apart"] for criterion in sheet["criteria"]] == [False, True]


def test_the_school_sees_it_marked_as_not_counted(entry: Entry, actor: Actor, tb: School) -> None:
    mark_all(entry, actor, 0, 1, reason="理由。")
    reviewing.accept_entry(entry, actor=actor)

    publish_results(entry.campaign, actor=make_actor(Role.APPROVER))

    plan = plan_of(entry.campaign, tb)
    assert plan.state == PlanState.ACCEPTED
    assert [(row["title"], row["points"], row["is_counted"]) for row in plan.sheet["rows"]] == [
        ("任务可检查", 80.0, True), ("特色工作", 10.0, False),
    ]  # fmt: skip
    page = client_of(Role.CHAIR, school=tb).get(f"{tb.prefix}plans/{plan.uid}/sheet/").content.decode()
    assert page.count('<span class="tag">不计分</span>') == 1
    assert "总分<b>100</b>" in page
    assert results_workbook(Campaign.objects.get(), selectors.result_rows(entry.campaign), actor=SYSTEM)[:2] == b"PK"


def test_a_rubric_needs_something_that_counts() -> None:
    with pytest.raises(InvalidInputError, match="至少要有一个计分的项目"):
        rubrics.create_rubric("评分标准", WISHES[1:], actor=SYSTEM)


def test_a_copy_and_the_form_keep_it(sign_in: SignIn) -> None:
    rubric = rubrics.create_rubric("评分标准", WISHES, actor=SYSTEM)
    copy = rubrics.copy_rubric(rubric, actor=SYSTEM)
    client = sign_in(Role.DISTRICT_ADMIN)
    address = f"/reviews/rubrics/{copy.uid}/edit/"

    asked = client.get(address).context["formset"]
    answer = {"title": "评分标准", "criteria-TOTAL_FORMS": "2", "criteria-INITIAL_FORMS": "0"}
    for at, form in enumerate(asked):
        answer |= {f"criteria-{at}-{name}": value for name, value in form.initial.items() if value not in (False, None)}
        answer[f"criteria-{at}-ORDER"] = str(at)
    client.post(address, answer)

    kept = Criterion.objects.filter(rubric=Rubric.objects.get(pk=copy.pk)).values_list("title", "is_counted")
    assert list(kept) == [("任务可检查", True), ("特色工作", False)]
