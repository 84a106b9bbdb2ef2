"""The main job from end to end: from an empty district to a score on the dashboard, with a real Word file."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.documents import WORD, word_plan
from tests.journeys.people import create_account, first_sign_in, pair
from tests.journeys.site import Site
from tests.journeys.windows import open_window

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "Whole-Way-2026"
SCHOOL, CODE = "枫林小学", "fenglin"
YEAR = date.today().year  # noqa: DTZ011 -- any year will do
TITLE = f"枫林小学工会{YEAR}年工作计划"
CAMPAIGN = f"{YEAR}年工会工作计划"
RUBRIC = (
    ("目标明确", 60, "优 60 有可核对的目标\n良 45 目标明确\n差 20 没有目标"),
    ("落实到月", 40, "优 40 都有月份\n中 20 缺月份"),
)


@dataclass
class Windows:
    """A browser window for each of the people."""

    admin: Page
    school: Page
    reviewer: Page
    approver: Page


@pytest.fixture
def windows(browser: Browser, site: Site) -> Iterator[Windows]:
    with ExitStack() as stack:
        yield Windows(*(stack.enter_context(open_window(browser, site)) for _ in range(4)))


def test_from_an_empty_district_to_a_score_on_the_dashboard(windows: Windows, site: Site) -> None:
    admin, school, reviewer, approver = windows.admin, windows.school, windows.reviewer, windows.approver

    first_sign_in(admin, "xiaolan", site.create_admin("肖岚", "xiaolan"), PASSWORD)
    first_passwords = _open_accounts(admin)
    school_password = _open_school(admin)
    _make_rubric(admin)
    _announce(admin)

    first_sign_in(school, "admin", school_password, PASSWORD, school=CODE)
    _import_plan(school)
    first_receipt = _submit(school, version=1)

    _assign(admin)
    first_sign_in(reviewer, "reviewer", first_passwords["reviewer"], PASSWORD)
    first_sign_in(approver, "approver", first_passwords["approver"], PASSWORD)
    _return(reviewer)
    _agree(approver)
    _correct(school)
    second_receipt = _submit(school, version=2)
    assert second_receipt != first_receipt

    _compare(reviewer)
    _remark_about_a_criterion(reviewer)
    _score_by_keyboard_and_accept(reviewer)
    _agree(approver)
    expect(_reload(school, f"/s/{CODE}/plans/").locator("td.cell-state")).to_have_text("已通过")

    _publish(approver)
    _see_own_sheet(school)
    _see_dashboard(admin)


def _reload(page: Page, address: str) -> Page:
    page.goto(address)
    return page


def _heading(page: Page) -> object:
    return expect(page.get_by_role("heading", level=1))


# The district prepares ---------------------------------------------------------------------------------------------


def _open_accounts(admin: Page) -> dict[str, str]:
    return {
        "reviewer": create_account(admin, "reviewer", "沈青", "审核员"),
        "approver": create_account(admin, "approver", "程远", "审定人"),
    }


def _open_school(admin: Page) -> str:
    admin.goto("/schools/open/")
    admin.get_by_label("学校全称").fill(f"青禾区{SCHOOL}")
    admin.get_by_label("简称").fill(SCHOOL)
    admin.get_by_label("代码").fill(CODE)
    admin.get_by_label("学段").select_option(label="小学")
    admin.get_by_label("教职工人数").fill("64")
    admin.get_by_label("第一位管理员姓名").fill("江晚舟")
    admin.get_by_role("button", name="开通学校").click()
    _heading(admin).to_have_text(f"已开通{SCHOOL}")
    assert pair(admin, "网址").endswith(f"/s/{CODE}/")
    return pair(admin, "首次密码")


def _make_rubric(admin: Page) -> None:
    admin.goto("/reviews/rubrics/new/")
    admin.locator("[name=title]").fill("计划评分标准")
    admin.get_by_role("button", name="加一项").click()
    for number, (title, weight, levels) in enumerate(RUBRIC):
        admin.locator(f"[name=criteria-{number}-title]").fill(title)
        admin.locator(f"[name=criteria-{number}-weight]").fill(str(weight))
        admin.locator(f"[name=criteria-{number}-levels]").fill(levels)
    admin.get_by_role("button", name="保存").click()
    expect(admin.get_by_text("评分标准已保存。")).to_be_visible()


def _announce(admin: Page) -> None:
    today = date.today()  # noqa: DTZ011 -- the form takes days
    admin.goto("/campaigns/new/")
    admin.get_by_label("名称").fill(CAMPAIGN)
    admin.get_by_label("年份").fill(str(YEAR))
    admin.get_by_label("时段").select_option(label="全年")
    for name, days in (("open_on", -1), ("due_on", 14), ("close_on", 28)):
        admin.locator(f"[name={name}]").fill((today + timedelta(days=days)).isoformat())
    admin.get_by_label("评分标准").select_option(index=1)
    admin.get_by_role("button", name="保存").click()
    expect(admin.locator("dt:text-is('应报学校') + dd")).to_contain_text("1所")
    admin.get_by_role("button", name="发布征集").click()
    expect(admin.get_by_text("征集已发布，1所学校应报。")).to_be_visible()


def _assign(admin: Page) -> None:
    admin.goto("/campaigns/")
    admin.get_by_role("link", name=CAMPAIGN, exact=True).click()
    admin.get_by_role("link", name=f"分派{SCHOOL}").click()
    admin.get_by_label("审核员").select_option(label="沈青（已分派0所）")
    admin.get_by_role("button", name="分派1所").click()
    expect(admin.locator("tbody").get_by_text("沈青")).to_be_visible()


# The school works --------------------------------------------------------------------------------------------------


def _import_plan(school: Page) -> None:
    school.goto(f"/s/{CODE}/plans/import/")
    school.get_by_label("计划文件").set_input_files(
        {"name": "工作计划.docx", "mimeType": WORD, "buffer": word_plan(TITLE)}
    )
    school.get_by_role("button", name="识别").click()
    _heading(school).to_have_text("核对识别结果")
    expect(school.locator(".count-bar dd").first).to_have_text("6")

    visit = school.locator("li.record", has_text="走访慰问困难教职工")
    visit.get_by_role("link", name=re.compile("修改任务")).click()
    form = school.locator("li.record-form")
    form.get_by_label("12月").check()
    form.get_by_label("负责人").fill("江晚舟")
    form.get_by_role("button", name="保存修改").click()
    expect(school.locator("li.record", has_text="走访慰问困难教职工").get_by_text("12月")).to_be_visible()

    school.locator(".count-bar").get_by_role("button", name="导入6项任务").click()
    _heading(school).to_have_text(TITLE)
    expect(school.locator("li.record")).to_have_count(6)
    talk = school.locator("li.record", has_text="组织女教职工健康讲座")
    expect(talk.get_by_text("3月", exact=True)).to_be_visible()


def _submit(school: Page, *, version: int) -> str:
    school.get_by_role("link", name="报送", exact=True).or_(school.get_by_role("link", name="重新报送")).first.click()
    if school.get_by_label("已看过提醒，仍然报送").count():
        school.get_by_label("已看过提醒，仍然报送").check()
    school.get_by_role("button", name="报送", exact=True).click()
    _heading(school).to_have_text("报送回执")
    assert pair(school, "计划") == f"{TITLE}（第{version}版）"
    assert re.search(r"\d{4}年\d+月\d+日.* \d\d:\d\d:\d\d", pair(school, "报送时间"))
    assert re.fullmatch(r"[0-9a-f]{64}", pair(school, "校验值"))
    assert pair(school, "回执号")
    return pair(school, "校验值")


def _correct(school: Page) -> None:
    school.goto(f"/s/{CODE}/plans/")
    expect(school.locator("td.cell-state")).to_have_text("退回修改")
    school.get_by_role("link", name=TITLE).click()
    expect(school.get_by_text("区工会要求修改：请写明慰问的人数。").first).to_be_visible()
    school.get_by_role("link", name="修改并重报").click()
    visit = school.locator("li.record", has_text="走访慰问困难教职工")
    expect(visit.locator(".remark-inline")).to_have_text(re.compile("须改 慰问多少人？"))
    visit.get_by_role("link", name=re.compile("修改")).click()
    form = school.locator("li.record-form")
    form.get_by_label("内容").fill("走访慰问困难教职工12人，建立档案。")
    form.get_by_role("button", name="保存").click()
    expect(school.locator("li.record", has_text="困难教职工12人")).to_be_visible()


def _see_own_sheet(school: Page) -> None:
    school.goto(f"/s/{CODE}/plans/")
    school.get_by_role("link", name=TITLE).click()
    school.get_by_role("link", name="看评分表").click()
    expect(school.locator(".facts")).to_contain_text("总分85")
    [first, _] = school.locator("details.point").all()
    expect(first.locator("summary")).to_have_text(re.compile(r"目标明确\s+良\s+45 / 60\s+失15分\s+目标还可以更具体"))
    first.locator("summary").click()
    expect(first.locator(".rule .is-reached")).to_have_text(re.compile("良 45分.*目标明确"))
    expect(first.locator(".point-remarks")).to_contain_text("讲座请多少人？")
    first.get_by_role("link", name="看原文").click()
    _heading(school).to_have_text("报送的第2版")
    line = school.locator(".sheet-line:target")
    expect(line).to_contain_text("组织女教职工健康讲座")
    expect(line).to_be_in_viewport()
    expect(line.locator("aside.remark")).to_contain_text("讲座请多少人？")


# The district judges -----------------------------------------------------------------------------------------------


def _open_review(reviewer: Page) -> None:
    reviewer.goto("/reviews/")
    reviewer.get_by_role("link", name=f"审核{SCHOOL}").click()
    _heading(reviewer).to_have_text(f"审核：{SCHOOL}")


def _return(reviewer: Page) -> None:
    _open_review(reviewer)
    line = reviewer.locator("[data-line]", has_text="走访慰问困难教职工")
    line.get_by_role("link", name=re.compile("加批注")).click()
    reviewer.locator("#remark-form textarea").fill("慰问多少人？")
    reviewer.locator("#remark-form").get_by_role("button", name="保存").click()
    expect(line.locator("aside.remark")).to_contain_text("慰问多少人？")
    reviewer.get_by_role("button", name="建议退回").click()
    _heading(reviewer).to_have_text(f"退回{SCHOOL}修改")
    reviewer.get_by_label("退回原因").fill("请写明慰问的人数。")
    reviewer.get_by_role("button", name="建议退回").click()
    expect(reviewer.get_by_text(f"{SCHOOL}初评已提交（建议退回），等审定。")).to_be_visible()


def _agree(approver: Page) -> None:
    approver.goto("/reviews/approval/")
    approver.get_by_label(f"选择{SCHOOL}").check()
    approver.get_by_role("button", name="同意初评1份").click()
    expect(approver.get_by_text("已同意1份初评，学校已看到结论。")).to_be_visible()


def _compare(reviewer: Page) -> None:
    _open_review(reviewer)
    reviewer.get_by_role("link", name="与上一版对照").click()
    _heading(reviewer).to_have_text(f"{SCHOOL}：第1版与第2版")
    expect(reviewer.locator(".facts").first).to_contain_text("改1行")
    expect(reviewer.locator("ins, .is-new").filter(has_text="12人").first).to_be_visible()


def _remark_about_a_criterion(reviewer: Page) -> None:
    _open_review(reviewer)
    line = reviewer.locator("[data-line]", has_text="组织女教职工健康讲座")
    line.get_by_role("link", name=re.compile("加批注")).click()
    form = reviewer.locator("#remark-form")
    form.locator("textarea").fill("讲座请多少人？")
    form.get_by_label("关于").select_option(label="目标明确")
    form.get_by_role("button", name="保存").click()
    expect(line.locator("aside.remark")).to_contain_text("讲座请多少人？")


def _score_by_keyboard_and_accept(reviewer: Page) -> None:
    _open_review(reviewer)
    reviewer.locator("#rubric-title").click()
    reviewer.keyboard.press("2")
    reviewer.keyboard.press("ArrowDown")
    reviewer.keyboard.press("1")
    expect(reviewer.locator("[data-score]")).to_have_text(["45", "40"])
    expect(reviewer.locator("[data-total]")).to_have_text("85")
    reviewer.get_by_label("目标明确：理由").fill("目标还可以更具体")
    reviewer.get_by_role("button", name="建议通过").click()
    expect(reviewer.get_by_text(f"{SCHOOL}初评已提交（建议通过）。没有下一份待审的了。")).to_be_visible()


def _publish(approver: Page) -> None:
    approver.goto("/campaigns/")
    approver.get_by_role("link", name=CAMPAIGN, exact=True).click()
    approver.get_by_role("link", name="成绩").click()
    approver.get_by_role("link", name="公布成绩").click()
    approver.get_by_role("button", name="公布1所的成绩").click()
    expect(approver.locator(".facts")).to_contain_text("已公布")


def _see_dashboard(admin: Page) -> None:
    admin.goto("/dashboards/plans/")
    _heading(admin).to_have_text("1所都报了，1所按时，1所通过")
    tiles = admin.locator(".tile dt, .tile-value").all_inner_texts()
    assert tiles == ["应报", "1所", "已报", "1所，100%", "按时", "1所，100%", "通过", "1所，100%"]
    expect(admin.locator(".figure", has_text=SCHOOL).filter(has_text="85").first).to_be_visible()
