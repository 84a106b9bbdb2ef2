"""A reviewer scores five plans with the keyboard only: no pointer event reaches the page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.keys import press, sign_in_by_keys
from tests.journeys.people import OWN_PASSWORD, OWN_YEAR
from tests.journeys.site import Site
from tests.journeys.windows import open_window

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCHOOLS = {f"jtscore{number}": f"评审{word}小学" for number, word in enumerate("一二三四五", start=1)}
CAMPAIGN = "键盘评分计划征集"
CHOSEN = (("1", "1"), ("1", "2"), ("2", "1"), ("2", "2"), ("1", "1"))
POINTS = {"1": 50, "2": 40}
_COUNT_POINTERS = """
for (const kind of ["pointerdown", "mousedown", "touchstart", "wheel"]) {
  addEventListener(kind, () => { sessionStorage.pointers = Number(sessionStorage.pointers || 0) + 1 }, true)
}
"""

_FURNISHING = """
from datetime import timedelta
from accounts.models import User
from accounts.services import create_user
from core.actors import Role, system_actor
from core.periods import Period, Term
from django.utils.timezone import now
from district.collection.services.campaigns import CampaignWish, announce_campaign, create_campaign
from district.collection.services.entries import assign_reviewer
from district.review.services.rubrics import CriterionWish, LevelWish, create_rubric
from schools.plans.services.submission import submit_plan
from schools.plans.services.tasks import TaskText, add_task
from schools.plans.services.writing import create_plan
from tenants.models import School
from tenants.opening import NewSchool, open_school
from tenants.schemas import in_public, in_school
actor = system_actor()
for code, name in {schools!r}.items():
    open_school(NewSchool(code, "青禾区" + name, name, "primary", "东片", 40, "江晚舟", "chair"), actor=actor)
with in_public():
    reviewer, _ = create_user(username="keyboard", name="石砚舟", roles=[Role.REVIEWER], actor=actor)
    reviewer.set_password({password!r})
    reviewer.must_change_password = False
    reviewer.save()
    levels = (LevelWish("优", 50, "都有"), LevelWish("良", 40, "大部分有"), LevelWish("中", 30), LevelWish("差", 10))
    rubric = create_rubric(
        "键盘评分标准", [CriterionWish("目标明确", 50, levels), CriterionWish("落实到月", 50, levels)], actor=actor
    )
    wish = CampaignWish(
        title={campaign!r}, year={year}, term=Term.YEAR.value, note="", open_at=now() - timedelta(days=9),
        due_at=now() + timedelta(days=20), close_at=now() + timedelta(days=30), rubric_uid=rubric.uid,
    )
    campaign = announce_campaign(create_campaign(wish, actor=actor), actor=actor)
    uids = list(campaign.entries.filter(school__code__in={schools!r}).values_list("uid", flat=True))
    assign_reviewer(campaign, uids, reviewer.uid, actor=actor)
for code in {schools!r}:
    school = School.objects.get(code=code)
    chair = system_actor(code)
    with in_school(school):
        plan = create_plan(title=school.short_name + "工会工作计划", period=Period({year}), actor=chair)
        add_task(plan, TaskText("组织教职工运动会", area="activities", months=[3]), actor=chair)
        submit_plan(plan, campaign.uid, accepts_warnings=True, actor=chair)
"""


@pytest.fixture
def reviewer(browser: Browser, demo_site: Site) -> Iterator[Page]:
    """The window of a reviewer to whom five schools were given."""
    values = {"schools": SCHOOLS, "password": OWN_PASSWORD, "campaign": CAMPAIGN, "year": OWN_YEAR}
    demo_site.manage("shell", "-c", _FURNISHING.format(**values))
    with open_window(browser, demo_site) as page:
        page.add_init_script(_COUNT_POINTERS)
        yield page


def test_a_reviewer_scores_five_plans_with_the_keyboard_only(reviewer: Page) -> None:
    sign_in_by_keys(reviewer, "keyboard", OWN_PASSWORD)
    press(reviewer, "审核")
    press(reviewer, "审核评审")
    scored = [_score(reviewer, *levels) for levels in CHOSEN]

    expect(reviewer.get_by_text("没有下一份待审的了。")).to_be_visible()
    assert sorted(scored) == sorted(SCHOOLS.values())
    assert reviewer.evaluate("sessionStorage.pointers || '0'") == "0"


def _score(page: Page, first: str, second: str) -> str:
    """Choose a level for both criteria, propose to accept, and arrive at the next plan; return whose plan it was."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("^审核：评审.小学$"))
    school = heading.inner_text().removeprefix("审核：")
    page.keyboard.press(first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press(second)
    expect(page.locator("[data-left]")).to_have_text("各项已评")
    expect(page.locator("[data-total]")).to_have_text(str(sum(POINTS[level] for level in (first, second))))
    press(page, "建议通过")
    return school
