"""Publishing at one moment, to each its own; ranks; the Excel file."""

import io
from collections.abc import Callable, Iterator
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from config.bench.filling import make_district
from config.bench.pages import person
from core.actors import Actor, Role
from core.errors import NotAllowedError, WrongStateError
from district.collection import facade
from district.collection.models import Campaign, Entry, EntryEvent
from district.collection.services.entries import assign_reviewer, exempt
from district.collection.signals import results_published
from district.review import selectors
from district.review.exports import results_workbook
from district.review.services import reviewing
from district.review.services.publishing import publish_results
from tenants.models import School
from tenants.schemas import in_public, mount
from tests.district.review.marking import mark_all
from tests.factories.collection import SYSTEM, entry_of, make_bare_school, make_campaign, make_rubric, plan_of, submit
from tests.factories.people import make_actor

SignIn = Callable[..., Client]


@pytest.fixture
def campaign(ta: School, tb: School, reviewer: User) -> Campaign:
    """Both schools handed in and are assigned."""
    mount(None)
    made = make_campaign(rubric=make_rubric("计划评分标准"))
    entries = [submit(made, school) for school in (ta, tb)]
    assign_reviewer(made, [entry.uid for entry in entries], reviewer.uid, actor=SYSTEM)
    return made


def accept(campaign: Campaign, school: School, actor: Actor, *levels: int) -> Entry:
    mark_all(entry_of(campaign, school), actor, *levels, reason="理由。")
    return reviewing.accept_entry(entry_of(campaign, school), actor=actor)


def test_each_school_gets_its_own_sheet(campaign: Campaign, ta: School, tb: School, actor: Actor) -> None:
    accept(campaign, ta, actor, 0, 1, -1)
    accept(campaign, tb, actor, 1, 2, 0)

    count = publish_results(campaign, actor=make_actor(Role.APPROVER))

    first, second = plan_of(campaign, ta).sheet, plan_of(campaign, tb).sheet
    assert (count, first["total"], second["total"], first["rubric"]) == (2, 92.5, 78.0, "计划评分标准，第1版")
    rule = [
        {"label": label, "points": points, "text": f"{label}的样子"}
        for label, points in (("优", 30.0), ("良", 24.0), ("中", 18.0), ("差", 9.0))
    ]
    assert first["rows"][1] == {
        "title": "内容完整", "points": 24.0, "weight": 30, "level": "良", "text": "良的样子", "reason": "理由。",
        "applies": True, "is_counted": True, "levels": rule, "remarks": [],
    }  # fmt: skip
    assert {name: first["rows"][2][name] for name in ("points", "level", "applies")} == {
        "points": None, "level": "", "applies": False,
    }  # fmt: skip
    assert facade.campaign_view(campaign.uid, ta).results_published_at is not None
    with in_public():
        assert facade.history(campaign.uid, tb)[-1].label == "公布成绩"


def test_nothing_is_published_while_something_waits(campaign: Campaign, ta: School, actor: Actor) -> None:
    accept(campaign, ta, actor, 0, 0, 0)

    with pytest.raises(WrongStateError, match="还有1所没有审完（乙校）"):
        publish_results(campaign, actor=SYSTEM)

    assert plan_of(campaign, ta).sheet == {}


@pytest.mark.usefixtures("district")
def test_a_campaign_without_results_is_not_published() -> None:
    with pytest.raises(WrongStateError, match="没有成绩"):
        publish_results(make_campaign(), actor=SYSTEM)


def test_results_are_published_once(campaign: Campaign, ta: School, tb: School, actor: Actor) -> None:
    for school in (ta, tb):
        accept(campaign, school, actor, 0, 0, 0)
    publish_results(campaign, actor=SYSTEM)

    with pytest.raises(WrongStateError, match="已经公布"):
        publish_results(campaign, actor=SYSTEM)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OFFICIAL, Role.EDITOR])
def test_only_approvers_and_administrators_publish(role: Role, campaign: Campaign) -> None:
    with pytest.raises(NotAllowedError):
        publish_results(campaign, actor=make_actor(role))


@pytest.fixture
def failing_for_tb(tb: School) -> Iterator[None]:
    """A receiver that fails for the second school."""

    def fail(*, school: School, **_given: object) -> None:
        if school == tb:
            message = "学校那边写不进去。"
            raise WrongStateError(message)

    results_published.connect(fail)
    yield
    results_published.disconnect(fail)


@pytest.mark.usefixtures("failing_for_tb")
def test_an_error_in_one_school_publishes_to_none(campaign: Campaign, ta: School, tb: School, actor: Actor) -> None:
    for school in (ta, tb):
        accept(campaign, school, actor, 0, 0, 0)

    with pytest.raises(WrongStateError, match="写不进去"):
        publish_results(campaign, actor=SYSTEM)

    assert Campaign.objects.get(pk=campaign.pk).results_published_at is None
    assert plan_of(campaign, ta).sheet == {}
    assert EntryEvent.objects.filter(kind="published").count() == 0


def test_who_is_accepted_later_gets_the_sheet_at_once(campaign: Campaign, ta: School, tb: School, actor: Actor) -> None:
    accept(campaign, ta, actor, 0, 0, 0)
    reviewing.return_entry(entry_of(campaign, tb), reason="缺时间。", actor=actor)
    publish_results(campaign, actor=SYSTEM)
    submit(campaign, tb)

    accept(campaign, tb, actor, 1, 0, 0)

    assert plan_of(campaign, tb).sheet["total"] == 90.0


def test_ranks_are_within_the_kind_and_shared(tb: School) -> None:
    mount(None)
    campaign = make_campaign()
    Entry.objects.filter(campaign=campaign).delete()
    scores = {"甲": "80.00", "乙": "92.50", "丙": "86.25", "丁": "86.25", "戊": None, "零": "0.00"}
    for name, value in scores.items():
        score = Decimal(value) if value else None
        Entry.objects.create(campaign=campaign, school=make_bare_school(name), score=score)
    only = Entry.objects.create(campaign=campaign, school=make_bare_school("高", "senior"), score=Decimal("10.00"))
    exempted = Entry.objects.create(campaign=campaign, school=make_bare_school("免"))
    exempt(exempted, reason="筹建期。", actor=SYSTEM)

    rows = selectors.result_rows(campaign)

    assert [(row.entry.school.short_name, row.rank) for row in rows] == [
        ("乙", 1), ("丙", 2), ("丁", 2), ("甲", 4), ("零", 5), ("戊", None), ("免", None), ("高", 1),
    ]  # fmt: skip
    assert (rows[0].group, rows[0].group_size, rows[-1].entry) == ("小学", 5, only)


def test_results_are_paged_and_ranks_stay_those_among_all(district: None, sign_in: SignIn) -> None:
    made = make_district(person())
    made.grow(130)
    campaign = made.campaigns[-1]
    ranks = [(row.entry.school.short_name, row.rank) for row in selectors.result_rows(campaign) if row.rank]
    client, address = sign_in(Role.APPROVER), f"/reviews/results/{campaign.uid}/"

    first = client.get(address)
    second = client.get(address, {"page": "2", "size": "50"})
    one = client.get(address, {"q": ranks[3][0]})

    assert "第1—20所，共130所" in first.content.decode()
    assert f"{len(ranks)}所有得分" in first.content.decode()
    assert len(first.context["rows"]) == 20
    shown = [(each["row"].entry.school.short_name, each["row"].rank) for each in second.context["rows"]]
    assert [each for each in shown if each[1]] == [each for each in ranks if each in shown]
    assert [(each["row"].entry.school.short_name, each["row"].rank) for each in one.context["rows"]] == [ranks[3]]


def test_the_workbook_has_results_marks_remarks_and_history(
    campaign: Campaign, ta: School, tb: School, actor: Actor
) -> None:
    reviewing.add_remark(
        entry_of(campaign, tb), line_number=5, text="=HYPERLINK(1)", is_required=True, actor=actor
    )  # fmt: skip
    accept(campaign, tb, actor, 0, 1, -1)

    book = openpyxl.load_workbook(io.BytesIO(results_workbook(campaign, selectors.result_rows(campaign), actor=SYSTEM)))

    rows = {sheet.title: [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book}
    assert list(rows) == ["结果", "逐项", "批注", "分派", "工作量", "回避", "经过"]
    assert rows["结果"][0][:5] == ["小学", 1, "乙校", "通过", 92.5]
    assert [row[5] for row in rows["逐项"]] == ["优", "良", "不适用"]
    assert rows["批注"][0][7] == "=HYPERLINK(1)"
    assert "通过" in [row[2] for row in rows["经过"] if row[0] == "乙校"]
