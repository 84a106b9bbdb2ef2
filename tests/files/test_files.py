"""Stored files: fetched by those who may, as a download, from nowhere else."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.actors import Role
from files.models import StoredFile
from files.services import clean_name, content_of, store
from tenants.models import School
from tests.factories.people import make_actor, make_user

SignInAs = Callable[..., Client]


def keep(user: object, name: str = "名册 表.xlsx") -> StoredFile:
    return store(name, b"<script>", "xlsx", actor=user.as_actor("ta"))  # type: ignore[attr-defined]


def test_a_file_is_saved_not_shown(ta: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)
    stored = keep(user)

    answer = sign_in(school=ta, user=user).get(f"{ta.prefix}files/{stored.uid}/")

    assert (answer.content, answer["Content-Disposition"], answer["X-Content-Type-Options"]) == (
        b"<script>",
        "attachment; filename=\"download\"; filename*=UTF-8''%E5%90%8D%E5%86%8C%20%E8%A1%A8.xlsx",
        "nosniff",
    )


def test_a_file_of_another_school_is_not_found(ta: School, tb: School, sign_in: SignInAs) -> None:
    stored = keep(make_user(Role.MEMBER, school=ta))

    statuses = [
        client.get(f"{prefix}files/{stored.uid}/").status_code
        for client, prefix in ((sign_in(Role.CHAIR, school=tb), tb.prefix), (sign_in(Role.DISTRICT_ADMIN), "/"))
    ]

    assert statuses == [404, 404]


def test_nobody_signed_in_gets_nothing(ta: School) -> None:
    stored = keep(make_user(Role.MEMBER, school=ta))

    assert Client().get(f"{ta.prefix}files/{stored.uid}/").status_code == 302


def test_content_lost_from_the_disk_is_not_found(ta: School, sign_in: SignInAs) -> None:
    user = make_user(Role.MEMBER, school=ta)
    stored = keep(user)
    stored.content.storage.delete(stored.content.name)

    assert sign_in(school=ta, user=user).get(f"{ta.prefix}files/{stored.uid}/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\tmp\\名册.xlsx", "名册.xlsx"), ("a\x00b\n.txt", "ab.txt"), ("", "未命名")],
)
def test_a_name_is_only_its_last_part(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


def test_nothing_of_the_senders_name_reaches_the_disk(ta: School) -> None:
    stored = store("../../x.xlsx", b"1", "xlsx", actor=make_actor(Role.CHAIR, school=ta))

    assert (stored.content.name, content_of(stored)) == (f"{stored.uid.hex[:2]}/{stored.uid.hex}", b"1")
