"""The front page finds open schools for anybody; the desk shows what waits for whom."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from core.actors import Role
from district.home import desk
from tenants.models import School, SchoolState
from tenants.services import note_first_use
from tests.factories.people import client_of, make_actor
from tests.factories.schools import open_test_school

pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def wangxi(tb: School) -> School:
    tb.short_name, tb.name, tb.pinyin = "望溪小学", "青禾区望溪小学", "wang xi xiao xue"
    tb.save()
    return tb


def found(answer: "HttpResponse") -> list[str]:
    return [school.short_name for school in answer.context["found"]]


@pytest.mark.parametrize("words", ["望溪", "wx", "WXXX", "wangxi", "wang xi", "tb", " 青禾区望 "])
def test_a_school_is_found_by_name_or_initials(wangxi: School, words: str) -> None:
    assert found(Client().get("/", {"q": words})) == ["望溪小学"]


@pytest.mark.parametrize("words", ["", " ", "zz", "\x00", "%", "_", "(", "x" * 500])
def test_what_names_no_school_finds_none(wangxi: School, words: str) -> None:
    answer = Client().get("/", {"q": words})

    assert (answer.status_code, found(answer)) == (200, [])


@pytest.mark.parametrize("state", [SchoolState.SUSPENDED, SchoolState.CLOSED])
def test_a_shut_school_is_not_offered(wangxi: School, state: SchoolState) -> None:
    School.objects.filter(pk=wangxi.pk).update(state=state, closed_on=wangxi.opened_on)
    client = Client()
    client.cookies["last_school"] = "tb"

    answer = client.get("/", {"q": "望溪"})

    assert (found(answer), answer.context["last"]) == ([], None)


def test_typing_gets_the_list_alone(wangxi: School) -> None:
    answer = Client().get("/", {"q": "wx"}, headers={"HX-Request": "true"})

    assert ["望溪小学" in answer.content.decode(), "<html" in answer.content.decode()] == [True, False]


def test_more_than_shown_is_told() -> None:
    School.objects.bulk_create(
        School(code=f"x{n}", name=f"同名{n}", short_name=f"同名{n}", kind="primary", opened_on="2026-01-01",
               staff_count=9, schema_name=f"x{n}")
        for n in range(10)
    )  # fmt: skip

    answer = Client().get("/", {"q": "同名"})

    assert (len(found(answer)), answer.context["more"]) == (8, 2)


def test_the_last_school_is_offered_again(wangxi: School) -> None:
    client = Client()
    client.get("/s/tb/")

    answer = client.get("/")

    assert answer.context["last"] == wangxi
    assert 'href="/s/tb/"' in answer.content.decode()


def test_addresses_of_the_district_stay_its_own_after_a_visit_to_a_school(wangxi: School) -> None:
    Client().get("/s/tb/")

    assert reverse("home:desk") == "/desk/"


def test_a_made_up_cookie_offers_nothing(wangxi: School) -> None:
    client = Client()
    client.cookies["last_school"] = "x" * 500

    assert client.get("/").context["last"] is None


def test_the_desk_needs_a_sign_in() -> None:
    assert [Client().get(path).status_code for path in ("/desk/", "/search/")] == [302, 302]


def test_an_administrator_sees_schools_where_nobody_signed_in(wangxi: School) -> None:
    note_first_use(School.objects.get(code="ta"))

    [item] = desk.from_schools(make_actor(Role.DISTRICT_ADMIN))

    assert (item.title, item.facts) == ("1所学校还没有人登录", ("望溪小学",))
    assert desk.from_schools(make_actor(Role.REVIEWER)) == []


@pytest.mark.parametrize("role", [Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER, Role.OFFICIAL, Role.EDITOR])
def test_everybody_has_a_desk(role: Role) -> None:
    answer = client_of(role).get("/desk/")

    assert (answer.status_code, answer.context["counts"] is None) == (200, role == Role.EDITOR)


def test_the_desk_orders_by_urgency(monkeypatch: pytest.MonkeyPatch) -> None:
    def item(rank: int) -> desk.DeskItem:
        return desk.DeskItem("todo", "待办", str(rank), "/", "看", rank=rank)

    monkeypatch.setattr(desk, "_sources", [lambda _: [item(3), item(0)], lambda _: [item(1)]])

    assert [each.rank for each in desk.items_for(make_actor(Role.OFFICIAL))] == [0, 1, 3]


def test_the_search_finds_schools_in_any_state_for_staff_only(wangxi: School) -> None:
    School.objects.filter(pk=wangxi.pk).update(state=SchoolState.SUSPENDED)

    assert found(client_of(Role.OFFICIAL).get("/search/?q=wx")) == ["望溪小学"]
    assert found(client_of(Role.EDITOR).get("/search/?q=wx")) == []
    assert found(client_of(Role.OFFICIAL).get("/search/?q=")) == []


def test_the_desk_costs_the_same_with_more_schools(django_assert_num_queries: Callable[..., "Context"]) -> None:
    client = client_of(Role.DISTRICT_ADMIN)
    client.get("/desk/")
    with django_assert_num_queries(7):
        client.get("/desk/")
    open_test_school("tc", "丙校")
    client.get("/desk/")  # opening made the process forget which host is a school's
    with django_assert_num_queries(7):
        client.get("/desk/")
