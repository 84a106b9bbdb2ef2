"""What is due and done: ranked beside the target, by area, and silent where nothing is due."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import Role
from dashboards import selectors
from dashboards.models import Fact
from dashboards.plans_page import PlansPage, plans_page
from dashboards.school_page import school_page
from dashboards.work_panels import heat
from district.collection.models import Campaign
from tenants.models import School, Setting
from tests.factories.comparison import add_facts, add_work, fill, make_campaign, make_schools

SignIn = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def schools() -> list[School]:
    return make_schools(5)


@pytest.fixture
def campaign(schools: list[School]) -> Campaign:
    """Five schools: above, at and below the target of 85 %, too few tasks, nothing due."""
    made = make_campaign(published=True)
    fill(made, schools)
    period = selectors.period_key(made.year, made.term)
    for school, (done, due) in zip(schools, [(19, 20), (17, 20), (10, 20), (3, 4), (0, 0)], strict=True):
        add_facts(school, period, tasks=20, dated=20)
        areas = {"care": (1, 4), "funds": (0, 2), "congress": (3, 3)} if done == 10 else {"care": (4, 4)}
        add_work(school, period, due=due, done=done, areas=areas if due else {})
    return made


def page_of(campaign: Campaign) -> PlansPage:
    page = plans_page({"campaign": str(campaign.uid)}, selectors.campaigns_shown(), now=timezone.now())
    assert page is not None
    return page


def test_schools_are_ranked_by_what_is_due_and_done(campaign: Campaign, schools: list[School]) -> None:
    panel = page_of(campaign).panels["done"]

    named = [school.short_name for school in schools]
    assert [[row[0].text, row[1].text, row[2].text, row[4].text] for row in panel.rows] == [
        [named[0], "95%", "19/20", "达标"], [named[1], "85%", "17/20", "达标"], [named[2], "50%", "10/20", "未达标"],
        [named[3], "75%", "3/4", "不足8项，不排"], [named[4], "—", "—", "没有到期的任务"],
    ]  # fmt: skip
    assert (panel.finding, panel.n) == ("3所里，2所到期的任务完成85%以上", 3)


def test_the_target_is_the_district_s(campaign: Campaign) -> None:
    from tenants import figures

    Setting.objects.create(key="compare.done_target", value=90, source="区工会〔2026〕9号", valid_from="2026-01-01")
    figures.values_in_force.forget()

    assert page_of(campaign).panels["done"].finding == "3所里，1所到期的任务完成90%以上"


def test_areas_that_lag_are_framed_unless_they_hold_next_to_nothing(campaign: Campaign, schools: list[School]) -> None:
    panel = page_of(campaign).panels["work"]
    table = heat(panel)

    row = next(row for row in table["rows"] if row["label"] == schools[2].short_name)
    cells = dict(zip(table["columns"], row["cells"], strict=True))
    assert cells["送温暖"] == {"value": 25, "step": 0, "is_low": True}
    assert cells["经费审计"] == {"value": 0, "step": 0, "is_low": False}  # two tasks say nothing
    assert cells["民主管理"] == {"value": 100, "step": 5, "is_low": False}
    assert cells["离退休"] == {"word": "不适用"}
    assert panel.finding == "送温暖与福利最常落后：1所低于60%"
    best_first = (*schools[:2], schools[3], schools[2])
    assert [row["label"] for row in table["rows"]] == [school.short_name for school in best_first]


def test_a_campaign_without_anything_due_shows_no_work(schools: list[School], sign_in: SignIn) -> None:
    made = make_campaign(published=True)
    fill(made, schools)

    page = sign_in(Role.OFFICIAL).get(f"/dashboards/plans/?campaign={made.uid}").content.decode()

    assert page_of(made).has_work is False
    assert "各领域到今天该有记录的任务" not in page


def test_the_page_shows_both_and_gives_their_files(campaign: Campaign, sign_in: SignIn) -> None:
    client = sign_in(Role.OFFICIAL)
    page = client.get(f"/dashboards/plans/?campaign={campaign.uid}").content.decode()

    assert "3所里，2所到期的任务完成85%以上" in page
    assert "送温暖与福利最常落后：1所低于60%" in page
    for figure in ("done", "work"):
        file = client.get(f"/dashboards/plans/?campaign={campaign.uid}&export=xlsx&figure={figure}")
        assert file.content[:2] == b"PK"


def test_a_school_s_page_tells_its_work_beside_its_peers(campaign: Campaign, schools: list[School]) -> None:
    page = school_page(schools[2], now=timezone.now())

    assert [(number.label, number.value) for number in page.work_numbers] == [
        ("工作记录数", "20条"), ("完成率", "25%"), ("按期完成率", "50%"), ("任务完成的比例", "25%"),
        ("到期任务完成的比例", "50%"),
    ]  # fmt: skip
    assert [number.parts for number in page.work_numbers] == ["", "权重5/20", "权重10/20", "10/40", "10/20"]
    areas = {number.label: number.value for number in page.work_area_numbers}
    assert (areas["送温暖与福利"], areas["离退休"], len(areas)) == ("25%", "不适用", 12)
    assert len(page.area_numbers) == 12


def test_a_plan_for_next_year_does_not_hide_the_work_of_this(
    campaign: Campaign, schools: list[School], sign_in: SignIn
) -> None:
    this, coming = selectors.period_key(campaign.year, campaign.term), selectors.period_key(campaign.year + 1, "first")
    add_facts(schools[2], coming, tasks=35, dated=30)
    client = sign_in(Role.OFFICIAL)

    def shown(asked: str) -> tuple[str, int, str]:
        page = client.get(f"/dashboards/plans/schools/{schools[2].code}/?period={asked}").context["page"]
        return page.period, len(page.work_numbers), page.numbers[0].value

    assert (shown(""), shown(coming), shown("nonsense")) == ((this, 5, "20项"), (coming, 0, "35项"), (this, 5, "20项"))


def test_facts_of_other_indicators_are_not_asked_for(campaign: Campaign, schools: list[School]) -> None:
    period = selectors.period_key(campaign.year, campaign.term)

    found = selectors.facts_of_period(
        period, ([schools[0].pk], ["plan.tasks"]), ([schools[1].pk], ["plan.tasks_dated"])
    )

    assert set(found) == {(schools[0].pk, "plan.tasks"), (schools[1].pk, "plan.tasks_dated")}
    assert Fact.objects.filter(school=schools[0]).count() > 1
