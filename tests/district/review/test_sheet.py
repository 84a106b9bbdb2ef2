"""Remarks about a criterion, and the sheet on which each point opens them; nobody's name on it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from core.actors import Actor, Role
from core.errors import InvalidInputError
from district.collection.models import Entry
from district.review import selectors
from district.review.models import Criterion, Remark
from district.review.services import reviewing
from district.review.services.publishing import publish_results
from tenants.models import School
from tests.district.review.marking import mark_all
from tests.factories.collection import SYSTEM, entry_of, make_rubric, plan_of
from tests.factories.people import client_of


@pytest.fixture
def remarked(entry: Entry, actor: Actor) -> Entry:
    """Scored and accepted with a remark about the first criterion and one about none."""
    [first, *_] = selectors.criteria_of(entry.campaign)
    for line, text, uid in ((5, "写明日期。", first.uid), (2, "题目太长。", None)):
        reviewing.add_remark(
            entry, line_number=line, text=text, is_required=True, criterion_uid=uid, actor=actor
        )  # fmt: skip
    mark_all(entry_of(entry.campaign, entry.school), actor, 1, 0, -1, reason="有三项没有日期。")
    reviewing.accept_entry(entry_of(entry.campaign, entry.school), actor=actor)
    return entry_of(entry.campaign, entry.school)


def publish(entry: Entry) -> None:
    for other in Entry.objects.filter(campaign=entry.campaign).exclude(pk=entry.pk):
        other.delete()
    publish_results(entry.campaign, actor=SYSTEM)


def test_a_remark_is_about_a_criterion_of_the_campaign_only(entry: Entry, actor: Actor) -> None:
    stranger = Criterion.objects.filter(rubric=make_rubric()).first()

    with pytest.raises(InvalidInputError, match="没有这一项"):
        reviewing.add_remark(
            entry, line_number=1, text="写明日期。", is_required=True, criterion_uid=stranger.uid, actor=actor
        )


def test_the_reviewer_chooses_and_changes_it_in_the_form(entry: Entry, reviewer: User) -> None:
    client, address = client_of(user=reviewer), f"/reviews/entries/{entry.uid}/"
    first, second, _ = selectors.criteria_of(entry.campaign)

    client.post(f"{address}remarks/", {"line": 3, "kind": "must", "text": "写明日期。", "criterion": str(first.uid)})
    remark = Remark.objects.get()
    page = client.get(f"{address}?remark={remark.uid}").content.decode()
    client.post(f"{address}remarks/{remark.uid}/", {"kind": "hint", "text": "写明。", "criterion": str(second.uid)})

    assert f'<option value="{first.uid}" selected>' in page
    assert (remark.criterion, Remark.objects.get().criterion) == (first, second)


def test_the_school_finds_the_rule_the_remark_and_the_place(
    remarked: Entry, tb: School, sign_in: Callable[..., Client]
) -> None:
    publish(remarked)
    plan, client = plan_of(remarked.campaign, tb), sign_in(Role.CHAIR, school=tb)

    page = client.get(f"{tb.prefix}plans/{plan.uid}/sheet/").content.decode()
    sent = client.get(f"{tb.prefix}plans/{plan.uid}/sent/1/").content.decode()

    [first, *_] = plan.sheet["rows"]
    assert ([each["text"] for each in first["remarks"]], plan.sheet["version"]) == (["写明日期。"], 1)
    words = ("良的样子", "有三项没有日期。", f"{tb.prefix}plans/{plan.uid}/sent/1/#line-5", "题目太长。", "失10分")
    assert [word in page for word in words] == [True] * len(words)
    assert 'id="line-5"' in sent
    assert "写明日期。" in sent
    assert "苏雨棠" not in page + sent + str(plan.sheet)
    assert client.get(f"{tb.prefix}plans/{plan.uid}/sent/2/").status_code == 404
    assert sign_in(Role.MEMBER, school=tb).get(f"{tb.prefix}plans/{plan.uid}/sent/1/").status_code == 403


def test_the_district_sees_the_same_sheet_reviewers_once_it_is_published(
    remarked: Entry, reviewer: User, sign_in: Callable[..., Client]
) -> None:
    own, approver, address = client_of(user=reviewer), sign_in(Role.APPROVER), f"/reviews/entries/{remarked.uid}/sheet/"

    early = own.get(address).status_code
    page = approver.get(address).content.decode()
    publish(remarked)

    assert (early, own.get(address).status_code) == (403, 200)
    assert f"/campaigns/entries/{remarked.uid}/versions/1/#line-5" in page
