"""Pages of the register: who sees what, what a form refuses, what the list finds, at a constant price."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from core.actors import Role
from tenants import services
from tenants.models import Domain, School, SchoolState
from tenants.schemas import in_school
from tests.factories.people import client_of, make_actor
from tests.factories.schools import open_test_school

pytestmark = pytest.mark.usefixtures("district")

FORM = {
    "name": "青禾区望溪小学", "short_name": "望溪小学", "code": "", "kind": "primary", "area": "东片",
    "staff_count": "86", "admin_name": "顾清和", "admin_username": "admin",
}  # fmt: skip


@pytest.fixture
def admin(db: None) -> Client:
    return client_of(Role.DISTRICT_ADMIN)


def names_in(answer: "HttpResponse") -> list[str]:
    return [school.short_name for school in answer.context["shown"].page]


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.REVIEWER, 200), (Role.APPROVER, 200), (Role.OFFICIAL, 200), (Role.EDITOR, 403), (Role.ORGANISER, 403)],
)
def test_staff_reads_the_register_and_changes_nothing(tb: School, role: Role, status: int) -> None:
    client = client_of(role)

    assert [client.get(path).status_code for path in ("/schools/", f"/schools/{tb.uid}/")] == [status, status]
    assert [client.get(f"/schools/{tb.uid}/{act}/").status_code for act in ("change", "suspend", "close")] == [403] * 3
    assert [client.post(f"/schools/{tb.uid}/{act}/").status_code for act in ("resume", "hosts")] == [403] * 2
    page = client.get("/schools/").content.decode()
    assert "开通学校" not in page


def test_a_school_has_no_register(tb: School) -> None:
    client = client_of(Role.SCHOOL_ADMIN, Role.CHAIR, school=tb)

    assert client.get(f"{tb.prefix}schools/").status_code == 404


def test_the_list_finds_by_name_and_initials_and_filters(admin: Client) -> None:
    School.objects.filter(code="ta").update(short_name="望溪小学", pinyin="wang xi xiao xue", area="西片")
    School.objects.filter(code="tb").update(state=SchoolState.SUSPENDED)

    assert names_in(admin.get("/schools/")) == ["望溪小学", "乙校"]
    assert names_in(admin.get("/schools/?sort=-name")) == ["乙校", "望溪小学"]
    assert names_in(admin.get("/schools/?q=wxxx")) == ["望溪小学"]
    assert names_in(admin.get("/schools/?q=望")) == ["望溪小学"]
    assert names_in(admin.get("/schools/?q=tb")) == ["乙校"]
    assert names_in(admin.get("/schools/?state=suspended")) == ["乙校"]
    assert names_in(admin.get("/schools/?area=西片&kind=primary")) == ["望溪小学"]
    assert names_in(admin.get("/schools/?used=yes")) == []
    assert names_in(admin.get("/schools/?q=%00'\"<")) == []


def test_the_list_costs_the_same_with_one_and_three_schools(
    admin: Client, django_assert_num_queries: Callable[..., "Context"]
) -> None:
    admin.get("/schools/")  # the session notes when it was last seen
    with django_assert_num_queries(6):
        admin.get("/schools/?q=ta")
    open_test_school("tc", "丙校")
    admin.get("/schools/")  # opening made the process forget which host is a school's
    with django_assert_num_queries(6):
        assert len(names_in(admin.get("/schools/"))) == 3


def test_the_excel_file_holds_exactly_what_is_filtered(admin: Client) -> None:
    answer = admin.get("/schools/?q=ta&export=xlsx")

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[1] for row in rows] == ["简称", "甲校"]


def test_nothing_found_and_nothing_there_say_what_to_do(admin: Client) -> None:
    assert "没有符合条件的学校" in admin.get("/schools/?q=zzz").content.decode()


def test_opening_shows_address_and_first_password_once(admin: Client) -> None:
    answer = admin.post("/schools/open/", FORM)

    text = answer.content.decode()
    opened = answer.context["opened"]
    assert opened.school.code == "wangxi"
    assert ["http://testserver/s/wangxi/" in text, opened.password in text] == [True, True]
    with in_school(opened.school):
        from accounts.models import User

        assert User.objects.get().check_password(opened.password)
    assert opened.password not in admin.get(f"/schools/{opened.school.uid}/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "甲校", "已有同名的学校。"),
        ("code", "ta", "已有学校用这个代码。"),
        ("code", "望溪", "小写字母"),
        ("kind", "大学", "不在可用的选项中"),
        ("staff_count", "0", "至少1人。"),
        ("staff_count", "-", "整数"),
        ("admin_username", "管理员", "以字母开头"),
        ("short_name", "", "必填"),
    ],
)
def test_each_wrong_field_is_told_and_nothing_opens(admin: Client, field: str, value: str, sentence: str) -> None:
    before = School.objects.count()

    answer = admin.post("/schools/open/", FORM | {field: value})

    assert (School.objects.count(), list(answer.context["form"].errors)) == (before, [field])
    assert re.search(sentence, str(answer.context["form"].errors[field])) is not None


def test_a_code_is_proposed_while_typing_and_a_typed_one_stays(admin: Client) -> None:
    School.objects.filter(code="ta").update(code="wangxi")

    proposed = admin.get("/schools/open/code/", {"short_name": "望溪小学"}).content.decode()
    kept = admin.get("/schools/open/code/", {"short_name": "望溪小学", "code": "my-school"}).content.decode()

    assert ['value="wangxi-xx"' in proposed, 'value="my-school"' in kept] == [True, True]


def test_the_facts_change_and_the_code_does_not(admin: Client, tb: School) -> None:
    answer = admin.post(f"/schools/{tb.uid}/change/", FORM | {"code": "other"})

    tb.refresh_from_db()
    assert (answer.status_code, tb.short_name, tb.code, tb.pinyin) == (302, "望溪小学", "tb", "wang xi xiao xue")


def test_the_way_of_a_school_through_its_states(admin: Client, tb: School) -> None:
    def state() -> str:
        return School.objects.get(code="tb").state

    admin.post(f"/schools/{tb.uid}/suspend/", {"reason": ""})
    assert state() == "active"
    admin.post(f"/schools/{tb.uid}/suspend/", {"reason": "搬迁"})
    assert state() == "suspended"
    admin.post(f"/schools/{tb.uid}/resume/")
    assert state() == "active"
    wrong = admin.post(f"/schools/{tb.uid}/close/", {"reason": "合并", "typed_name": "丙校"})
    assert (state(), "一字不差" in wrong.content.decode()) == ("active", True)
    admin.post(f"/schools/{tb.uid}/close/", {"reason": "合并", "typed_name": "乙校"})
    assert state() == "closed"
    admin.post(f"/schools/{tb.uid}/reopen/", {"reason": "撤销"})
    assert state() == "active"
    titles = [item["title"] for item in admin.get(f"/schools/{tb.uid}/").context["history"]]
    assert titles == ["重新开通学校", "关闭学校", "恢复学校", "停用学校", "开通学校"]


def test_a_get_changes_nothing(admin: Client, tb: School) -> None:
    assert admin.get(f"/schools/{tb.uid}/resume/").status_code == 405
    admin.get(f"/schools/{tb.uid}/suspend/")

    assert School.objects.get(code="tb").state == "active"


def test_host_names_come_and_go(admin: Client, tb: School) -> None:
    refused = admin.post(f"/schools/{tb.uid}/hosts/", {"host": "http://x"})
    assert "域名写法不对" in refused.content.decode()
    admin.post(f"/schools/{tb.uid}/hosts/", {"host": "gonghui.tb.edu.cn"})
    assert "gonghui.tb.edu.cn" in admin.get(f"/schools/{tb.uid}/").content.decode()
    admin.post(f"/schools/{tb.uid}/hosts/remove/", {"host": "gonghui.tb.edu.cn"})
    assert Domain.objects.count() == 0


def test_the_district_sees_nobody_of_the_school(admin: Client, tb: School) -> None:
    with in_school(tb):
        from accounts.models import User

        User.objects.update(name="只有本校知道的人")

    assert "只有本校知道的人" not in admin.get(f"/schools/{tb.uid}/").content.decode()


def test_a_script_in_a_name_is_shown_as_text(admin: Client, tb: School) -> None:
    services.change_school(
        tb, fields={"short_name": "<b>乙</b>", "name": "<script>x</script>"}, actor=make_actor(Role.DISTRICT_ADMIN)
    )

    pages = [
        admin.get(path).content.decode() for path in ("/schools/", f"/schools/{tb.uid}/", "/search/?q=tb", "/?q=tb")
    ]
    assert ["<script>x" in page or "<b>乙" in page for page in pages] == [False] * 4


def test_an_unknown_school_is_404(admin: Client) -> None:
    assert admin.get("/schools/00000000-0000-0000-0000-000000000000/").status_code == 404
