"""A file is fetched by those who may open a record that holds it, and an unheld one by its uploader."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ForeignKey

from core.actors import SCHOOL_ROLES, Role
from files.holders import holders
from files.models import StoredFile
from files.selectors import files_visible_to
from files.services import store
from schools.members.services.importing import take_file
from schools.plans.services.importing import confirm_import, read_upload_as_draft
from schools.records.models import RecordFile
from schools.records.services.writing import delete_record
from tenants.models import School
from tests.factories.members import book
from tests.factories.people import make_actor
from tests.factories.plans import chair_of, docx_of
from tests.factories.records import make_record, photo

WRITERS = {Role.CHAIR, Role.COMMITTEE}


def of_an_import_of_a_plan(school: School) -> StoredFile | None:
    return read_upload_as_draft("计划.docx", docx_of(), "docx", actor=chair_of(school)).file


def of_a_plan(school: School) -> StoredFile | None:
    [plan] = confirm_import(
        read_upload_as_draft("计划.docx", docx_of(), "docx", actor=chair_of(school)), actor=chair_of(school)
    )
    return plan.source_file


def of_a_record(school: School) -> StoredFile | None:
    return make_record("慰问", photo(), actor=chair_of(school)).files.get().file


def of_an_import_of_members(school: School) -> StoredFile | None:
    return take_file("名册.xlsx", book(["姓名", "工号"], ["甲", "1"]), actor=chair_of(school)).file


HELD = [
    (of_an_import_of_a_plan, WRITERS),
    (of_a_plan, WRITERS),
    (of_a_record, {*WRITERS, Role.LEADER}),
    (of_an_import_of_members, {*WRITERS, Role.SCHOOL_ADMIN}),
]


@pytest.mark.parametrize(("make", "readers"), HELD)
def test_a_held_file_is_for_those_who_may_open_what_holds_it(
    ta: School, make: Callable[[School], StoredFile], readers: set[Role]
) -> None:
    stored = make(ta)

    found = {role for role in SCHOOL_ROLES if stored in files_visible_to(make_actor(role, school=ta))}

    assert found == readers


def test_a_held_file_is_no_longer_its_uploaders_own(ta: School) -> None:
    committee = make_actor(Role.COMMITTEE, school=ta)
    stored = make_record("慰问", photo(), actor=committee).files.get().file
    moved = replace(committee, roles=frozenset({Role.MEMBER}))

    assert (stored in files_visible_to(committee), stored in files_visible_to(moved)) == (True, False)


def test_a_file_that_nothing_holds_is_its_uploaders_alone(ta: School) -> None:
    member = make_actor(Role.MEMBER, school=ta)
    stored = store("a.txt", b"a", "txt", actor=member)
    chair = chair_of(ta)
    row = make_record("慰问", SimpleUploadedFile("b.png", photo().read()), actor=chair)
    let_go = row.files.get().file
    delete_record(row, actor=chair)

    everyone = [make_actor(role, school=ta) for role in SCHOOL_ROLES]

    assert [stored in files_visible_to(actor) for actor in (member, *everyone)] == [True, *[False] * len(everyone)]
    assert [let_go in files_visible_to(actor) for actor in (chair, *everyone)] == [True, *[False] * len(everyone)]


def test_officers_of_the_district_fetch_their_own_uploads(district: None) -> None:
    admin, other = make_actor(Role.DISTRICT_ADMIN), make_actor(Role.DISTRICT_ADMIN)
    stored = store("学校.xlsx", b"a", "xlsx", actor=admin)

    assert (stored in files_visible_to(admin), stored in files_visible_to(other)) == (True, False)


def test_every_model_that_points_at_a_file_says_who_may_fetch_it() -> None:
    pointing = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is StoredFile
    }

    assert {(holder.model, holder.field) for holder in holders()} == pointing
    assert (RecordFile, "file") in pointing
