"""Several submissions at one moment, on connections of their own and with real commits."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from core.errors import WrongStateError
from district.collection import facade
from district.collection.models import Campaign, CampaignState, Entry, EntryEvent, Submission
from tenants.models import School
from tenants.schemas import in_schema_as_owner, mount
from tests.factories.collection import make_document, moment

TABLES = ["entryevent", "submission"]


@pytest.fixture
def campaign(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Campaign]:
    """A committed campaign with both schools, taken away afterwards (append-only tables as owner, trigger off)."""
    with django_db_blocker.unblock():
        mount(None)
        made = Campaign.objects.create(
            title="同时报送", year=2026, state=CampaignState.ANNOUNCED, open_at=moment("2020-01-01 00:00"),
            due_at=moment("2090-01-01 00:00"), close_at=moment("2090-01-01 00:00"),
        )  # fmt: skip
        Entry.objects.bulk_create(Entry(campaign=made, school=school) for school in School.objects.all())
        yield made
        mount(None)
        with in_schema_as_owner("public"), connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE district_collection_{table} DISABLE TRIGGER written_once")
            EntryEvent.objects.filter(entry__campaign=made).delete()
            made.entries.update(state="missing", current=None)
            Submission.objects.filter(campaign=made).delete()
            for table in TABLES:
                cursor.execute(f"ALTER TABLE district_collection_{table} ENABLE TRIGGER written_once")
            made.entries.all().delete()
            made.delete()
        connection.close()


def test_schools_that_submit_at_once_get_a_receipt_each_and_only_one(campaign: Campaign) -> None:
    schools = list(School.objects.order_by("pk"))
    gate = threading.Barrier(2 * len(schools))
    receipts: list[str] = []
    refusals: list[str] = []

    def submit(school: School) -> None:
        try:
            mount(school)
            gate.wait(timeout=20)
            sent = facade.receive(make_document(), campaign_uid=campaign.uid, school=school, sent_by="甲")
            receipts.append(sent.number)
        except WrongStateError as error:
            refusals.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=(school,)) for school in schools for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(receipts)) == len(schools)
    assert refusals == ["已经报送，正在等待审核；要修改请先撤回。"] * len(schools)
    assert Submission.objects.filter(campaign=campaign).count() == len(schools)
