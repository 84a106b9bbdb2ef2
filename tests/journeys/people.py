"""People of the journeys and what they do on many pages: signing in, choosing a password, opening an account."""

import json
import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.journeys.site import Site

DEMO_PASSWORD = "Qinghe-2026"
OWN_PASSWORD = "Journey-2026"
OWN_SCHOOLS = {
    "jtmember": "名册小学", "jtbad": "错件小学", "jtplain": "无脚本小学", "jtkeys": "键盘小学", "jtphone": "手机小学",
}  # fmt: skip
OWN_CAMPAIGN = "各校自选工作计划"
OWN_YEAR = date.today().year  # noqa: DTZ011 -- any year will do
"""Schools that journeys may write in, one journey each; `chair` is chair and administrator with OWN_PASSWORD."""

_OPENING = """
import json
from datetime import timedelta
from accounts.models import User
from django.utils.timezone import now
from core.actors import system_actor
from district.collection.services.campaigns import CampaignWish, announce_campaign, create_campaign
from tenants.opening import NewSchool, open_school
from tenants.schemas import in_public, in_school
for code, name in json.loads({schools!r}).items():
    new = NewSchool(code, "青禾区" + name, name, "primary", "东片", 40, "江晚舟", "chair")
    school = open_school(new, actor=system_actor()).school
    with in_school(school):
        user = User.objects.get(username="chair")
        user.set_password({password!r})
        user.must_change_password = False
        user.save()
with in_public():
    wish = CampaignWish(
        title={campaign!r}, year={year}, term="year", note="", open_at=now() - timedelta(days=900),
        due_at=now() + timedelta(days=20), close_at=now() + timedelta(days=30), rubric_uid=None,
        needs_approval=False,
    )
    announce_campaign(create_campaign(wish, actor=system_actor()), actor=system_actor())
"""


def open_own_schools(site: Site) -> None:
    """Open OWN_SCHOOLS in the demo district, and a campaign that takes plans now and asks for no score."""
    values = {"schools": json.dumps(OWN_SCHOOLS), "password": OWN_PASSWORD, "campaign": OWN_CAMPAIGN, "year": OWN_YEAR}
    site.manage("shell", "-c", _OPENING.format(**values))


def sign_in(page: Page, name: str, password: str, *, school: str = "") -> None:
    """Sign in at the district, or at the school with this code; return when the next page is there."""
    prefix = f"/s/{school}" if school else ""
    page.goto(f"{prefix}/accounts/sign-in/")
    page.get_by_label("用户名、手机号或工号").fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def sign_out(page: Page) -> None:
    """Sign out through the menu at the name."""
    page.locator(".account-menu summary").click()
    page.locator(".account-menu").get_by_role("button", name="退出登录").click()
    page.wait_for_load_state()


def choose_password(page: Page, first: str, own: str) -> None:
    """On the page of the first password: choose one's own."""
    expect(page.get_by_role("heading", level=1)).to_have_text("设置自己的密码")
    page.get_by_label("原密码").fill(first)
    page.get_by_label("新密码", exact=True).fill(own)
    page.get_by_label("再输一次新密码").fill(own)
    page.get_by_role("button", name="保存并进入").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("设置自己的密码")


def first_sign_in(page: Page, name: str, first: str, own: str, *, school: str = "") -> None:
    """Sign in with the password that was shown once, and choose one's own."""
    sign_in(page, name, first, school=school)
    choose_password(page, first, own)


def create_account(page: Page, username: str, name: str, role: str) -> str:
    """As an administrator: open an account with the role of this label; return the first password."""
    page.goto("/accounts/new/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("姓名").fill(name)
    page.get_by_role("checkbox", name=role).check()
    page.get_by_role("button", name="建立账号").click()
    return pair(page, "初始密码")


def pair(page: Page, term: str) -> str:
    """The text beside a term of a list of pairs."""
    shown = page.locator(f"dt:text-is('{term}') + dd").inner_text()
    return re.sub(r"\s+", " ", shown).strip()
