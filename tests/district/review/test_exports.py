"""Excel of reviews: typed cells, harmless formulas, and never more than the pages would show."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from core.actors import Role
from district.collection.models import Entry
from district.collection.services.entries import assign_reviewer
from district.collection.services.ties import TieWish, declare_tie
from district.review import selectors
from district.review.services import reviewing
from district.review.services.publishing import publish_results
from tenants.models import School
from tests.district.review.marking import mark_all
from tests.factories.collection import SYSTEM, entry_of, make_bare_school, make_campaign, make_rubric, submit
from tests.factories.people import client_of, make_user


@pytest.fixture
def people(district: None) -> list[User]:
    return [make_user(Role.REVIEWER, name=name) for name in ("苏雨棠", "何立言")]


@pytest.fixture
def entry(tb: School, people: list[User]) -> Entry:
    """Two reviewers, the first of whom has handed in."""
    campaign = make_campaign(rubric=make_rubric(), reviewers_per_copy=2)
    submitted = submit(campaign, tb)
    for person in people:
        assign_reviewer(campaign, [submitted.uid], person.uid, actor=SYSTEM)
    propose(entry_of(campaign, tb), people[0], 1)
    return entry_of(campaign, tb)


def propose(entry: Entry, person: User, level: int) -> None:
    actor, [first, *_] = person.as_actor(None), selectors.criteria_of(entry.campaign)
    mark_all(entry, actor, level, 0, -1, reason=f"{person.name}的理由")
    fresh = entry_of(entry.campaign, entry.school)
    reviewing.add_remark(
        fresh, line_number=5, text="=HYPERLINK(1)", is_required=True, criterion_uid=first.uid, actor=actor
    )  # fmt: skip
    reviewing.accept_entry(entry_of(entry.campaign, entry.school), actor=actor)


def sheets(client: Client, address: str) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(client.get(address).content))
    return {sheet.title: list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book}


def whose_marks(client: Client, address: str) -> set[str]:
    return {row[8] for row in sheets(client, address)["逐项"]}


def test_nobody_exports_others_marks_before_the_own_ones_are_in(entry: Entry, people: list[User]) -> None:
    second, address = client_of(user=people[1]), "/reviews/?state=all&export=xlsx"
    mark_all(entry, people[1].as_actor(None), 0, None, None)
    before = sheets(second, address)

    propose(entry_of(entry.campaign, entry.school), people[1], 2)

    assert {row[8] for row in before["逐项"]} == {"何立言"}
    assert (before["批注"], list(before)) == ([], ["审核", "逐项", "批注"])
    assert whose_marks(second, address) == {"苏雨棠", "何立言"}


def test_an_approver_who_reviews_too_stays_blind(entry: Entry) -> None:
    both = make_user(Role.REVIEWER, Role.APPROVER, name="程望舒")
    assert whose_marks(client_of(user=both), "/reviews/?who=all&state=all&export=xlsx") == {"苏雨棠"}

    entry.assignments.filter(reviewer_name="何立言").delete()
    assign_reviewer(entry.campaign, [entry.uid], both.uid, actor=SYSTEM)

    found = sheets(client_of(user=both), "/reviews/?who=all&state=all&export=xlsx")
    assert (found["逐项"], [row[6] for row in found["分派"]]) == ([], [None, None])


def test_an_administrator_exports_marks_remarks_assignments_loads_and_ties(entry: Entry, people: list[User]) -> None:
    declare_tie(people[0].uid, make_bare_school("回避小学"), TieWish("worked", "2019年任教"), actor=SYSTEM)

    found = sheets(client_of(Role.DISTRICT_ADMIN), "/reviews/?state=all&export=xlsx")

    assert list(found) == ["审核", "逐项", "批注", "分派", "工作量", "回避"]
    assert [row[2:8] for row in found["逐项"]] == [
        (1, "任务可检查", 50, "良", 40, "苏雨棠的理由"), (1, "内容完整", 30, "优", 30, "苏雨棠的理由"),
        (1, "离退休安排", 20, "不适用", None, "苏雨棠的理由"),
    ]  # fmt: skip
    assert found["批注"][0][3:8] == (5, found["批注"][0][4], "任务可检查", "须改", "=HYPERLINK(1)")
    assert [(row[2], row[5], row[6]) for row in found["分派"]] == [("苏雨棠", "是", 87.5), ("何立言", "否", None)]
    assert found["工作量"] == [("苏雨棠", 1, 1, 0), ("何立言", 1, 0, 1)]
    assert found["回避"][0][:4] == ("苏雨棠", "回避小学", "本人曾任职", "2019年任教")


def test_results_leave_out_what_one_keeps_away_from(entry: Entry, people: list[User], tb: School) -> None:
    propose(entry, people[1], 2)
    Entry.objects.filter(campaign=entry.campaign).exclude(pk=entry.pk).delete()
    publish_results(entry.campaign, actor=SYSTEM)
    address = f"/reviews/results/{entry.campaign.uid}/?export=xlsx"
    free, tied = make_user(Role.APPROVER), make_user(Role.APPROVER)
    declare_tie(tied.uid, tb, TieWish("relative"), actor=SYSTEM)

    seen, kept_from = sheets(client_of(user=free), address), sheets(client_of(user=tied), address)

    assert (len(seen["逐项"]), len(seen["批注"]), bool(seen["经过"])) == (6, 2, True)
    assert (kept_from["逐项"], kept_from["批注"], kept_from["经过"]) == ([], [], [])
    assert seen["结果"][0][2] == kept_from["结果"][0][2] == "乙校"
