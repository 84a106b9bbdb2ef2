"""The trail in words, on its page, for those who may read it."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from audit.models import AuditEntry
from audit.selectors import entries_visible_to, timeline_of
from audit.services import record
from audit.verbs import VERBS
from audit.words import changes_of
from core.actors import Role
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.people import make_actor, make_user

SignInAs = Callable[..., Client]


def test_changes_are_told_in_the_words_of_the_fields(ta: School) -> None:
    user, actor = make_user(Role.MEMBER, school=ta), make_actor(Role.SCHOOL_ADMIN, school=ta)

    entry = record(
        "user.change", user, actor=actor,
        before={"roles": ["member"], "is_active": True, "mobile": ""},
        after={"roles": ["chair", "member"], "is_active": False, "mobile": "139****0001", "reason": "换届"},
    )  # fmt: skip

    assert [str(change) for change in changes_of(entry)] == [
        "手机号：（空） → 139****0001",
        "角色：教职工 → 工会主席、教职工",
        "启用：是 → 否",
        "理由：换届",
    ]


def test_an_entry_of_an_unknown_kind_is_still_shown(ta: School) -> None:
    entry = AuditEntry(subject_kind="gone.model", before={"x": 1}, after={"x": 2})

    assert [str(change) for change in changes_of(entry)] == ["x：1 → 2"]


def test_a_value_of_several_parts_is_told_part_by_part() -> None:
    entry = AuditEntry(subject_kind="accounts.user", before={}, after={"roles": [{"name": "顾清和", "x": 2}]})

    assert [str(change) for change in changes_of(entry)] == ["角色：姓名 顾清和，x 2"]


def test_the_timeline_of_a_record_is_newest_first(ta: School) -> None:
    user, actor = make_user(Role.MEMBER, school=ta), make_actor(Role.SCHOOL_ADMIN, school=ta)
    record("user.create", user, actor=actor)
    record("user.reset", user, actor=actor)
    record("user.reset", make_user(Role.MEMBER, school=ta), actor=actor)

    assert [entry["title"] for entry in timeline_of(user.uid)] == ["重置密码", "建立账号"]


@pytest.mark.parametrize("change", [lambda rows: rows.update(verb="x"), lambda rows: rows.delete()])
def test_the_trail_is_written_once(ta: School, change: Callable[[Any], Any]) -> None:
    record("user.create", make_user(Role.MEMBER, school=ta), actor=make_actor(Role.SCHOOL_ADMIN, school=ta))

    with pytest.raises(DatabaseError), transaction.atomic():
        change(AuditEntry.objects.all())


def test_who_may_not_read_the_trail_sees_only_the_own_acts(ta: School) -> None:
    chair, plain = make_actor(Role.CHAIR, school=ta), make_actor(Role.MEMBER, school=ta)
    user = make_user(Role.MEMBER, school=ta)
    record("user.reset", user, actor=chair)
    record("user.password", user, actor=plain)

    seen = [
        set(entries_visible_to(actor).filter(subject_uid=user.uid).values_list("verb", flat=True))
        for actor in (chair, plain)
    ]

    assert seen == [{"user.reset", "user.password"}, {"user.password"}]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    ta: School, sign_in: SignInAs, django_assert_num_queries: Any, rows: int
) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    for _ in range(rows):
        record("user.reset", make_user(Role.MEMBER, school=ta), actor=make_actor(Role.SCHOOL_ADMIN, school=ta))
        with in_school(ta):
            pass
    client.get(f"{ta.prefix}audit/")

    with django_assert_num_queries(8):  # search path, session, user, people, verbs, count, page, reminders
        client.get(f"{ta.prefix}audit/")


def test_filters_by_person_verb_and_day_and_the_file_of_it(ta: School, sign_in: SignInAs) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)
    user, first, second = (make_user(Role.SCHOOL_ADMIN, school=ta) for _ in range(3))
    yesterday = timezone.localdate() - timedelta(days=1)
    with time_machine.travel(timezone.now() - timedelta(days=1), tick=False):
        record("user.reset", user, actor=first.as_actor("ta"))
    record("user.reset", user, actor=first.as_actor("ta"))
    record("user.reset", user, actor=second.as_actor("ta"))
    record("user.deactivate", user, actor=first.as_actor("ta"))

    def count(query: str) -> int:
        content = client.get(f"{ta.prefix}audit/?export=xlsx&{query}").content
        return openpyxl.load_workbook(io.BytesIO(content)).active.max_row - 1

    assert [
        count(f"q={user.name}"),
        count(f"person={first.uid}"),
        count(f"person={first.uid}&verb=user.reset"),
        count(f"q={user.name}&to={yesterday}"),
        count(f"q={user.name}&from={yesterday}&to={yesterday}&verb=user.reset"),
    ] == [4, 3, 2, 1, 1]


def test_another_schools_trail_stays_there(ta: School, tb: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta, name="只在甲校的人")
    record("user.reset", user, actor=make_actor(Role.SCHOOL_ADMIN, school=ta))

    pages = [
        sign_in(Role.SCHOOL_ADMIN, school=school).get(f"{school.prefix}audit/").content.decode() for school in (ta, tb)
    ]

    assert ["只在甲校的人" in page for page in pages] == [True, False]


def test_members_do_not_open_the_trail(ta: School, sign_in: SignInAs) -> None:
    assert sign_in(Role.MEMBER, school=ta).get(f"{ta.prefix}audit/").status_code == 403


def test_every_recorded_verb_has_words() -> None:
    import re
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    used = {
        verb
        for folder in ("platform", "tenants", "district", "dashboards", "schools")
        for file in (root / folder).rglob("*.py")
        if "node_modules" not in file.parts
        for verb in re.findall(r"""\brecord\(\s*["']([a-z_]+\.[a-z_]+)["']""", file.read_text(encoding="utf-8"))
    }
    assert sorted(used - set(VERBS)) == []


def test_facts_within_facts_are_said_in_words() -> None:
    entry = AuditEntry(subject_kind="Plan", before={}, after={"changes": [{"title": "甲", "reason": ""}]})

    assert "甲" in " ".join(str(change) for change in changes_of(entry))
