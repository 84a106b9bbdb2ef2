"""Campaigns, copies, reviews and facts as JSON: what the pages hide is hidden here."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actors import Role
from dashboards.models import Fact
from district.collection.models import Entry
from tenants.models import School
from tenants.schemas import in_public
from tests.factories.collection import entry_of, make_bare_school, make_campaign, make_rubric, submit
from tests.factories.people import client_of, make_user


def rows(client: Client, address: str) -> list[dict[str, object]]:
    return client.get(f"/api/v1/{address}").json()["results"]


@pytest.mark.usefixtures("district")
def test_one_and_three_rows_cost_the_same() -> None:
    school = make_bare_school()
    campaign = make_campaign()
    client = client_of(Role.DISTRICT_ADMIN)
    addresses = ("schools/", "campaigns/", f"campaigns/{campaign.uid}/board/", "facts/")

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/api/v1/{address}").status_code == 200
            found.append(len(asked))
        return found

    def measure(each: School) -> None:
        Fact.objects.create(
            school=each,
            indicator="plan.tasks",
            period="2026",
            numerator=3,
            measured_at=datetime(2026, 11, 1, tzinfo=UTC),
        )

    measure(school)
    costs()
    one = costs()
    for _ in range(2):
        more = make_bare_school()
        measure(more)
        Entry.objects.create(campaign=campaign, school=more)
        make_campaign()

    assert costs() == one


def test_scores_stay_hidden_until_published(ta: School) -> None:
    with in_public():
        campaign = make_campaign(rubric=make_rubric())
        entry = submit(campaign, ta)
        Entry.objects.filter(pk=entry.pk).update(score=88)
    address = f"campaigns/{campaign.uid}/board/?q=甲校"
    shown = [rows(client_of(role), address)[0]["score"] for role in (Role.OFFICIAL, Role.REVIEWER, Role.APPROVER)]

    assert shown == [None, None, 88.0]


def test_copies_and_reviews_are_not_for_ones_own_school_nor_for_others_reviewers(ta: School) -> None:
    with in_public():
        campaign = make_campaign()
        submit(campaign, ta)
        entry = entry_of(campaign, ta)
        own = make_user(Role.DISTRICT_ADMIN, Role.REVIEWER, home_school="ta")
    other, admin = client_of(Role.REVIEWER), client_of(Role.DISTRICT_ADMIN)
    parts = ("submissions/", "submissions/1/", "reviews/")
    statuses = [
        [client.get(f"/api/v1/entries/{entry.uid}/{part}").status_code for part in parts]
        for client in (client_of(user=own), other, admin)
    ]
    copy = admin.get(f"/api/v1/entries/{entry.uid}/submissions/1/").json()

    assert statuses == [[404, 404, 404], [200, 200, 404], [200, 200, 200]]
    assert (copy["payload"]["title"], copy["is_on_time"]) == ("甲校工会工作计划", True)


@pytest.mark.usefixtures("district")
def test_board_and_facts_are_filtered() -> None:
    first, second = make_bare_school(kind="primary"), make_bare_school(kind="junior", area="西片")
    campaign = make_campaign()
    Fact.objects.create(
        school=first, indicator="x", period="2026", is_withheld=True, measured_at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    client = client_of(Role.OFFICIAL)
    board = f"campaigns/{campaign.uid}/board/"

    assert [row["school"] for row in rows(client, f"{board}?area=西片&kind=junior&state=missing")] == [second.code]
    assert rows(client, f"{board}?state=accepted") == []
    [fact] = rows(client, f"facts/?school={first.code}&indicator=x&period=2026")
    assert (fact["numerator"], fact["is_withheld"], fact["school_measured_at"]) == (None, True, None)
    assert rows(client, "facts/?period=1999") == []
