"""Pages of campaigns: what they show, to whom, with how many queries."""

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from core.actors import Role
from district.collection.models import Campaign, Entry
from district.collection.services import decisions
from district.collection.services.entries import assign_reviewer, exempt
from tenants.models import School
from tests.factories.collection import (
    SYSTEM,
    entry_of,
    make_bare_school,
    make_campaign,
    make_rubric,
    reviewers_of,
    submit,
    verdict,
)
from tests.factories.people import make_user

SignIn = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("district")
REVIEWER = uuid4()


def names_in(response: object) -> list[str]:
    return [row["entry"].school.short_name for row in response.context["rows"]]


def fill(campaign: Campaign, count: int) -> None:
    for number in range(count):
        entry = Entry.objects.create(campaign=campaign, school=make_bare_school(f"望溪{number}小"))
        entry.assignments.create(reviewer_uid=REVIEWER, reviewer_name="苏雨棠", assigned_at=timezone.now())


def test_the_board_shows_every_school_once(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    submit(campaign, tb)

    response = sign_in(Role.DISTRICT_ADMIN).get(f"/campaigns/{campaign.uid}/")

    assert names_in(response) == ["甲校", "乙校"]
    assert [tile["value"] for tile in response.context["tiles"]] == [2, 1, 1, 0]


@pytest.mark.parametrize("more", [1, 3, 118])
def test_the_board_asks_the_same_number_of_questions(
    more: int, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_campaign(year=2025)
    campaign = make_campaign()
    fill(campaign, more)
    client = sign_in(Role.DISTRICT_ADMIN)
    client.get(f"/campaigns/{campaign.uid}/")

    with django_assert_max_num_queries(10):
        response = client.get(f"/campaigns/{campaign.uid}/?size=100")

    assert len(names_in(response)) == min(100, more + 2)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    count: int, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make_campaign()
    client = sign_in(Role.OFFICIAL)
    client.get("/campaigns/")

    with django_assert_max_num_queries(5):
        response = client.get("/campaigns/")

    assert len(response.context["rows"]) == count


def test_every_number_of_the_list_opens_its_schools(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    decisions.begin(submit(campaign, tb), by="苏雨棠")
    client = sign_in(Role.OFFICIAL)
    [row] = client.get("/campaigns/").context["rows"]

    opened = {
        state: len(names_in(client.get(f"/campaigns/{campaign.uid}/?state={state}")))
        for state in ("expected", "reported", "waiting")
    }

    listed = row["campaign"]
    assert opened == {
        "expected": listed.expected_n, "reported": listed.reported_n, "waiting": listed.waiting_n,
    }  # fmt: skip
    assert opened == {"expected": 2, "reported": 1, "waiting": 1}


def test_an_empty_list_says_what_to_do(sign_in: SignIn) -> None:
    page = sign_in(Role.DISTRICT_ADMIN).get("/campaigns/").content.decode()

    assert "还没有征集" in page
    assert "/campaigns/new/" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=missing", ["甲校"]), ("state=submitted", ["乙校"]), ("state=on_time", ["乙校"]),
        ("state=exempt", ["星桥特校"]), ("state=expected", ["甲校", "乙校"]), ("state=late", []),
        ("kind=special", ["星桥特校"]), ("area=北片", ["星桥特校"]), ("reviewer=none", ["甲校", "乙校", "星桥特校"]),
        ("q=xqtx", ["星桥特校"]), ("q=星桥", ["星桥特校"]), ("q=没有", []),
        ("state=nonsense", ["甲校", "乙校", "星桥特校"]),
        ("sort=school", ["甲校", "星桥特校", "乙校"]), ("sort=-school", ["乙校", "星桥特校", "甲校"]),
    ],
)  # fmt: skip
def test_filters_search_and_order_stand_in_the_address(
    query: str, expected: list[str], sign_in: SignIn, tb: School
) -> None:
    campaign = make_campaign()
    submit(campaign, tb)
    special = make_bare_school("星桥特校", "special", area="北片")
    Entry.objects.create(campaign=campaign, school=special)
    exempt(entry_of(campaign, special), reason="筹建期。", actor=SYSTEM)

    response = sign_in(Role.OFFICIAL).get(f"/campaigns/{campaign.uid}/?{query}")

    assert names_in(response) == expected


def test_the_excel_file_holds_exactly_what_is_filtered(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    fill(campaign, 25)
    submit(campaign, tb)

    response = sign_in(Role.OFFICIAL).get(f"/campaigns/{campaign.uid}/?state=missing&q=wx&export=xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    names = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(names) == 25
    assert set(names) == {f"望溪{number}小" for number in range(25)}


def test_the_tiles_open_what_they_count(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    submit(campaign, tb)
    client = sign_in(Role.OFFICIAL)
    board = client.get(f"/campaigns/{campaign.uid}/")

    for tile in board.context["tiles"]:
        opened = client.get(f"/campaigns/{campaign.uid}/{tile['url']}")
        assert len(names_in(opened)) == tile["value"]


def test_text_of_schools_is_escaped(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign(title="<script>alert(1)</script>")
    page = sign_in(Role.OFFICIAL).get(f"/campaigns/{campaign.uid}/").content.decode()

    assert "<script>alert" not in page


def test_a_campaign_is_made_checked_and_announced(sign_in: SignIn) -> None:
    client = sign_in(Role.DISTRICT_ADMIN)
    rubric = make_rubric()
    day = timezone.localdate()
    form = {
        "title": "2026学年第一学期工会工作计划", "kind": "plan", "amended_by": "chair", "year": "2026",
        "term": "first", "note": "",
        "open_on": str(day), "due_on": str(day + timedelta(days=20)), "close_on": str(day + timedelta(days=30)),
        "reviewers_per_copy": "2", "score_rule": "median", "rubric": str(rubric.uid),
    }  # fmt: skip

    made = client.post("/campaigns/new/", form)
    campaign = Campaign.objects.get()
    draft = client.get(made.url).content.decode()
    client.post(f"/campaigns/{campaign.uid}/announce/")

    campaign.refresh_from_db()
    assert made.url == f"/campaigns/{campaign.uid}/"
    assert "发布前核对" in draft
    assert (campaign.state, campaign.entries.count(), campaign.amended_by) == ("announced", 2, "chair")
    assert timezone.localtime(campaign.due_at).date() == day + timedelta(days=21)


def test_wrong_days_are_said_at_the_field(sign_in: SignIn) -> None:
    day = timezone.localdate()
    form = {"title": "x", "kind": "plan", "amended_by": "chair", "year": "2026", "term": "first", "open_on": str(day),
            "due_on": str(day - timedelta(days=1)), "close_on": str(day - timedelta(days=3)),
            "reviewers_per_copy": "1", "score_rule": "mean"}  # fmt: skip

    response = sign_in(Role.DISTRICT_ADMIN).post("/campaigns/new/", form)

    assert set(response.context["form"].errors) == {"due_on", "close_on"}
    assert Campaign.objects.count() == 0


def test_editing_without_touching_a_day_keeps_the_clock(sign_in: SignIn) -> None:
    campaign = make_campaign()
    client = sign_in(Role.DISTRICT_ADMIN)
    form = client.get(f"/campaigns/{campaign.uid}/edit/").context["form"].initial

    client.post(f"/campaigns/{campaign.uid}/edit/", {**form, "title": "改名"})

    changed = Campaign.objects.get(pk=campaign.pk)
    assert (changed.title, changed.due_at, changed.open_at) == ("改名", campaign.due_at, campaign.open_at)


def test_ticked_schools_are_reminded_and_the_filter_stays(sign_in: SignIn) -> None:
    campaign = make_campaign()
    uids = [str(uid) for uid in campaign.entries.values_list("uid", flat=True)]

    response = sign_in(Role.DISTRICT_ADMIN).post(
        f"/campaigns/{campaign.uid}/remind/", {"entry": uids, "back": "state=missing"}
    )

    assert response.url == f"/campaigns/{campaign.uid}/?state=missing"
    assert campaign.entries.filter(reminded_at__isnull=False).count() == 2


def test_the_button_of_a_row_reminds_only_that_school(sign_in: SignIn) -> None:
    campaign = make_campaign()
    uids = [str(uid) for uid in campaign.entries.order_by("pk").values_list("uid", flat=True)]

    sign_in(Role.DISTRICT_ADMIN).post(f"/campaigns/{campaign.uid}/remind/", {"entry": uids, "only": uids[1]})

    assert [str(entry.uid) for entry in campaign.entries.filter(reminded_at__isnull=False)] == [uids[1]]


def test_assigning_to_the_own_school_is_refused_with_a_sentence(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    reviewer = make_user(Role.REVIEWER, home_school="tb", name="方文博")
    client = sign_in(Role.DISTRICT_ADMIN)
    chosen = {"entry": str(entry_of(campaign, tb).uid)}

    asked = client.post(f"/campaigns/{campaign.uid}/assign/", chosen)
    response = client.post(f"/campaigns/{campaign.uid}/assign/", {**chosen, "reviewer": str(reviewer.uid)})

    assert asked.context["form"].is_bound is False
    assert response.context["form"].errors["reviewer"] == ["方文博在乙校任职，不能审核它的报送件；请另选审核员。"]


def test_an_extension_is_given_on_a_page_of_its_own(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    day = timezone.localdate(campaign.close_at)
    answer = {"entry": str(entry_of(campaign, tb).uid), "due_on": str(day), "close_on": str(day), "reason": "停电。"}

    response = sign_in(Role.DISTRICT_ADMIN).post(f"/campaigns/{campaign.uid}/extend/", answer)

    assert response.status_code == 302
    entry = entry_of(campaign, tb)
    assert (entry.override_reason, timezone.localtime(entry.due_at).date()) == ("停电。", day + timedelta(days=1))


def test_nothing_ticked_is_said(sign_in: SignIn) -> None:
    campaign = make_campaign()
    client = sign_in(Role.DISTRICT_ADMIN)

    for act in ("remind", "assign", "extend"):
        response = client.post(f"/campaigns/{campaign.uid}/{act}/", {"entry": "not-a-uid"}, follow=True)
        assert "选" in str(next(iter(response.context["messages"])))


def test_the_entry_shows_history_versions_and_the_check(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    entry = decisions.begin(submit(campaign, tb), by="苏雨棠")
    decisions.send_back(entry, verdict("缺时间。"))
    submit(campaign, tb)

    response = sign_in(Role.OFFICIAL).get(f"/campaigns/entries/{entry.uid}/")

    assert [event["title"] for event in response.context["events"]] == ["报送", "退回修改", "开始审核", "报送"]
    assert [row["copy"].version for row in response.context["versions"]] == [2, 1]
    assert "校验值一致" in response.content.decode()


def test_versions_are_read_and_compared(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    entry = decisions.begin(submit(campaign, tb), by="苏雨棠")
    client = sign_in(Role.OFFICIAL)
    assert client.get(f"/campaigns/entries/{entry.uid}/compare/").status_code == 404
    decisions.send_back(entry, verdict("缺时间。"))
    submit(campaign, tb)

    version = client.get(f"/campaigns/entries/{entry.uid}/versions/1/")
    compared = client.get(f"/campaigns/entries/{entry.uid}/compare/?old=9&new=x")

    assert "教代会提案及时交办、及时答复。" in version.content.decode()
    assert compared.context["compare"]["titles"] == ("第1版", "第2版")
    assert client.get(f"/campaigns/entries/{entry.uid}/versions/3/").status_code == 404


def test_the_own_schools_document_cannot_be_opened(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    entry = submit(campaign, tb)
    client = sign_in(user=make_user(Role.REVIEWER, Role.DISTRICT_ADMIN, home_school="tb"))

    for tail in ("", "versions/1/", "compare/", "exempt/"):
        assert client.get(f"/campaigns/entries/{entry.uid}/{tail}").status_code == 404
    board = client.get(f"/campaigns/{campaign.uid}/")
    assert [row["may_open"] for row in board.context["rows"] if row["entry"].pk == entry.pk] == [False]


def test_drafts_are_not_there_for_readers(sign_in: SignIn) -> None:
    draft = make_campaign(is_announced=False)

    assert sign_in(Role.OFFICIAL).get(f"/campaigns/{draft.uid}/").status_code == 404
    assert sign_in(Role.DISTRICT_ADMIN).get(f"/campaigns/{draft.uid}/").status_code == 200


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.OFFICIAL])
@pytest.mark.parametrize("act", ["edit", "announce", "archive", "remind", "assign", "extend"])
def test_readers_change_nothing(role: Role, act: str, sign_in: SignIn) -> None:
    campaign = make_campaign()
    before = (campaign.state, campaign.updated_at)

    assert sign_in(role).post(f"/campaigns/{campaign.uid}/{act}/").status_code == 403

    campaign.refresh_from_db()
    assert (campaign.state, campaign.updated_at) == before


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ORGANISER])
def test_others_do_not_get_in(role: Role, sign_in: SignIn) -> None:
    campaign = make_campaign()

    assert sign_in(role).get("/campaigns/").status_code == 403
    assert sign_in(role).get(f"/campaigns/{campaign.uid}/").status_code == 403


def test_exempting_and_expecting_on_the_page(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    entry = entry_of(campaign, tb)
    client = sign_in(Role.DISTRICT_ADMIN)

    empty = client.post(f"/campaigns/entries/{entry.uid}/exempt/", {"reason": " "})
    client.post(f"/campaigns/entries/{entry.uid}/exempt/", {"reason": "筹建期。"})
    was_exempt = entry_of(campaign, tb).is_exempt
    client.post(f"/campaigns/entries/{entry.uid}/expect/")

    assert list(empty.context["form"].errors) == ["reason"]
    assert (was_exempt, entry_of(campaign, tb).is_exempt) == (True, False)


def test_sharing_out_on_the_page(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    reviewer = make_user(Role.REVIEWER, name="苏雨棠")
    chosen = {"entry": str(entry_of(campaign, tb).uid), "reviewer": "evenly"}

    response = sign_in(Role.DISTRICT_ADMIN).post(f"/campaigns/{campaign.uid}/assign/", chosen)

    assert response.status_code == 302
    assert reviewers_of(campaign, tb) == {reviewer.uid}


def test_a_reviewer_is_released_on_the_page(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    reviewer, entry = make_user(Role.REVIEWER, name="苏雨棠"), entry_of(campaign, tb)
    assign_reviewer(campaign, [entry.uid], reviewer.uid, actor=SYSTEM)
    client, address = sign_in(Role.DISTRICT_ADMIN), f"/campaigns/entries/{entry.uid}/"

    shown = client.get(address).content.decode()
    client.post(f"{address}release/", {"assignment": str(entry.assignments.get().uid)})

    assert "取消苏雨棠的分派" in shown
    assert (reviewers_of(campaign, tb), entry.events.last().kind) == (set(), "released")


def test_reviewers_do_not_learn_who_else_reviews(sign_in: SignIn, tb: School) -> None:
    campaign = make_campaign()
    entry = submit(campaign, tb)
    assign_reviewer(campaign, [entry.uid], make_user(Role.REVIEWER, name="何立言").uid, actor=SYSTEM)
    pages = (
        f"/campaigns/{campaign.uid}/",
        f"/campaigns/entries/{entry.uid}/",
        f"/api/v1/campaigns/{campaign.uid}/board/",
    )

    for role, is_shown in ((Role.REVIEWER, False), (Role.DISTRICT_ADMIN, True), (Role.OFFICIAL, True)):
        client = sign_in(role)
        assert ["何立言" in client.get(page).content.decode() for page in pages] == [is_shown] * 3
