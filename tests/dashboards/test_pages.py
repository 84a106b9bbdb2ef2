"""The pages that compare: true numbers, no school's secret, the same few queries for 3 and for 60 schools."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actors import Role
from dashboards import selectors
from dashboards.definitions import DEFINITIONS
from dashboards.models import Fact, Freshness
from dashboards.plans_page import PlansPage, plans_page
from dashboards.school_page import school_page
from district.collection.models import Campaign, CampaignState
from tenants.models import School
from tests.factories.comparison import add_entry, add_facts, fill, make_campaign, make_schools

PLANS = "/dashboards/plans/"
pytestmark = pytest.mark.usefixtures("district")


def page_of(campaign: Campaign, **parameters: str) -> PlansPage:
    page = plans_page({"campaign": str(campaign.uid), **parameters}, selectors.campaigns_shown(), now=timezone.now())
    assert page is not None
    return page


def key_of(campaign: Campaign) -> str:
    return selectors.period_key(campaign.year, campaign.term)


def texts(page: PlansPage, panel: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in page.panels[panel].rows]


@pytest.fixture
def campaign() -> Campaign:
    """Fourteen schools in every state, this year and last year, results published."""
    schools = make_schools(14)
    now = make_campaign(published=True)
    fill(make_campaign(year=now.year - 1), schools[:12])
    fill(now, schools)
    for place, school in enumerate(schools[:13]):
        add_facts(school, key_of(now), tasks=10 + place, dated=10 if place < 8 else 10 + place)
    return now


def test_tiles_count_and_open_the_board(campaign: Campaign) -> None:
    page = page_of(campaign, kind="primary")
    tiles = [(tile["label"], tile["value"], tile["unit"]) for tile in page.tiles]

    assert tiles == [("应报", 5, "所"), ("已报", 5, "所，100%"), ("按时", 4, "所，80%"), ("通过", 3, "所，60%")]
    assert [tile["url"] for tile in page.tiles] == [
        f"/campaigns/{campaign.uid}/?state={state}&kind=primary"
        for state in ("expected", "reported", "on_time", "accepted")
    ]


def test_exempt_schools_are_not_expected(campaign: Campaign) -> None:
    assert page_of(campaign).view.counts.expected == 13


def test_without_expected_schools_rates_do_not_apply() -> None:
    now = make_campaign()
    add_entry(now, make_schools(1)[0], is_exempt=True, exempt_reason="新校")

    assert [(tile["value"], tile["unit"]) for tile in page_of(now).tiles][1] == (0, "所，不适用")


def test_those_who_must_act_are_listed_openly(campaign: Campaign) -> None:
    page = page_of(campaign)

    assert [(row.short_name, row.shown_state) for row in page.view.waiting] == [
        ("星桥幼儿园", "missing"),
        ("槐序中学", "draft"),
        ("青禾一中", "returned"),
    ]
    assert (page.waiting_title, page.waiting_sub) == ("未报送2所", "其中1所已有草稿，另有1所退回待重报")


def test_scores_are_ranked_within_peers_and_the_others_listed_unranked(campaign: Campaign) -> None:
    rows = texts(page_of(campaign, kind="primary"), "scores")

    assert [(row[0], row[3]) for row in rows] == [
        ("松涧小学", "1/3"),
        ("柳堤小学", "2/3"),
        ("望溪小学", "3/3"),
        ("稻香里小学", "—"),
        ("映山小学", "—"),
    ]
    assert [row[4] for row in rows[3:]] == ["待审", "待审"]


def test_before_publication_no_score_is_anywhere(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(results_published_at=None)
    entry = campaign.entries.filter(score__isnull=False).first()
    assert entry is not None
    entry.score = Decimal("73.19")
    entry.save(update_fields=["score"])
    client = sign_in(Role.OFFICIAL)

    pages = [client.get(PLANS), client.get(f"/dashboards/plans/schools/{entry.school.code}/")]

    assert page_of(campaign).panels["scores"].finding == "成绩未公布"
    assert [page.status_code for page in pages] == [200, 200]
    assert [page for page in pages if "73.19" in page.content.decode()] == []


def test_few_tasks_are_not_ranked_and_schools_without_a_plan_are_named(campaign: Campaign) -> None:
    school = School.objects.get(code="cmp2")
    Fact.objects.filter(school=school, indicator="plan.tasks_dated").update(numerator=7, denominator=7)

    rows = texts(page_of(campaign), "dated")

    assert [row for row in rows if row[0] in {"映山小学", "梧荫特校"}] == [
        ["映山小学", "100%", "7/7", "—", "不足8项，不排"],
        ["梧荫特校", "—", "—", "—", "没有本时段的计划"],
    ]


def test_a_plan_without_tasks_has_no_rate(campaign: Campaign) -> None:
    school = School.objects.get(code="cmp2")
    Fact.objects.filter(school=school, indicator="plan.tasks_dated").update(numerator=0, denominator=0)

    page = school_page(school, now=timezone.now())

    assert [number.value for number in page.numbers if number.definition.code == "plan.tasks_dated"] == ["不适用"]
    assert [row[1] for row in texts(page_of(campaign), "dated") if row[0] == "映山小学"] == ["—"]


def test_the_course_has_a_row_a_change_and_last_year_on_the_same_day(campaign: Campaign) -> None:
    panel = page_of(campaign).panels["course"]
    due = [row for row in panel.rows if "截止" in row[0].text]

    assert [[cell.text for cell in row[1:]] for row in due] == [["10", "8", "+2"]]
    assert panel.finding == "截止时报了10所，比去年多2所；还差2所"


@pytest.mark.parametrize(
    ("due_in_days", "finding", "course", "is_drawn"),
    [
        (30, "开始报送，应报3所", "已报0所，还差3所", False),
        (10, "已报1所，还差2所，", "已报1所，还差2所", True),
        (-2, "应报3所，按时1所，至今还差2所", "截止时报了1所；还差2所", True),
    ],
)
def test_each_phase_has_its_finding(due_in_days: int, finding: str, course: str, is_drawn: bool) -> None:  # noqa: FBT001 -- a case
    campaign = make_campaign(due_in_days=due_in_days)
    first, *others = make_schools(3)
    for school in others:
        add_entry(campaign, school)
    add_entry(campaign, first, *([] if due_in_days == 30 else ["submitted"]), sent_days=-20)

    page = page_of(campaign)

    assert finding in page.finding
    assert page.panels["course"].finding == course
    assert (page.panels["course"].plot is not None) is is_drawn
    assert page.tiles[1]["note"] != "与去年同期持平"


def test_a_campaign_without_schools_is_said_to_have_none(sign_in: Callable[..., Client]) -> None:
    campaign = make_campaign()

    page = page_of(campaign)

    assert page.finding == "没有应报的学校"
    assert [panel.plot for panel in page.panels.values()] == [None] * 9
    assert sign_in(Role.OFFICIAL).get(PLANS).status_code == 200


def test_a_school_closed_by_the_deadline_does_not_stand_in_it(campaign: Campaign) -> None:
    School.objects.filter(code="cmp0").update(state="closed", closed_on=campaign.open_at.date())

    assert page_of(campaign).view.counts.expected == 12


def test_a_suspended_school_is_not_waited_for(campaign: Campaign) -> None:
    School.objects.filter(code="cmp13").update(state="suspended")

    assert page_of(campaign).freshness.late == ()


def test_status_counts_every_school_once(campaign: Campaign) -> None:
    rows = texts(page_of(campaign), "status")

    assert rows[0] == ["幼儿园", "1", "0", "0", "0", "1", "1"]
    assert sum(int(cell) for row in rows for cell in row[2:]) == 14


def test_filters_in_the_address_narrow_the_page_and_the_group_only_what_is_compared(campaign: Campaign) -> None:
    narrow = page_of(campaign, kind="junior", area="西片")
    grouped = page_of(campaign, group="primary-middle")

    assert {row.code for row in narrow.view.rows} == {"cmp7"}
    assert (grouped.view.counts.expected, len(grouped.panels["dated"].rows)) == (13, 5)


def test_a_filter_that_fits_no_school_counts_as_all(campaign: Campaign) -> None:
    assert page_of(campaign, kind="<script>", area="不存在").view.counts.expected == 13


@pytest.mark.parametrize("asked", ["00000000-0000-0000-0000-000000000000", "nonsense"])
def test_an_unknown_campaign_is_not_found(sign_in: Callable[..., Client], campaign: Campaign, asked: str) -> None:
    assert sign_in(Role.OFFICIAL).get(PLANS, {"campaign": asked}).status_code == 404


def test_a_campaign_in_preparation_is_not_shown(sign_in: Callable[..., Client]) -> None:
    draft = make_campaign()
    Campaign.objects.filter(pk=draft.pk).update(state=CampaignState.DRAFT)
    client = sign_in(Role.DISTRICT_ADMIN)

    assert "还没有发布过征集" in client.get(PLANS).content.decode()


def test_stale_schools_are_named_and_their_numbers_kept(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    Freshness.objects.filter(school__code="cmp0").update(measured_at=timezone.now() - timedelta(hours=3))
    page = page_of(campaign)

    assert page.panels["dated"].freshness is not None
    assert page.panels["dated"].freshness.late == ("望溪小学", "梧荫特校")
    assert "望溪小学" in [row[0] for row in texts(page, "dated")]
    assert "11/13所学校已更新；滞后：望溪小学、梧荫特校" in sign_in(Role.OFFICIAL).get(PLANS).content.decode()


def test_every_figure_says_how_fresh_it_is_and_what_it_means(campaign: Campaign) -> None:
    panels = [panel for name, panel in page_of(campaign).panels.items() if name not in {"all", "work", "funnel"}]

    assert len([panel for panel in panels if panel.plot]) <= 6
    assert all(panel.as_of and "所学校已更新" in panel.foot and panel.figure["n_label"] for panel in panels)
    assert all(panel.figure["export_url"] for panel in panels)
    assert all(panel.rows for panel in panels)


def sheet(content: bytes) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.values)


def test_excel_has_exactly_what_is_filtered(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.OFFICIAL)
    asked = {"campaign": str(campaign.uid), "kind": "junior", "export": "xlsx"}

    everything = sheet(client.get(PLANS, asked).content)
    dated = sheet(client.get(PLANS, {**asked, "figure": "dated"}).content)

    assert sorted(row[0] for row in everything[1:]) == ["青禾区槐序中学", "青禾区砚池中学", "青禾区青禾四中"]
    assert dated[0] == ("学校", "比例", "写明/全部", "同类名次", "结果")
    assert len(dated) == 4
    assert client.get(PLANS, {**asked, "figure": "nothing"}).status_code == 404


def test_excel_says_in_chinese_what_its_numbers_are(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    asked = {"campaign": str(campaign.uid), "export": "xlsx"}
    client = sign_in(Role.OFFICIAL)

    [everything, dated] = [
        openpyxl.load_workbook(io.BytesIO(client.get(PLANS, {**asked, "figure": figure}).content))
        for figure in ("all", "dated")
    ]
    told = dict(dated["说明"].iter_rows(min_row=2, values_only=True))

    assert everything.sheetnames == ["各校", "说明"]
    assert dated.sheetnames == [page_of(campaign).panels["dated"].finding, "说明"]
    assert told["n"] == f"{page_of(campaign).panels['dated'].n}所"
    assert set(told) == {"文件", "图", "口径", "n", "数据截至", "说明"}


@pytest.mark.parametrize("address", [PLANS, "/dashboards/plans/schools/cmp0/", "/dashboards/plans/definitions/"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OFFICIAL, 200),
        (Role.DISTRICT_ADMIN, 200),
        (Role.REVIEWER, 200),
        (Role.APPROVER, 200),
        (Role.EDITOR, 403),
        (Role.ORGANISER, 403),
    ],
)
def test_who_may_look(sign_in: Callable[..., Client], role: Role, status: int, address: str) -> None:
    fill(make_campaign(), make_schools(1))

    assert sign_in(role).get(address).status_code == status


def test_schools_have_no_such_page(ta: School, sign_in: Callable[..., Client]) -> None:
    assert sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}dashboards/plans/").status_code == 404


def test_nothing_can_be_posted(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    assert sign_in(Role.DISTRICT_ADMIN).post(PLANS).status_code == 405


def test_the_school_page_compares_with_its_peers(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    school = School.objects.get(code="cmp0")
    page = school_page(school, now=timezone.now())
    [rate] = [number for number in page.numbers if number.definition.code == "plan.tasks_dated"]

    assert page.finding == "望溪小学：72.5分，同类3所中第3"
    assert [(report.score, report.median_label, report.place) for report in page.reports] == [
        ("72.5", "75.5", (3, 3)),
        ("—", "—", None),
    ]
    assert (rate.value, rate.parts, rate.median_label, rate.peers) == ("100%", "10/10", "92%", 4)
    assert sign_in(Role.OFFICIAL).get("/dashboards/plans/schools/cmp0/").status_code == 200
    assert sign_in(Role.OFFICIAL).get("/dashboards/plans/schools/nobody/").status_code == 404


def test_a_failed_update_is_said_on_the_schools_page(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    Freshness.objects.filter(school__code="cmp0").update(failed_at=timezone.now(), failure="计算时出错（DataError）")

    assert (
        "更新失败：计算时出错（DataError）"
        in sign_in(Role.OFFICIAL).get("/dashboards/plans/schools/cmp0/").content.decode()
    )


def test_definitions_explain_every_indicator(sign_in: Callable[..., Client]) -> None:
    content = sign_in(Role.OFFICIAL).get("/dashboards/plans/definitions/").content.decode()

    assert [code for code, definition in DEFINITIONS.items() if definition.text not in content] == []


@pytest.mark.parametrize("address", [PLANS, "/dashboards/plans/schools/cmp0/", f"{PLANS}?export=xlsx"])
def test_the_number_of_queries_does_not_grow(sign_in: Callable[..., Client], address: str) -> None:
    campaigns = [make_campaign(published=True)]
    campaigns.append(make_campaign(year=campaigns[0].year - 1))
    client = sign_in(Role.OFFICIAL)

    def queries_with(number: int, first: int) -> int:
        schools = make_schools(number, first=first)
        for campaign in campaigns:
            fill(campaign, schools)
        for school in schools:
            add_facts(school, key_of(campaigns[0]), tasks=12, dated=9)
        client.get(address)  # what is kept in memory is asked for before
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    few, many = queries_with(3, 0), queries_with(57, 3)

    assert few == many <= 10
