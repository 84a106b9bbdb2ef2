"""What a campaign demands of every plan: parts and areas, said at once on both sides of the door; the most returns."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from core.actors import Role
from core.errors import InvalidInputError, WrongStateError
from district.collection import facade
from district.collection.demands import missing_in
from district.collection.documents import DocumentSection, PlanDocument
from district.collection.models import Campaign, Submission
from district.collection.services import campaigns, decisions
from district.collection.services.campaigns import wish_of
from schools.plans.models import Plan, PlanTask
from schools.plans.services import submission
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.collection import SYSTEM, make_campaign, make_document, submit, verdict

SignIn = Callable[..., Client]
FORM = {
    "title": "征集", "kind": "plan", "amended_by": "chair", "year": "2026", "term": "first",
    "open_on": "2030-01-01", "due_on": "2030-01-20",
    "close_on": "2030-02-01", "reviewers_per_copy": "1", "score_rule": "mean",
}  # fmt: skip


def with_parts(*parts: tuple[int, str, str]) -> PlanDocument:
    sections = tuple(DocumentSection(str(uuid4()), level, title, body) for level, title, body in parts)
    document = make_document()
    return replace(document, sections=sections, tasks=tuple(replace(task, section_uid=None) for task in document.tasks))


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        ([(1, "一、指导思想", "以…为主线。"), (1, "工作目标", "人均两次。")], []),
        ([(1, "指导思想", "以…为主线。")], ["缺少“工作目标”部分，或其中没有内容。"]),
        ([(1, "指导思想", ""), (1, "工作目标", " ")], ["缺少“指导思想”“工作目标”部分，或其中没有内容。"]),
        ([(1, "指导思想与工作目标", ""), (2, "思想", "以…为主线。")], []),
        (
            [(1, "指导思想与工作目标", ""), (1, "主要工作", "三项。")],
            ["缺少“指导思想”“工作目标”部分，或其中没有内容。"],
        ),
    ],
)
def test_a_part_is_there_when_something_stands_under_its_heading(
    parts: list[tuple[int, str, str]], missing: list[str]
) -> None:
    assert missing_in(with_parts(*parts), sections=["指导思想", "工作目标"], areas=[]) == missing


def test_a_task_under_the_heading_is_content() -> None:
    assert missing_in(make_document(), sections=["主要工作"], areas=["congress"]) == []


def test_areas_without_a_task_are_named_together() -> None:
    found = missing_in(make_document(), sections=[], areas=["congress", "care", "funds"])

    assert found == ["没有“送温暖与福利”“经费与审计”领域的任务。"]


def test_the_door_refuses_and_says_everything_at_once(tb: School, district: None) -> None:
    campaign = make_campaign(required_sections=("工作目标",), required_areas=("care",))

    with pytest.raises(InvalidInputError) as refused:
        submit(campaign, tb)

    said = "缺少“工作目标”部分，或其中没有内容。没有“送温暖与福利”领域的任务。"
    assert (str(refused.value), Submission.objects.count()) == (said, 0)


def test_the_school_s_gate_says_the_same_before(tb: School, district: None) -> None:
    campaign = make_campaign(required_sections=("工作目标",), required_areas=("care",), year=2026, term="first")
    with in_school(tb):
        plan = Plan.objects.create(title="计划", year=2026, term="first", author_name="主席")
        PlanTask.objects.create(plan=plan, position=1, text="走访", area="women", months=[9], owner_name="主席")

        view = facade.campaign_view(campaign.uid, tb)
        before = [finding.message for finding in submission.findings_of(plan, view) if finding.is_fault]
        PlanTask.objects.update(area="care")
        plan.sections.create(position=1, title="工作目标", body="人均两次。")
        after = submission.findings_of(plan, view)

    assert before == [
        "这次征集的要求：缺少“工作目标”部分，或其中没有内容。", "这次征集的要求：没有“送温暖与福利”领域的任务。",
    ]  # fmt: skip
    assert after == []


def test_returns_are_limited(tb: School, district: None) -> None:
    campaign = make_campaign(most_returns=1)
    entry = submit(campaign, tb)
    decisions.begin(entry, by="苏雨棠")
    decisions.send_back(entry, verdict("请写明时间。"))
    entry = submit(campaign, tb)
    decisions.begin(entry, by="苏雨棠")

    with pytest.raises(WrongStateError, match="这次征集最多退回1次，已经用完"):
        decisions.send_back(entry, verdict("请写明时间。"))

    assert decisions.accept(entry, verdict(), score=None).state == "accepted"


def test_demands_of_an_announced_campaign_only_shrink(tb: School, district: None) -> None:
    campaign = make_campaign(required_areas=("care", "funds"))
    wish = wish_of(campaign)

    with pytest.raises(WrongStateError, match="只能减少，不能增加"):
        campaigns.change_campaign(campaign, replace(wish, required_areas=("care", "women")), actor=SYSTEM)
    campaigns.change_campaign(campaign, replace(wish, required_areas=("care",)), actor=SYSTEM)

    assert Campaign.objects.get(pk=campaign.pk).required_areas == ["care"]


def test_the_form_takes_words_parted_anyhow(sign_in: SignIn, district: None) -> None:
    client = sign_in(Role.DISTRICT_ADMIN)

    client.post("/campaigns/new/", FORM | {
        "required_sections": "指导思想、工作目标，指导思想", "required_areas": ["care", "funds"], "most_returns": "2",
    })  # fmt: skip

    campaign = Campaign.objects.get()
    assert (campaign.required_sections, campaign.required_areas, campaign.most_returns) == (
        ["指导思想", "工作目标"], ["care", "funds"], 2,
    )  # fmt: skip
    shown = client.get(f"/campaigns/{campaign.uid}/").content.decode()
    assert "指导思想、工作目标" in shown
    assert "送温暖与福利、经费与审计" in shown


def test_a_word_that_is_too_long_is_named(sign_in: SignIn, district: None) -> None:
    answer = sign_in(Role.DISTRICT_ADMIN).post("/campaigns/new/", FORM | {"required_sections": "长" * 21})

    assert f"“{'长' * 21}”太长，每个词最多20个字。" in answer.content.decode()
    assert Campaign.objects.count() == 0
