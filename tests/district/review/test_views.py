"""Pages of reviewers: what they show, to whom, without scripts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.actors import Role
from district.collection.models import Campaign, Entry
from district.collection.services.entries import assign_reviewer
from district.review import selectors
from district.review.forms import field_name
from district.review.models import Remark, Rubric
from district.review.services import reviewing
from tenants.models import School
from tenants.schemas import mount
from tests.district.review.marking import mark_all
from tests.factories.collection import SYSTEM, entry_of, make_campaign, make_document, make_rubric, submit

SignIn = Callable[..., Client]


def fresh(entry: Entry) -> Entry:
    return entry_of(entry.campaign, entry.school)


def answers(entry: Entry, *levels: object, **fields: str) -> dict[str, str]:
    sent = {"version": "1", **fields}
    for criterion, level in zip(selectors.criteria_of(entry.campaign), levels, strict=True):
        if level == "skip":
            sent[f"{field_name(criterion)}-skip"] = "on"
        elif level is not None:
            sent[f"{field_name(criterion)}-level"] = str(level)
        sent[f"{field_name(criterion)}-reason"] = "理由。"
    return sent


def test_opening_the_page_does_not_begin_the_review(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    response = sign_in(user=reviewer).get(f"/reviews/entries/{entry.uid}/")

    page = response.content.decode()
    assert fresh(entry).state == "submitted"
    assert "打开不算开始" in page
    assert [line["number"] for line in response.context["document"].lines] == list(range(1, 8))
    assert response.context["sheet"]["left_label"] == "还差3项未评"


def test_the_page_asks_a_constant_number_of_questions(
    entry: Entry, reviewer: User, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    actor, client = reviewer.as_actor(None), sign_in(user=reviewer)
    mark_all(entry, actor, 0, 1, -1)
    for line in range(1, 8):
        reviewing.add_remark(entry, line_number=line, text="批注。", is_required=True, actor=actor)

    client.get(f"/reviews/entries/{entry.uid}/")

    with django_assert_max_num_queries(10):
        client.get(f"/reviews/entries/{entry.uid}/")


def test_autosave_answers_with_the_new_version(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(user=reviewer)
    address, headers = f"/reviews/entries/{entry.uid}/marks/", {"X-Requested-With": "autosave"}

    saved = client.post(address, answers(entry, 0, None, "skip"), headers=headers)
    conflict = client.post(address, answers(entry, 3, None, None), headers=headers)

    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    assert (conflict.status_code, "已在别处保存过" in conflict.json()["message"]) == (409, True)
    sheet = client.get(f"/reviews/entries/{entry.uid}/").context["sheet"]
    assert (sheet["total"], sheet["maximum"], sheet["left_label"]) == ("50", 80, "还差1项未评")


def test_an_autosave_with_a_wrong_level_says_so(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    response = sign_in(user=reviewer).post(
        f"/reviews/entries/{entry.uid}/marks/", answers(entry, 9, None, None), headers={"X-Requested-With": "autosave"}
    )

    assert (response.status_code, "没有这个等级" in response.json()["message"]) == (400, True)


def test_save_and_next_goes_to_the_next_one(entry: Entry, ta: School, reviewer: User, sign_in: SignIn) -> None:
    mount(None)
    other = submit(entry.campaign, ta)
    assign_reviewer(entry.campaign, [other.uid], reviewer.uid, actor=SYSTEM)

    response = sign_in(user=reviewer).post(f"/reviews/entries/{entry.uid}/marks/", answers(entry, 0, 0, 0, then="next"))

    assert response.url == f"/reviews/entries/{other.uid}/"
    assert fresh(entry).state == "reviewing"


def test_accepting_saves_and_accepts(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    response = sign_in(user=reviewer).post(
        f"/reviews/entries/{entry.uid}/marks/", answers(entry, 0, 1, "skip", then="accept")
    )

    assert (response.url, str(fresh(entry).score)) == ("/reviews/", "92.50")


def test_accepting_too_early_keeps_the_marks_and_says_what_is_left(
    entry: Entry, reviewer: User, sign_in: SignIn
) -> None:
    response = sign_in(user=reviewer).post(
        f"/reviews/entries/{entry.uid}/marks/", answers(entry, 0, None, None, then="accept"), follow=True
    )

    assert "还差2项未评" in response.content.decode()
    assert response.context["sheet"]["marked_n"] == 1


def test_returning_from_the_sheet_asks_for_the_reason(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(user=reviewer)
    saved = client.post(f"/reviews/entries/{entry.uid}/marks/", answers(entry, 0, None, None, then="return"))
    empty = client.post(saved.url, {"reason": ""})
    client.post(saved.url, {"reason": "缺时间。"})

    assert saved.url == f"/reviews/entries/{entry.uid}/return/"
    assert list(empty.context["form"].errors) == ["reason"]
    assert (fresh(entry).state, fresh(entry).return_count) == ("returned", 1)


def test_a_closing_campaign_proposes_a_last_day(tb: School, reviewer: User, sign_in: SignIn) -> None:
    now = timezone.now()
    campaign = make_campaign(due_at=now + timedelta(days=1), close_at=now + timedelta(days=2))
    entry = submit(campaign, tb)
    assign_reviewer(campaign, [entry.uid], reviewer.uid, actor=SYSTEM)
    client, address = sign_in(user=reviewer), f"/reviews/entries/{entry.uid}/return/"
    day = client.get(address).context["form"].initial["resubmit_on"]

    past = client.post(address, {"reason": "x", "resubmit_on": str(timezone.localdate() - timedelta(days=1))})
    client.post(address, {"reason": "缺时间。", "resubmit_on": str(day)})

    assert list(past.context["form"].errors) == ["resubmit_on"]
    assert timezone.localdate(fresh(entry).close_at) == day + timedelta(days=1)


def test_a_remark_is_written_changed_and_deleted_without_scripts(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    client, base = sign_in(user=reviewer), f"/reviews/entries/{entry.uid}/"
    form = client.get(f"{base}?line=6").content.decode()
    added = client.post(f"{base}remarks/", {"line": "6", "kind": "must", "text": "<b>补时间</b>"})
    remark = Remark.objects.get()
    shown = client.get(base).content.decode()
    changing = client.get(f"{base}?remark={remark.uid}").content.decode()
    client.post(f"{base}remarks/{remark.uid}/", {"kind": "hint", "text": "可作示例。"})
    remark.refresh_from_db()

    assert 'id="remark-form"' in form
    assert added.url == f"{base}#line-6"
    assert "&lt;b&gt;补时间&lt;/b&gt;" in shown
    assert f'action="{base}remarks/{remark.uid}/"' in changing
    assert (remark.text, remark.is_required) == ("可作示例。", False)
    client.post(f"{base}remarks/{remark.uid}/delete/")
    assert Remark.objects.count() == 0


@pytest.mark.parametrize("sent", [{"line": "6", "text": ""}, {"line": "x", "text": "y"}, {"line": "999", "text": "y"}])
def test_a_bad_remark_is_answered_with_a_sentence(
    sent: dict[str, str], entry: Entry, reviewer: User, sign_in: SignIn
) -> None:
    response = sign_in(user=reviewer).post(f"/reviews/entries/{entry.uid}/remarks/", sent, follow=True)

    assert response.status_code == 200
    assert len(list(response.context["messages"])) == 1
    assert Remark.objects.count() == 0


def test_text_of_the_school_is_escaped(tb: School, reviewer: User, sign_in: SignIn) -> None:
    campaign = make_campaign()
    entry = submit(campaign, tb, make_document("<script>alert(1)</script>", ("<img src=x onerror=alert(1)>",)))
    assign_reviewer(campaign, [entry.uid], reviewer.uid, actor=SYSTEM)

    page = sign_in(user=reviewer).get(f"/reviews/entries/{entry.uid}/").content.decode()

    assert ("<script>alert" in page, "<img src=x" in page) == (False, False)


def test_a_reviewer_opens_only_what_is_assigned(entry: Entry, sign_in: SignIn) -> None:
    client = sign_in(Role.REVIEWER)

    for tail in ("", "return/"):
        assert client.get(f"/reviews/entries/{entry.uid}/{tail}").status_code == 404
    for tail in ("begin/", "marks/", "remarks/", "return/"):
        assert client.post(f"/reviews/entries/{entry.uid}/{tail}").status_code == 404
    assert fresh(entry).state == "submitted"


def test_the_own_schools_review_cannot_be_opened(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    reviewer.home_school = "tb"
    reviewer.roles = [Role.REVIEWER, Role.APPROVER, Role.DISTRICT_ADMIN]
    reviewer.save()
    client = sign_in(user=reviewer)

    assert client.get(f"/reviews/entries/{entry.uid}/").status_code == 404
    assert client.post(f"/reviews/entries/{entry.uid}/begin/").status_code == 404
    assert list(client.get("/reviews/?who=all&state=all").context["rows"]) == []


@pytest.mark.parametrize("role", [Role.APPROVER, Role.DISTRICT_ADMIN])
def test_others_read_but_do_not_review(role: Role, entry: Entry, sign_in: SignIn) -> None:
    client = sign_in(role)

    page = client.get(f"/reviews/entries/{entry.uid}/")

    assert (page.status_code, page.context["may_review"]) == (200, False)
    assert "rubric-form" not in page.content.decode()
    assert client.post(f"/reviews/entries/{entry.uid}/begin/").status_code == 403


def test_an_official_sees_no_review(entry: Entry, sign_in: SignIn) -> None:
    client = sign_in(Role.OFFICIAL)

    assert client.get("/reviews/").status_code == 403
    assert client.get(f"/reviews/entries/{entry.uid}/").status_code == 403


def test_the_queue_shows_mine_and_all(entry: Entry, ta: School, reviewer: User, sign_in: SignIn) -> None:
    mount(None)
    other = submit(entry.campaign, ta)
    admin = sign_in(Role.DISTRICT_ADMIN)

    mine = [row["entry"].pk for row in sign_in(user=reviewer).get("/reviews/?who=all").context["rows"]]
    everything = [row["entry"].pk for row in admin.get("/reviews/").context["rows"]]
    found = [row["entry"].pk for row in admin.get("/reviews/?q=jx").context["rows"]]

    assert (mine, everything, found) == ([entry.pk], [entry.pk, other.pk], [other.pk])


def test_the_queue_keeps_decided_ones_behind_their_tab(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    reviewing.return_entry(entry, reason="缺时间。", actor=reviewer.as_actor(None))
    client = sign_in(user=reviewer)

    counts = {segment["label"]: segment["count"] for segment in client.get("/reviews/").context["filters"]["segments"]}

    assert counts == {"未交初评": 0, "初评已交": 0, "已退回": 1, "已通过": 0, "全部": 1}
    assert "没有待处理的报送件" in client.get("/reviews/").content.decode()


@pytest.mark.parametrize("schools", [1, 2])
def test_the_queue_asks_the_same_number_of_questions(
    schools: int, entry: Entry, ta: School, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mount(None)
    if schools > 1:
        submit(entry.campaign, ta)
    client = sign_in(Role.DISTRICT_ADMIN)
    client.get("/reviews/")

    with django_assert_num_queries(7):
        response = client.get("/reviews/")

    assert len(response.context["rows"]) == schools


def test_results_are_published_after_one_more_question(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    mark_all(entry, reviewer.as_actor(None), 0, 1, -1)
    reviewing.accept_entry(entry, actor=reviewer.as_actor(None))
    approver, address = sign_in(Role.APPROVER), f"/reviews/results/{entry.campaign.uid}/"
    official = sign_in(Role.OFFICIAL)

    hidden = official.get(address).content.decode()
    asked = approver.get(f"{address}publish/").content.decode()
    before = Campaign.objects.get().results_published_at
    approver.post(f"{address}publish/")

    assert ("92.50" in hidden, "成绩还没有公布" in hidden) == (False, True)
    assert ("公布1所的成绩" in asked, before) == (True, None)
    assert Campaign.objects.get().results_published_at is not None
    assert "92.50" in official.get(address).content.decode()


def test_the_board_hides_scores_from_readers_until_they_are_published(
    entry: Entry, reviewer: User, sign_in: SignIn
) -> None:
    mark_all(entry, reviewer.as_actor(None), 0, 1, -1)
    reviewing.accept_entry(entry, actor=reviewer.as_actor(None))

    for role, is_shown in [(Role.OFFICIAL, False), (Role.APPROVER, True), (Role.DISTRICT_ADMIN, True)]:
        for address in (f"/campaigns/{entry.campaign.uid}/", f"/campaigns/entries/{entry.uid}/"):
            assert ("92.50" in sign_in(role).get(address).content.decode()) is is_shown


def test_a_rubric_is_made_and_changed_on_its_page(district: None, sign_in: SignIn) -> None:
    client = sign_in(Role.DISTRICT_ADMIN)
    management = {"criteria-TOTAL_FORMS": "2", "criteria-INITIAL_FORMS": "0"}
    rows = {
        "criteria-0-title": "后", "criteria-0-weight": "10", "criteria-0-levels": "优 10 好\n差 4.8",
        "criteria-0-ORDER": "2",
        "criteria-1-title": "先", "criteria-1-weight": "5", "criteria-1-levels": "是 5\n否 0", "criteria-1-ORDER": "1",
        "criteria-1-may_not_apply": "on",
    }  # fmt: skip

    made = client.post("/reviews/rubrics/new/", {"title": "标准", **management, **rows})
    rubric = Rubric.objects.get()

    assert made.url == f"/reviews/rubrics/{rubric.uid}/"
    assert [(each.title, each.may_not_apply) for each in rubric.criteria.all()] == [("先", True), ("后", False)]
    assert rubric.criteria.last().levels[1] == {"label": "差", "points": 4.8, "text": ""}
    edit = client.get(f"/reviews/rubrics/{rubric.uid}/edit/").context["formset"]
    assert edit.initial[1]["levels"] == "优 10 好\n差 4.8"


@pytest.mark.parametrize("levels", ["优10", "优 十", "优 nan", "优 inf"])
def test_a_level_that_cannot_be_read_is_said_at_the_row(levels: str, district: None, sign_in: SignIn) -> None:
    sent = {"title": "标准", "criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0", "criteria-0-title": "任务",
            "criteria-0-weight": "10", "criteria-0-levels": levels}  # fmt: skip

    response = sign_in(Role.DISTRICT_ADMIN).post("/reviews/rubrics/new/", sent)

    assert list(response.context["formset"].forms[0].errors) == ["levels"]


def test_a_frozen_rubric_is_copied_not_changed(district: None, sign_in: SignIn) -> None:
    rubric = make_rubric("标准")
    make_campaign(rubric=rubric)
    client = sign_in(Role.DISTRICT_ADMIN)

    refused = client.get(f"/reviews/rubrics/{rubric.uid}/edit/")
    copied = client.post(f"/reviews/rubrics/{rubric.uid}/copy/")

    copy = Rubric.objects.get(version=2)
    assert (refused.url, copied.url) == (f"/reviews/rubrics/{rubric.uid}/", f"/reviews/rubrics/{copy.uid}/edit/")
    assert sign_in(Role.REVIEWER).get(f"/reviews/rubrics/{copy.uid}/").status_code == 200
    assert sign_in(Role.REVIEWER).post(f"/reviews/rubrics/{copy.uid}/copy/").status_code == 403


@pytest.mark.parametrize("odd", ["²", "9" * 5000, "-1", "١", "\x00", "1.0", ""])
def test_odd_numbers_in_addresses_and_forms_are_no_errors(
    odd: str, entry: Entry, reviewer: User, sign_in: SignIn
) -> None:
    client, base = sign_in(user=reviewer), f"/reviews/entries/{entry.uid}/"
    sent = answers(entry, odd, None, None)
    first = field_name(selectors.criteria_of(entry.campaign)[0])

    statuses = [
        client.get(base, {"line": odd, "remark": odd}).status_code,
        client.post(f"{base}marks/", {**sent, "version": odd}).status_code,
        client.post(
            f"{base}marks/", {**sent, f"{first}-reason": odd}, headers={"X-Requested-With": "autosave"}
        ).status_code,
        client.post(f"{base}remarks/", {"line": odd, "text": odd}).status_code,
        client.get(f"/campaigns/entries/{entry.uid}/compare/", {"old": odd}).status_code,
        client.get("/reviews/", {"campaign": odd, "state": odd, "who": odd, "page": odd, "q": odd}).status_code,
        client.get(f"/campaigns/{entry.campaign.uid}/", {"reviewer": odd, "sort": odd, "size": odd}).status_code,
    ]

    assert [status for status in statuses if status >= 500] == []


def test_a_reason_that_is_too_long_is_refused_whole(entry: Entry, reviewer: User, sign_in: SignIn) -> None:
    sent = answers(entry, 0, None, None)
    sent[f"{field_name(selectors.criteria_of(entry.campaign)[0])}-reason"] = "长" * 501

    response = sign_in(user=reviewer).post(
        f"/reviews/entries/{entry.uid}/marks/", sent, headers={"X-Requested-With": "autosave"}
    )

    assert (response.status_code, response.json()["message"]) == (400, "理由最多500个字，现在是501个。")
    assert fresh(entry).state == "submitted"
