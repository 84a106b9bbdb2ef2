"""What the district does to a school, and what it may not."""

import pytest
from django.db import connection

from audit.models import AuditEntry
from core.actors import Role
from core.errors import InvalidInputError, NotAllowedError, WrongStateError
from core.periods import today
from tenants import services
from tenants.directory import school_by_code, school_by_host
from tenants.models import Domain, School, SchoolState
from tenants.schemas import in_public, in_school
from tests.factories.people import client_of, make_actor

pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def school(tb: School) -> School:
    return tb


@pytest.fixture
def admin(db: None) -> "Actor":
    return make_actor(Role.DISTRICT_ADMIN)


def test_a_changed_short_name_brings_its_pinyin_and_one_entry(school: School, admin: "Actor") -> None:
    changed = services.change_school(school, fields={"short_name": "望溪小学", "staff_count": 61}, actor=admin)

    entry = AuditEntry.objects.get(verb="school.rename")
    assert (changed.short_name, changed.pinyin, changed.initials) == ("望溪小学", "wang xi xiao xue", "wxxx")
    assert (entry.before, entry.after) == (
        {"short_name": "乙校", "staff_count": 60},
        {"short_name": "望溪小学", "staff_count": 61},
    )


def test_a_change_of_nothing_is_not_noted(school: School, admin: "Actor") -> None:
    services.change_school(school, fields={"short_name": "乙校"}, actor=admin)

    assert not AuditEntry.objects.filter(verb="school.rename").exists()


def test_a_taken_name_is_refused(school: School, admin: "Actor") -> None:
    with pytest.raises(InvalidInputError, match="学校全称"):
        services.change_school(school, fields={"name": "甲校"}, actor=admin)

    school.refresh_from_db()
    assert school.name == "乙校"


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.REVIEWER, Role.APPROVER, Role.EDITOR])
def test_others_change_nothing(school: School, role: Role) -> None:
    actor = make_actor(role)
    acts = [
        lambda: services.change_school(school, fields={"area": "西片"}, actor=actor),
        lambda: services.suspend_school(school, reason="试", actor=actor),
        lambda: services.resume_school(school, actor=actor),
        lambda: services.close_school(school, reason="试", typed_name="乙校", actor=actor),
        lambda: services.reopen_school(school, reason="试", actor=actor),
        lambda: services.add_host(school, host="tb.example.edu.cn", actor=actor),
        lambda: services.remove_host(school, host="tb.example.edu.cn", actor=actor),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()


def test_a_school_administrator_is_no_district_administrator(school: School) -> None:
    actor = make_actor(Role.SCHOOL_ADMIN, Role.CHAIR, school=school)

    with pytest.raises(NotAllowedError):
        services.suspend_school(school, reason="试", actor=actor)


def test_suspending_shuts_the_door_at_once_and_keeps_everything(school: School, admin: "Actor") -> None:
    client = client_of(Role.CHAIR, school=school)
    before = client.get(school.prefix)

    services.suspend_school(school, reason="校舍搬迁", actor=admin)

    answer = client.get(school.prefix)
    assert ["乙校已暂停使用" in page.content.decode() for page in (before, answer)] == [False, True]
    assert answer.status_code == 404
    with in_school(school), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        assert cursor.fetchone() == (2,)


def test_a_suspended_school_resumes_and_its_reason_is_gone(school: School, admin: "Actor") -> None:
    services.suspend_school(school, reason="校舍搬迁", actor=admin)

    school = services.resume_school(school, actor=admin)

    assert (school.state, school.state_reason, school_by_code("tb").is_open) == (SchoolState.ACTIVE, "", True)


def test_closing_needs_the_name_letter_by_letter(school: School, admin: "Actor") -> None:
    with pytest.raises(InvalidInputError, match="乙校"):
        services.close_school(school, reason="并入甲校", typed_name="乙", actor=admin)

    closed = services.close_school(school, reason="并入甲校", typed_name=" 乙校 ", actor=admin)

    assert (closed.state, closed.closed_on, closed.state_reason) == (SchoolState.CLOSED, today(), "并入甲校")


def test_a_closed_school_opens_again(school: School, admin: "Actor") -> None:
    services.close_school(school, reason="并入甲校", typed_name="乙校", actor=admin)

    school = services.reopen_school(school, reason="撤销合并", actor=admin)

    assert (school.state, school.closed_on, school.state_reason) == (SchoolState.ACTIVE, None, "")
    assert AuditEntry.objects.get(verb="school.reopen").after == {"state": "active", "reason": "撤销合并"}


def test_each_turn_needs_its_state(school: School, admin: "Actor") -> None:
    with pytest.raises(WrongStateError):
        services.resume_school(school, actor=admin)
    with pytest.raises(WrongStateError):
        services.reopen_school(school, reason="试", actor=admin)
    services.suspend_school(school, reason="试", actor=admin)
    with pytest.raises(WrongStateError):
        services.suspend_school(school, reason="试", actor=admin)
    services.close_school(school, reason="试", typed_name="乙校", actor=admin)
    with pytest.raises(WrongStateError):
        services.close_school(school, reason="试", typed_name="乙校", actor=admin)
    with pytest.raises(WrongStateError):
        services.resume_school(school, actor=admin)


def test_a_reason_is_not_blank(school: School, admin: "Actor") -> None:
    with pytest.raises(InvalidInputError, match="原因"):
        services.suspend_school(school, reason="  ", actor=admin)


def test_a_host_name_leads_to_the_school(school: School, admin: "Actor") -> None:
    assert school_by_host("gonghui.tb.edu.cn") is None

    services.add_host(school, host=" GongHui.tb.edu.cn. ", actor=admin)

    assert school_by_host("gonghui.tb.edu.cn") == school
    services.remove_host(school, host="gonghui.tb.edu.cn", actor=admin)
    assert (school_by_host("gonghui.tb.edu.cn"), Domain.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    "host", ["http://a.cn", "a.cn:80", "a b.cn", "localhost", "-a.cn", "a..cn", "10.0.0.1", "甲.cn"]
)
def test_what_is_no_host_name_is_refused(school: School, admin: "Actor", host: str) -> None:
    with pytest.raises(InvalidInputError, match="域名写法"):
        services.add_host(school, host=host, actor=admin)


def test_a_host_name_belongs_to_one_school(school: School, ta: School, admin: "Actor") -> None:
    with in_public():
        services.add_host(ta, host="gonghui.edu.cn", actor=admin)

        with pytest.raises(InvalidInputError, match="甲校"):
            services.add_host(school, host="gonghui.edu.cn", actor=admin)


def test_the_districts_own_host_is_refused(school: School, admin: "Actor", settings: "Settings") -> None:
    settings.PUBLIC_URL = "https://union.qinghe.cn"

    with pytest.raises(InvalidInputError, match="区工会自己"):
        services.add_host(school, host="union.qinghe.cn", actor=admin)


def test_another_schools_host_is_not_removed(school: School, ta: School, admin: "Actor") -> None:
    with in_public():
        services.add_host(ta, host="gonghui.edu.cn", actor=admin)

        services.remove_host(school, host="gonghui.edu.cn", actor=admin)

        assert Domain.objects.filter(domain="gonghui.edu.cn").exists()


def test_the_first_visit_after_the_first_password_is_noted_once(school: School) -> None:
    client = client_of(Role.CHAIR, school=school)
    assert School.objects.get(code="tb").first_used_on is None

    client.get(school.prefix)

    assert School.objects.get(code="tb").first_used_on == today()
