"""Records and completion as JSON: the same rules as on the pages."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import Role
from schools.plans.models import Plan
from schools.records.models import Deed, WorkRecord
from tenants.models import School
from tests.accounts.test_tokens import secret_of
from tests.factories.people import client_of, make_user
from tests.factories.plans import chair_of, first_task, make_plan, staying
from tests.factories.records import PNG, make_deed, make_record, photo

DAY = date(2026, 10, 12)
TEXT = {"day": "2026-10-12", "title": "召开教代会", "area": "congress", "people": 28, "hours": "2.5"}


def api(school: School, tail: str) -> str:
    return f"{school.prefix}api/v1/{tail}"


def test_a_record_is_written_read_and_changed_with_a_token(ta: School) -> None:
    task = first_task(make_plan(ta, "召开教代会"))
    secret = secret_of(make_user(Role.COMMITTEE, school=ta), ta)
    client = staying(client_of(Role.MEMBER, school=ta))
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {secret}"}

    def ask(method: str, tail: str, content: dict[str, object]) -> tuple[int, dict[str, object]]:
        answer = getattr(client, method)(api(ta, tail), content, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    status, made = ask("post", "records/", {**TEXT, "task": str(task.uid)})
    changed = ask("patch", f"records/{made['uid']}/", {"version": made["version"], "people": 30})
    stale = ask("patch", f"records/{made['uid']}/", {"version": made["version"], "people": 1})
    coming = ask("post", "records/", {**TEXT, "day": "2999-01-01"})

    assert (status, made["tasks"], made["hours"]) == (201, [str(task.uid)], "2.5")
    assert (changed[0], changed[1]["people"], changed[1]["title"]) == (200, 30, "召开教代会")
    assert (stale[0], coming[0], coming[1]["code"]) == (409, 400, "refused")
    assert WorkRecord.objects.count() == Deed.objects.count() == 1


def test_a_file_goes_up_and_comes_down(ta: School) -> None:
    row = make_record("召开教代会", day=DAY, actor=chair_of(ta))
    client = staying(client_of(Role.CHAIR, school=ta))

    up = client.post(api(ta, f"records/{row.uid}/files/"), {"version": row.version, "file": photo("现场.png")})
    refused = client.post(api(ta, f"records/{row.uid}/files/"), {"version": row.version + 1, "file": photo("a.exe")})
    [file] = up.json()["files"]

    assert (up.status_code, file["name"], up.json()["file_count"]) == (201, "现场.png", 1)
    assert (refused.status_code, row.files.count()) == (400, 1)
    assert client.get(file["url"]).content == PNG


def test_who_reads_and_who_writes(ta: School, tb: School) -> None:
    row = make_record("召开教代会", day=DAY, actor=chair_of(ta))
    leader, member = (staying(client_of(role, school=ta)) for role in (Role.LEADER, Role.MEMBER))

    def post(client: object) -> int:
        return client.post(api(ta, "records/"), TEXT, content_type="application/json").status_code  # type: ignore[attr-defined]

    assert [each.get(api(ta, "records/")).status_code for each in (leader, member)] == [200, 403]
    assert [each.get(api(ta, f"records/{row.uid}/")).status_code for each in (leader, member)] == [200, 403]
    assert [post(leader), post(member)] == [403, 403]
    assert client_of(Role.CHAIR, school=tb).get(api(tb, f"records/{row.uid}/")).status_code == 404


def test_filters_of_records(ta: School) -> None:
    make_record("召开教代会", day=DAY, actor=chair_of(ta))
    make_record("走访", day=DAY, area="care", actor=chair_of(ta))
    client = client_of(Role.CHAIR, school=ta)

    def titles(query: str) -> list[str]:
        return [row["title"] for row in client.get(api(ta, f"records/?{query}")).json()["results"]]

    assert (titles("area=care"), titles("q=教代会")) == (["走访"], ["召开教代会"])
    assert titles("sort=title") == titles("sort=-title")[::-1]


def test_completion_of_a_plan_by_area(ta: School) -> None:
    plan = make_plan(ta, "召开教代会", "走访困难教职工")
    make_deed(make_record("召开教代会", day=DAY, actor=chair_of(ta)), first_task(plan), actor=chair_of(ta))
    chair, member = (staying(client_of(role, school=ta)) for role in (Role.CHAIR, Role.MEMBER))

    found = chair.get(api(ta, f"progress/{plan.uid}/")).json()

    assert (found["plan"], found["total"]["completion"], found["total"]["tasks"]) == (str(plan.uid), 0.5, 2)
    assert [(area["area"], area["expected"], area["done"], area["missing"]) for area in found["areas"]] == [
        ("congress", 2, 1, 1)
    ]
    assert member.get(api(ta, f"progress/{plan.uid}/")).status_code == 404
    Plan.objects.update(state="accepted", receipt_number="R", submitted_at="2026-09-10T08:00+08:00")
    assert member.get(api(ta, f"progress/{plan.uid}/")).status_code == 200


@pytest.mark.parametrize("tail", ["records/", "records/{uid}/"])
def test_one_and_three_rows_cost_the_same(ta: School, tail: str) -> None:
    task = first_task(make_plan(ta, "召开教代会"))
    row = make_record("召开教代会", photo(), day=DAY, actor=chair_of(ta))
    secret = secret_of(make_user(Role.CHAIR, school=ta), ta)
    client = staying(client_of(Role.CHAIR, school=ta))

    def cost() -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        with CaptureQueriesContext(connection) as asked:
            assert client.get(api(ta, tail.format(uid=row.uid)), headers=headers).status_code == 200
        return sum("set_config" not in query["sql"] for query in asked)  # the switch of place is counted elsewhere

    cost()
    one = cost()
    for title in ("又开会", "再开会"):
        make_deed(make_record(title, photo(), day=DAY, actor=chair_of(ta)), task, actor=chair_of(ta))

    assert cost() == one
