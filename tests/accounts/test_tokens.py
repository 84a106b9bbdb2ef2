"""Tokens: one person, one place, for a while; everything that stops a session stops them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import tokens
from accounts.models import ApiToken, User
from accounts.services import deactivate_user, reset_password
from audit.models import AuditEntry
from core.actors import Role
from core.errors import InvalidInputError, WrongStateError
from tenants.models import School, SchoolState
from tenants.schemas import in_public, in_school
from tests.factories.people import client_of, make_actor, make_user


def secret_of(user: User, school: School | None, days: int = 30) -> str:
    code = school.code if school else None
    with in_school(school) if school else in_public():
        return tokens.create_token(user, name="同步", days=days, actor=user.as_actor(code))[1]


def ask(secret: str, address: str) -> tuple[int, dict[str, object]]:
    answer = Client().get(address, headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code, answer.json()


@pytest.fixture
def chair(ta: School) -> User:
    return make_user(Role.CHAIR, school=ta)


def test_a_token_acts_as_its_person(ta: School, chair: User) -> None:
    secret = secret_of(chair, ta)

    assert ask(secret, f"{ta.prefix}api/v1/plans/") == (200, {"count": 0, "page": 1, "pages": 1, "results": []})


def test_only_a_digest_is_kept_and_the_use_is_noted(ta: School, chair: User) -> None:
    secret = secret_of(chair, ta)
    ask(secret, f"{ta.prefix}api/v1/plans/")

    with in_school(ta):
        token = ApiToken.objects.get()
    assert secret not in str(token.__dict__)
    assert token.last_used_at is not None


def test_a_token_opens_no_page_and_no_other_place(ta: School, tb: School, chair: User) -> None:
    secret = secret_of(chair, ta)
    page = Client().get(f"{ta.prefix}plans/", headers={"Authorization": f"Bearer {secret}"})

    assert page.status_code == 302
    assert [ask(secret, f"{place}api/v1/schema/")[0] for place in (tb.prefix, "/")] == [401, 401]


def test_a_row_copied_into_another_school_opens_nothing_there(ta: School, tb: School, chair: User) -> None:
    """I-13: without the place in the secret this answers 200, since the digest is found in the other schema."""
    secret = secret_of(chair, ta)
    twin = make_user(Role.CHAIR, school=tb)
    with in_school(tb):
        ApiToken.objects.create(
            user=twin, name="抄来", digest=tokens.digest_of(secret), expires_at=timezone.now() + timedelta(days=1)
        )

    assert ask(secret, f"{tb.prefix}api/v1/plans/")[0] == 401


def test_a_token_of_the_district_works_there_alone(ta: School) -> None:
    secret = secret_of(make_user(Role.OFFICIAL), None)

    assert [ask(secret, f"{place}api/v1/schema/")[0] for place in ("/", ta.prefix)] == [200, 401]


def test_roles_are_asked_anew_each_time(ta: School, chair: User) -> None:
    secret = secret_of(chair, ta)
    with in_school(ta):
        User.objects.filter(pk=chair.pk).update(roles=[Role.MEMBER.value])
    answer = Client().post(f"{ta.prefix}api/v1/imports/", headers={"Authorization": f"Bearer {secret}"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_the_first_password_is_changed_first(ta: School) -> None:
    secret = secret_of(make_user(Role.CHAIR, school=ta, must_change_password=True), ta)
    status, told = ask(secret, f"{ta.prefix}api/v1/plans/")

    assert (status, told["code"]) == (403, "first_password")


def test_what_ends_a_token(ta: School, chair: User) -> None:
    admin = make_actor(Role.SCHOOL_ADMIN, school=ta)
    address = f"{ta.prefix}api/v1/plans/"
    revoked, expired, stopped = (secret_of(chair, ta, days) for days in (9, 1, 9))
    with in_school(ta):
        tokens.revoke_token(ApiToken.objects.get(digest=tokens.digest_of(revoked)), actor=admin)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        late = ask(expired, address)[0]
    before = ask(stopped, address)[0]
    with in_school(ta):
        deactivate_user(chair, actor=admin)

    assert (ask(revoked, address)[0], late, before, ask(stopped, address)[0]) == (401, 401, 200, 401)


def test_a_reset_of_the_password_ends_all_tokens(ta: School, chair: User) -> None:
    secret_of(chair, ta)
    with in_school(ta):
        reset_password(chair, actor=make_actor(Role.SCHOOL_ADMIN, school=ta))
        assert ApiToken.objects.get().state == "revoked"


def test_a_suspended_school_takes_no_token(ta: School, chair: User) -> None:
    secret = secret_of(chair, ta)
    with in_public():
        School.objects.filter(pk=ta.pk).update(state=SchoolState.SUSPENDED)
    answer = Client().get(f"{ta.prefix}api/v1/plans/", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Basic x", "Bearer us_ta_\x00", "Bearer 令牌"])
def test_what_is_no_token_is_nobody_even_with_a_session(ta: School, chair: User, header: str) -> None:
    client = client_of(school=ta, user=chair)

    assert client.get(f"{ta.prefix}api/v1/plans/", headers={"Authorization": header}).status_code == 401


def test_limits(ta: School, chair: User) -> None:
    actor = chair.as_actor(ta.code)
    with pytest.raises(InvalidInputError):
        tokens.create_token(chair, name="太久", days=9999, actor=actor)
    for _ in range(tokens.MOST_TOKENS):
        tokens.create_token(chair, name="多", days=1, actor=actor)
    with pytest.raises(WrongStateError):
        tokens.create_token(chair, name="再多", days=1, actor=actor)


def test_the_page_shows_a_secret_once_and_only_to_its_owner(ta: School, chair: User) -> None:
    client = client_of(school=ta, user=chair)
    address = f"{ta.prefix}accounts/own/tokens/"
    made = client.post(address, {"name": "网站同步", "days": "30"}).content.decode()
    with in_school(ta):
        token = ApiToken.objects.get()
        noted = AuditEntry.objects.get(verb="token.create")
    secret = made.split("us_ta_")[1].split("<")[0]
    stranger = client_of(Role.CHAIR, school=ta)

    assert ask(f"us_ta_{secret}", f"{ta.prefix}api/v1/plans/")[0] == 200
    assert secret not in client.get(address).content.decode() + str(noted.after)
    assert stranger.post(f"{address}{token.uid}/revoke/").status_code == 404
    assert client.post(f"{address}{token.uid}/revoke/").status_code == 302
    assert ask(f"us_ta_{secret}", f"{ta.prefix}api/v1/plans/")[0] == 401
