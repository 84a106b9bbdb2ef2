"""Plans, tasks and imports as JSON: the same rules as on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import Role
from schools.plans.models import ImportDraft, Plan, PlanTask
from tenants.models import School
from tenants.schemas import in_public, in_school
from tests.accounts.test_tokens import secret_of
from tests.factories.collection import make_campaign
from tests.factories.people import client_of, make_user
from tests.factories.plans import docx_of, make_plan


@pytest.mark.parametrize("address", ["plans/", "tasks/", "plans/{uid}/"])
def test_one_and_three_rows_cost_the_same(ta: School, address: str) -> None:
    plan = make_plan(ta, "10月召开教代会。")
    secret = secret_of(make_user(Role.CHAIR, school=ta), ta)
    client = client_of(Role.CHAIR, school=ta)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(
                f"{ta.prefix}api/v1/{address.format(uid=plan.uid)}", headers={"Authorization": f"Bearer {secret}"}
            )
        assert answer.status_code == 200
        return sum("set_config" not in query["sql"] for query in asked)  # the switch of place is counted elsewhere

    cost()
    one = cost()
    with in_school(ta):
        task = PlanTask.objects.get(plan=plan)
        PlanTask.objects.bulk_create(PlanTask(plan=plan, position=place, text=task.text) for place in (5, 6))
    make_plan(ta, "11月走访。")
    make_plan(ta, "12月总结。")

    assert cost() == one


def test_drafts_are_hidden_from_members(ta: School) -> None:
    plan = make_plan(ta, "10月召开教代会。")
    member = client_of(Role.MEMBER, school=ta)

    assert member.get(f"{ta.prefix}api/v1/plans/").json()["count"] == 0
    assert member.get(f"{ta.prefix}api/v1/tasks/").json()["count"] == 0
    assert member.get(f"{ta.prefix}api/v1/plans/{plan.uid}/").status_code == 404


def test_filters_of_tasks(ta: School) -> None:
    make_plan(ta, "10月召开教代会。")
    client = client_of(Role.CHAIR, school=ta)
    found = {
        query: client.get(f"{ta.prefix}api/v1/tasks/?{query}").json()["count"]
        for query in (
            "month=10",
            "month=3",
            "area=congress",
            "area=none",
            "owner=陈砚秋",
            "owner=陈",
            "plan=x",
            "q=教代",
        )
    }

    assert list(found.values()) == [1, 0, 1, 0, 1, 0, 0, 1]


def test_a_task_is_changed_with_its_version_or_not_at_all(ta: School) -> None:
    plan = make_plan(ta, "10月召开教代会。")
    with in_school(ta):
        task = PlanTask.objects.get(plan=plan)
    address = f"{ta.prefix}api/v1/tasks/{task.uid}/"
    client, member = client_of(Role.COMMITTEE, school=ta), client_of(Role.LEADER, school=ta)
    change = {"version": task.version, "text": "11月召开教代会。", "months": [11]}
    done = client.patch(address, change, content_type="application/json")
    again = client.patch(address, change, content_type="application/json")
    refused = member.patch(address, {**change, "version": 2}, content_type="application/json")

    assert (done.status_code, done.json()["months"], done.json()["owner_name"]) == (200, [11], "陈砚秋")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert refused.status_code == 403


def test_an_import_is_a_plan_only_once_confirmed(ta: School) -> None:
    client = client_of(Role.CHAIR, school=ta)
    file = SimpleUploadedFile("计划.docx", docx_of())
    made = client.post(f"{ta.prefix}api/v1/imports/", {"file": file})
    with in_school(ta):
        assert (Plan.objects.count(), ImportDraft.objects.count()) == (0, 1)
    address = f"{ta.prefix}api/v1/imports/{made.json()['uid']}/"
    seen = client.get(address).json()
    confirmed = client.post(f"{address}confirm/")

    assert (made.status_code, len(seen["plans"])) == (201, 1)
    assert (confirmed.status_code, confirmed.json()[0]["task_count"]) == (201, len(seen["plans"][0]["tasks"]))
    assert client.post(f"{address}confirm/").status_code == 404


@pytest.mark.parametrize("content", [{}, {"text": "\x00"}, {"text": "  "}])
def test_what_cannot_be_read_is_refused_with_a_sentence(ta: School, content: dict[str, str]) -> None:
    client = client_of(Role.CHAIR, school=ta)
    answer = client.post(f"{ta.prefix}api/v1/imports/", content, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_plan_is_submitted_by_the_chair_alone(ta: School) -> None:
    with in_public():
        campaign = make_campaign(year=2026, term="first")
    plan = make_plan(ta, "10月召开教代会。")
    with in_school(ta):
        Plan.objects.filter(pk=plan.pk).update(year=2026, term="first")
    address = f"{ta.prefix}api/v1/plans/{plan.uid}/submit/"
    wish = {"campaign": str(campaign.uid), "accepts_warnings": True}
    refused = client_of(Role.COMMITTEE, school=ta).post(address, wish, content_type="application/json")
    sent = client_of(Role.CHAIR, school=ta).post(address, wish, content_type="application/json")

    assert (refused.status_code, sent.status_code, sent.json()["version"]) == (403, 201, 1)
